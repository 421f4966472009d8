package ai.kern.specs.models;

import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.model.ToolSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conversation that a real client had with a real server. The recordings lie beside the project, not in it: in the folder
 * that the system property {@code kern.wire} names, by default {@code ../shared/wire} from the project's root.
 */
final class RecordedConversation {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path FOLDER = folder();
    private static final String MISSING =
            "The recordings are not there: no folder " + FOLDER + ". Name it with -Dkern.wire=…";

    static {
        if (!Files.isDirectory(FOLDER)) {
            LoggerFactory.getLogger(RecordedConversation.class).warn("{} Tests that need them are skipped.", MISSING);
        }
    }

    private final List<Exchange> exchanges;

    private RecordedConversation(List<Exchange> exchanges) {
        this.exchanges = List.copyOf(exchanges);
    }

    /** Reads a recording by its name; without the folder, the test is skipped and says so. */
    static RecordedConversation named(String name) {
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), MISSING);
        try {
            List<Exchange> exchanges = new ArrayList<>();
            for (JsonNode exchange : JSON.readTree(Files.readString(FOLDER.resolve(name + ".json")))
                    .path("exchanges")) {
                exchanges.add(new Exchange(exchange.path("request"), exchange.path("response")));
            }
            return new RecordedConversation(exchanges);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        String property = System.getProperty("kern.wire", "");
        return property.isBlank() ? projectRoot().resolve("../shared/wire").normalize() : Path.of(property);
    }

    private static Path projectRoot() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, path -> path != null, Path::getParent)
                .filter(path -> Files.isDirectory(path.resolve(".mvn")))
                .findFirst()
                .orElse(here);
    }

    List<Exchange> exchanges() {
        return exchanges;
    }

    /** The body of the first request, as JSON. */
    JsonNode firstBody() {
        return exchanges.get(0).body();
    }

    boolean isChat() {
        return exchanges.get(0).path().endsWith("/chat/completions");
    }

    /** What the first request asks, in kern's words. */
    ModelRequest firstRequest() {
        JsonNode body = firstBody();
        List<Message> messages = new ArrayList<>();
        if (!body.path("instructions").stringValue("").isEmpty()) {
            messages.add(new Message.System(body.path("instructions").stringValue()));
        }
        for (JsonNode message : body.path(isChat() ? "messages" : "input")) {
            String text = message.path("content").stringValue();
            messages.add(
                    message.path("role").stringValue().equals("system")
                            ? new Message.System(text)
                            : new Message.User(text));
        }
        List<ToolSpec> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = isChat() ? tool.path("function") : tool;
            tools.add(new ToolSpec(
                    function.path("name").stringValue(),
                    function.path("description").stringValue(""),
                    function.path("parameters").toString()));
        }
        return new ModelRequest(messages, tools);
    }

    /** What the tools returned after the answer of this index, in the order of the calls. */
    List<String> toolResults(int exchange) {
        List<String> results = new ArrayList<>();
        JsonNode messages = exchanges.get(exchange + 1).body().path(isChat() ? "messages" : "input");
        for (JsonNode message : messages) {
            if (message.path("role").stringValue("").equals("tool")) {
                results.add(message.path("content").stringValue());
            } else if (message.path("type").stringValue("").equals("function_call_output")) {
                results.add(message.path("output").stringValue());
            } else {
                results.clear();
            }
        }
        return results;
    }

    /** The text that the last answer holds. */
    String lastText() {
        JsonNode answer = exchanges.get(exchanges.size() - 1).response().path("body");
        if (isChat()) {
            return answer.path("choices")
                    .path(0)
                    .path("message")
                    .path("content")
                    .stringValue();
        }
        JsonNode output = answer.path("output");
        return output.path(output.size() - 1)
                .path("content")
                .path(0)
                .path("text")
                .stringValue();
    }

    /**
     * One request and its answer.
     *
     * @param request with {@code method}, {@code path} and {@code body}
     * @param response with {@code status}, {@code content_type}, and {@code body} or {@code text}
     */
    record Exchange(JsonNode request, JsonNode response) {

        /** Relative to the base URL. */
        String path() {
            return request.path("path").stringValue();
        }

        JsonNode body() {
            return request.path("body");
        }
    }
}
