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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

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

    /** Whether the answers came in pieces. */
    boolean isStreamed() {
        return firstBody().path("stream").booleanValue(false);
    }

    /** Whether requests name the previous response instead of repeating the transcript. */
    boolean namesPreviousResponses() {
        return exchanges.stream().anyMatch(exchange -> exchange.body().hasNonNull("previous_response_id"));
    }

    /** The names of all recordings. */
    static List<String> names() {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(file -> file.substring(0, file.length() - ".json".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the first request asks, in kern's words. */
    ModelRequest firstRequest() {
        JsonNode body = firstBody();
        List<Message> messages = new ArrayList<>();
        if (!body.path("instructions").stringValue("").isEmpty()) {
            messages.add(new Message.System(body.path("instructions").stringValue()));
        }
        for (JsonNode message : items(body)) {
            String text = text(message.path("content"));
            messages.add(
                    Set.of("system", "developer").contains(message.path("role").stringValue())
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

    private JsonNode items(JsonNode body) {
        return body.path(isChat() ? "messages" : "input");
    }

    private static String text(JsonNode content) {
        return content.isString()
                ? content.stringValue()
                : content.valueStream()
                        .map(part -> part.path("text").stringValue(""))
                        .collect(Collectors.joining());
    }

    /** What the tools returned after the answer of this index, in the order of the calls. */
    List<String> toolResults(int exchange) {
        return news(exchange).stream()
                .filter(RecordedConversation::isResult)
                .map(item -> text(item.has("output") ? item.path("output") : item.path("content")))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** What the user said after the answer of this index. */
    List<String> userTexts(int exchange) {
        return news(exchange).stream()
                .filter(item -> item.path("role").stringValue("").equals("user"))
                .map(item -> text(item.path("content")))
                .toList();
    }

    /** What the next request holds beyond the last item of the assistant. */
    private List<JsonNode> news(int exchange) {
        List<JsonNode> news = new ArrayList<>();
        for (JsonNode item : items(exchanges.get(exchange + 1).body())) {
            if (isResult(item) || item.path("role").stringValue("").equals("user")) {
                news.add(item);
            } else {
                news.clear();
            }
        }
        return news;
    }

    private static boolean isResult(JsonNode item) {
        return item.path("role").stringValue("").equals("tool")
                || item.path("type").stringValue("").equals("function_call_output");
    }

    /** The text that the last answer holds. */
    String lastText() {
        JsonNode response = exchanges.get(exchanges.size() - 1).response();
        if (response.has("text")) {
            return streamedText(events(response));
        }
        JsonNode answer = response.path("body");
        return isChat()
                ? text(answer.path("choices").path(0).path("message").path("content"))
                : answer.path("output")
                        .valueStream()
                        .map(item ->
                                item.path("type").stringValue("").equals("message") ? text(item.path("content")) : "")
                        .collect(Collectors.joining());
    }

    private String streamedText(List<JsonNode> events) {
        return events.stream()
                .map(event -> {
                    JsonNode delta = isChat()
                            ? event.path("choices").path(0).path("delta").path("content")
                            : event.path("type").stringValue("").equals("response.output_text.delta")
                                    ? event.path("delta")
                                    : MissingNode.getInstance();
                    return delta.stringValue("");
                })
                .collect(Collectors.joining());
    }

    /** The answers of the server, each as it came: whole, or event by event. */
    List<JsonNode> answers() {
        return exchanges.stream()
                .flatMap(exchange -> exchange.response().has("text")
                        ? events(exchange.response()).stream()
                        : Stream.of(exchange.response().path("body")))
                .toList();
    }

    private static List<JsonNode> events(JsonNode response) {
        return response.path("text")
                .stringValue()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .filter(data -> data.startsWith("{"))
                .map(JSON::readTree)
                .toList();
    }

    /** The status of the last answer. */
    int lastStatus() {
        return exchanges.get(exchanges.size() - 1).response().path("status").intValue();
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
