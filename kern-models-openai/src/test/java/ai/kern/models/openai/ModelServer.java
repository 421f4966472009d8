package ai.kern.models.openai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A server that gives prepared answers in turn and shows what it was asked. */
final class ModelServer implements AutoCloseable {
    final MockWebServer web = new MockWebServer();

    ModelServer() {
        try {
            web.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OpenAiChat.Builder chat() {
        return (OpenAiChat.Builder) Api.CHAT.at(web.url("/v1"));
    }

    OpenAiResponses.Builder responses() {
        return (OpenAiResponses.Builder) Api.RESPONSES.at(web.url("/v1"));
    }

    ModelServer answers(String json) {
        return answers(200, "application/json", json);
    }

    ModelServer answers(int status, String contentType, String body) {
        web.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", contentType)
                .setHeader("x-request-id", "req_17")
                .body(body)
                .build());
        return this;
    }

    /** The next request that arrived, or has arrived. */
    RecordedRequest request() {
        try {
            @Nullable RecordedRequest request = web.takeRequest(5, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("No request arrived");
            }
            return request;
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting for a request", e);
        }
    }

    /** Its body. */
    JsonNode requestBody() {
        return WireJson.read(request().getBody().utf8());
    }

    @Override
    public void close() {
        web.close();
    }
}
