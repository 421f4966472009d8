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
 * The model of the demo. With {@code OPENAI_API_KEY} it is OpenAI's service, with {@code OPENAI_BASE_URL} the server there, which
 * may need no key; {@code OPENAI_MODEL} names another model than {@code gpt-4o-mini}. With neither it is a server on this
 * machine that speaks the same protocol and answers from a script.
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

    /**
     * The model that an environment names.
     *
     * @throws DemoException if its key or base URL will not do
     */
    static DemoModel open(Map<String, String> environment) {
        Optional<String> key = value(environment, "OPENAI_API_KEY");
        Optional<String> baseUrl = value(environment, "OPENAI_BASE_URL");
        return key.isPresent() || baseUrl.isPresent() ? served(environment, key, baseUrl) : scripted();
    }

    private static DemoModel served(Map<String, String> environment, Optional<String> key, Optional<String> baseUrl) {
        OpenAiChat.Builder builder =
                OpenAiChat.builder().model(value(environment, "OPENAI_MODEL").orElse("gpt-4o-mini"));
        key.ifPresent(builder::apiKey);
        baseUrl.ifPresent(builder::baseUrl);
        Model model = built(builder);
        String withKey =
                key.isPresent() ? "with the key in OPENAI_API_KEY" : "without a key, since no OPENAI_API_KEY is set";
        return new DemoModel(model, "The model: " + model + ", " + withKey + ".", Optional.empty());
    }

    private static Model built(OpenAiChat.Builder builder) {
        try {
            return builder.build();
        } catch (IllegalStateException wrongSettings) {
            throw new DemoException(String.valueOf(wrongSettings.getMessage()), wrongSettings);
        }
    }

    private static DemoModel scripted() {
        ScriptedOpenAiServer server = ScriptedOpenAiServer.start(DemoModel::answer);
        Model model = OpenAiChat.builder()
                .model("scripted")
                .baseUrl(server.baseUrl())
                .apiKey("not-needed")
                .build();
        return new DemoModel(
                model,
                "No OPENAI_API_KEY or OPENAI_BASE_URL is set: a scripted server on this machine plays the model, over real"
                        + " HTTP at " + server.baseUrl() + ".",
                Optional.of(server));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
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
