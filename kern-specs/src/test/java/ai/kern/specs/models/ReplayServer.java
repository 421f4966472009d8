package ai.kern.specs.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives the answers of a recording in order, to requests that equal the recorded ones by {@link WireComparison}. To any other
 * request it answers 400 with the differences, which {@link #verify()} repeats.
 */
final class ReplayServer extends Dispatcher implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ROOT = "/v1";

    private final MockWebServer web = new MockWebServer();
    private final List<RecordedConversation.Exchange> exchanges;
    private final WireComparison comparison;
    private final List<String> differences = new ArrayList<>();
    private int asked;

    ReplayServer(RecordedConversation conversation) {
        this.exchanges = conversation.exchanges();
        this.comparison = new WireComparison(WireComparison.givenIds(conversation));
        web.setDispatcher(this);
        try {
            web.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The base URL under which a client's requests have the recorded paths. */
    String baseUrl() {
        return web.url(ROOT + exchanges.get(0).path().replaceFirst("/(chat/completions|responses)$", ""))
                .toString();
    }

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        List<String> found = check(request);
        asked++;
        if (found.isEmpty()) {
            return answer(exchanges.get(asked - 1).response());
        }
        found.forEach(difference -> differences.add("request " + asked + difference));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("message", "Not as recorded: " + found).put("type", "replay_error");
        return json(400, "application/json", body.toString());
    }

    private List<String> check(RecordedRequest request) {
        if (asked >= exchanges.size()) {
            return List.of(" is beyond the recording of " + exchanges.size());
        }
        RecordedConversation.Exchange exchange = exchanges.get(asked);
        List<String> found = new ArrayList<>();
        String target = ROOT + exchange.path();
        String method = exchange.request().path("method").stringValue();
        if (!request.getTarget().equals(target) || !request.getMethod().equals(method)) {
            found.add(": recorded " + method + " " + target + ", sent " + request.getMethod() + " "
                    + request.getTarget());
        }
        @Nullable ByteString body = request.getBody();
        JsonNode sent = JSON.readTree(body == null ? "null" : body.utf8());
        found.addAll(comparison.differences(exchange.body(), sent));
        return found;
    }

    private static MockResponse answer(JsonNode response) {
        String body = response.has("text")
                ? response.path("text").stringValue()
                : response.path("body").toString();
        return json(
                response.path("status").intValue(),
                response.path("content_type").stringValue(),
                body);
    }

    private static MockResponse json(int status, String contentType, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", contentType)
                .body(body)
                .build();
    }

    /** Fails unless every recorded request was made, and no other one. */
    synchronized void verify() {
        assertThat(differences).as("differences from the recording").isEmpty();
        assertThat(asked).as("requests of the recording that were made").isEqualTo(exchanges.size());
    }

    @Override
    public void close() {
        web.close();
    }
}
