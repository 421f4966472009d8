package ai.kern.cookbook;

import ai.kern.model.Model;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedOpenAiServer;
import java.util.Map;
import java.util.Optional;

/**
 * The model of the demo and the examples. With {@code OPENAI_API_KEY} it is OpenAI's service, with {@code OPENAI_BASE_URL} the server there, which
 * may need no key; {@code OPENAI_MODEL} names another model than {@code gpt-4o-mini}. With neither it is a server on this
 * machine that speaks the same protocol and answers from a script.
 */
public final class CookbookModel implements AutoCloseable {
    private final Model model;
    private final String description;
    private final Optional<ScriptedOpenAiServer> server;

    private CookbookModel(Model model, String description, Optional<ScriptedOpenAiServer> server) {
        this.model = model;
        this.description = description;
        this.server = server;
    }

    /**
     * The model that an environment names.
     *
     * @param script what is answered where it names none
     * @throws IllegalStateException if its key or base URL will not do
     */
    public static CookbookModel open(Map<String, String> environment, Script script) {
        Optional<String> key = value(environment, "OPENAI_API_KEY");
        Optional<String> baseUrl = value(environment, "OPENAI_BASE_URL");
        return key.isPresent() || baseUrl.isPresent() ? served(environment, key, baseUrl) : scripted(script);
    }

    private static CookbookModel served(
            Map<String, String> environment, Optional<String> key, Optional<String> baseUrl) {
        OpenAiChat.Builder builder =
                OpenAiChat.builder().model(value(environment, "OPENAI_MODEL").orElse("gpt-4o-mini"));
        key.ifPresent(builder::apiKey);
        baseUrl.ifPresent(builder::baseUrl);
        Model model = builder.build();
        String withKey =
                key.isPresent() ? "with the key in OPENAI_API_KEY" : "without a key, since no OPENAI_API_KEY is set";
        return new CookbookModel(model, "The model: " + model + ", " + withKey + ".", Optional.empty());
    }

    private static CookbookModel scripted(Script script) {
        ScriptedOpenAiServer server = ScriptedOpenAiServer.start(script);
        Model model = OpenAiChat.builder()
                .model("scripted")
                .baseUrl(server.baseUrl())
                .apiKey("not-needed")
                .build();
        return new CookbookModel(
                model,
                "No OPENAI_API_KEY or OPENAI_BASE_URL is set: a scripted server on this machine plays the model, over real"
                        + " HTTP at " + server.baseUrl() + ".",
                Optional.of(server));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** The model. */
    public Model model() {
        return model;
    }

    /** Which model it is, and why, as a sentence. */
    public String description() {
        return description;
    }

    @Override
    public void close() {
        server.ifPresent(ScriptedOpenAiServer::close);
    }
}
