package ai.kern.models.openai;

import ai.kern.model.OutputSchema;
import ai.kern.model.ToolChoice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Collects what both clients ask of a model, beside {@linkplain OpenAiServerBuilder its server}. What is not set is left to
 * the server. Not safe for use by several threads.
 *
 * @param <B> the builder itself
 */
public abstract sealed class OpenAiModelBuilder<B extends OpenAiModelBuilder<B>> extends OpenAiServerBuilder<B>
        permits OpenAiChat.Builder, OpenAiResponses.Builder {
    private static final Set<String> WRITTEN_PER_REQUEST = Set.of(
            "model", "messages", "input", "instructions", "tools", "stream", "previous_response_id", "conversation");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private @Nullable String model;
    private ToolChoice toolChoice = ToolChoice.AUTO;
    private @Nullable OutputSchema outputSchema;
    private String instructionsRole = "system";
    private boolean strictSchemas = true;
    private final Map<String, JsonNode> requestFields = new LinkedHashMap<>();

    OpenAiModelBuilder() {}

    /** What this API calls the limit of an answer's tokens. */
    abstract String maxOutputTokensField();

    /** The model's name at its server, {@code gpt-5-mini} for one. Required. */
    public B model(String name) {
        this.model = requireText(name, "model name");
        return self();
    }

    /** How many tokens the model may write in one answer, those of its reasoning included. The server's limit by default. */
    public B maxOutputTokens(int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("The model needs at least 1 output token, not " + tokens);
        }
        return field(maxOutputTokensField(), NODES.numberNode(tokens));
    }

    /** How freely the model chooses its words, from 0. The server's default unless set; some models take none. */
    public B temperature(double value) {
        return number("temperature", value);
    }

    /** Of which share of the likeliest words the model chooses, above 0 and up to 1. The server's default unless set. */
    public B topP(double share) {
        return number("top_p", share);
    }

    /** Whether the model may call several tools in one answer. The server's default unless set; OpenAI's is yes. */
    public B parallelToolCalls(boolean allowed) {
        return field("parallel_tool_calls", NODES.booleanNode(allowed));
    }

    /**
     * Whether the model may, must or must not call tools, where a request leaves it to the model and offers tools. The model
     * decides by default. An agent whose model must call a tool ends only at a tool that stops after its call.
     */
    public B toolChoice(ToolChoice choice) {
        this.toolChoice = Objects.requireNonNull(choice, "choice");
        return self();
    }

    /** The form of every text for which a request names none. Free text by default. */
    public B outputSchema(OutputSchema schema) {
        this.outputSchema = Objects.requireNonNull(schema, "schema");
        return self();
    }

    /**
     * Whether the server is asked to let the model keep exactly to the schemas of tools and output, where a schema allows it
     * (every property required, no additional ones, no keyword that OpenAI does not take). So by default; servers that do not
     * know the wish leave it out of account.
     */
    public B strictSchemas(boolean strict) {
        this.strictSchemas = strict;
        return self();
    }

    /** Sends instructions in the role {@code developer}, as OpenAI's newer models name it, instead of {@code system}. */
    public B developerInstructions() {
        this.instructionsRole = "developer";
        return self();
    }

    /** Adds a pair to the metadata that the provider keeps with each request, in place of one of the same name. */
    public B metadata(String name, String value) {
        JsonNode pairs = WireJson.copy(requestFields.getOrDefault("metadata", WireJson.object()))
                .put(requireText(name, "metadata name"), Objects.requireNonNull(value, "value"));
        return field("metadata", pairs);
    }

    /** A stable mark of the person behind the requests, by which the provider tells misuse; no name, no address. */
    public B user(String mark) {
        return text("user", mark);
    }

    /**
     * Sets a field of every request that has no method here, {@code logit_bias} for one, or replaces one that has; the last
     * call counts. Servers that know {@code max_tokens} alone take it this way.
     *
     * @param json the field's value as JSON text: {@code 0.9}, {@code "low"} with its quotes, <code>{"a": 1}</code>
     * @throws IllegalArgumentException if the text is no JSON, or the field carries the conversation itself
     */
    public B requestField(String name, String json) {
        if (WRITTEN_PER_REQUEST.contains(requireText(name, "field name"))) {
            throw new IllegalArgumentException("The field " + name + " is written for each request and cannot be set");
        }
        try {
            return field(name, WireJson.read(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "The value of field " + name + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    B field(String name, JsonNode value) {
        requestFields.put(name, value);
        return self();
    }

    B text(String name, String value) {
        return field(name, NODES.stringNode(requireText(value, name.replace('_', ' '))));
    }

    B number(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("The field " + name + " takes a number, not " + value);
        }
        return field(name, NODES.numberNode(value));
    }

    /** All of it, checked. */
    Settings settings() {
        @Nullable String name = model;
        if (name == null) {
            throw new IllegalStateException("No model is named: call model(\"gpt-5-mini\") before build()");
        }
        return new Settings(
                name,
                server(),
                patience(),
                toolChoice,
                Optional.ofNullable(outputSchema),
                instructionsRole,
                strictSchemas,
                Collections.unmodifiableMap(new LinkedHashMap<>(requestFields)));
    }

    /** What is being built, without key, query and values of headers. */
    @Override
    public final String toString() {
        return getClass().getEnclosingClass().getSimpleName() + ".Builder[model=" + model + ", " + shown() + "]";
    }
}
