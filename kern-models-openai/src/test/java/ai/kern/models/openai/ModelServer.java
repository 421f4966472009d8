package ai.kern.models.openai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** Answers with a stream of these events' data, each of which may hold lines of its own. */
    ModelServer streams(String... events) {
        return streams(stream(events));
    }

    /** Answers with a stream that is sent as it is, in chunks of a size that no event ends at. */
    ModelServer streams(MockResponse.Builder stream) {
        web.enqueue(stream.build());
        return this;
    }

    static MockResponse.Builder stream(String... events) {
        return rawStream(
                Stream.of(events).map(event -> "data: " + event + "\n\n").collect(Collectors.joining()));
    }

    static MockResponse.Builder rawStream(String body) {
        return new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream; charset=utf-8")
                .setHeader("x-request-id", "req_17")
                .chunkedBody(body, 7);
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
