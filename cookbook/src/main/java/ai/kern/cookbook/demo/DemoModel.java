package ai.kern.cookbook.demo;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedOpenAiServer;
import java.util.Map;
import java.util.Optional;

/**
 * The model of the demo: OpenAI's service where {@code OPENAI_API_KEY} is set, else a server on this machine that speaks the
 * same protocol and answers from a script.
 */
final class DemoModel implements AutoCloseable {
    private final Model model;
    private final String description;
    private final Optional<ScriptedOpenAiServer> server;

    private DemoModel(Model model, String description, Optional<ScriptedOpenAiServer> server) {
        this.model = model;
        this.description = description;
        this.server = server;
    }

    static DemoModel open(Map<String, String> environment) {
        if (!environment.getOrDefault("OPENAI_API_KEY", "").isBlank()) {
            return new DemoModel(
                    OpenAiChat.of("gpt-4o-mini"), "The model is gpt-4o-mini at OpenAI's service.", Optional.empty());
        }
        ScriptedOpenAiServer server = ScriptedOpenAiServer.start(DemoModel::answer);
        Model model = OpenAiChat.builder()
                .model("scripted")
                .baseUrl(server.baseUrl())
                .apiKey("not-needed")
                .build();
        return new DemoModel(
                model,
                "No OPENAI_API_KEY is set: a scripted server on this machine plays the model, over real HTTP.",
                Optional.of(server));
    }

    private static ScriptedAnswer answer(ModelRequest request) {
        Message last = request.messages().get(request.messages().size() - 1);
        if (!(last instanceof Message.ToolResult)) {
            return calls(call("delete_file", "{\"path\":\".env\"}"), call("create_file", "{\"path\":\"test.txt\"}"));
        }
        boolean deleted = request.messages().stream()
                .filter(Message.ToolResult.class::isInstance)
                .map(Message.ToolResult.class::cast)
                .anyMatch(result ->
                        result.toolName().equals("delete_file") && result.text().startsWith("deleted"));
        return deleted
                ? text("I deleted .env and created test.txt.")
                : text("I created test.txt. I did not delete .env, since that was not allowed.");
    }

    Model model() {
        return model;
    }

    String description() {
        return description;
    }

    @Override
    public void close() {
        server.ifPresent(ScriptedOpenAiServer::close);
    }
}
