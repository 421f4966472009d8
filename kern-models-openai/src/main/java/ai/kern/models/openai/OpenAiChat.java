package ai.kern.models.openai;

import ai.kern.model.Model;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A model that is asked through the Chat Completions API, of OpenAI or of any server that speaks it. Safe for use by many
 * threads; holds no state of a run.
 *
 * <p>Errors that may pass (no connection, no answer in time, 408, 429, 5xx) are retried within a budget, others are not; see
 * {@link Builder}. An interrupted thread gives up at once. An answer that was cut off inside a tool call is an error, one that
 * was cut off inside its text is given as it is.
 */
public final class OpenAiChat implements Model {
    private final Settings settings;
    private final ChatFormat format;
    private final OpenAiClient client;

    private OpenAiChat(Builder builder) {
        this.settings = builder.settings();
        this.format = new ChatFormat(settings, Set.copyOf(builder.returnedFields));
        this.client = new OpenAiClient(settings, format);
    }

    /**
     * The model of this name, with server and key from the environment: {@code OPENAI_BASE_URL} (OpenAI's own by default) and
     * {@code OPENAI_API_KEY}.
     *
     * @throws IllegalStateException if the key is missing
     */
    public static OpenAiChat of(String model) {
        return builder().model(model).build();
    }

    /** Starts a model with settings of its own. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String id() {
        return settings.model();
    }

    @Override
    public ModelResponse respond(ModelRequest request) {
        return client.ask(format.request(request), client.begin());
    }

    @Override
    public ModelResponse respond(ModelRequest request, ModelListener listener) {
        return client.stream(format.request(request), client.begin(), listener);
    }

    /** The model and its server, without anything secret. */
    @Override
    public String toString() {
        return "OpenAiChat[" + settings + "]";
    }

    /** Collects the settings of an {@link OpenAiChat}. Not safe for use by several threads. */
    public static final class Builder extends OpenAiModelBuilder<Builder> {
        private final Set<String> returnedFields = new LinkedHashSet<>();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        @Override
        String maxOutputTokensField() {
            return "max_completion_tokens";
        }

        /** How hard the model thinks, {@code low} for one. The server's default unless set; only for models that reason. */
        public Builder reasoningEffort(String effort) {
            return text("reasoning_effort", effort);
        }

        /** Makes words the less likely the more often they stand in the text, from -2 to 2. */
        public Builder frequencyPenalty(double penalty) {
            return number("frequency_penalty", penalty);
        }

        /** Makes words less likely that stand in the text already, from -2 to 2. */
        public Builder presencePenalty(double penalty) {
            return number("presence_penalty", penalty);
        }

        /** Asks for the same answer to the same request, as far as the server can. */
        public Builder seed(long seed) {
            return field("seed", JsonNodeFactory.instance.numberNode(seed));
        }

        /** Texts at which the model ends its answer; OpenAI takes up to 4. */
        public Builder stop(String... texts) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            List.of(texts).forEach(list::add);
            return field("stop", list);
        }

        /**
         * Names fields of the server's own in a message, {@code reasoning_content} for one, that it wants back in the next
         * request. By default none: servers give such fields for reading, and some refuse a request that repeats them. Fields
         * of their own in a tool call are always sent back.
         */
        public Builder returnedFields(String... names) {
            for (String name : names) {
                returnedFields.add(requireText(name, "field name"));
            }
            return this;
        }

        /**
         * Builds the model.
         *
         * @throws IllegalStateException if the model's name or the key is missing, or the base URL is none
         */
        public OpenAiChat build() {
            return new OpenAiChat(this);
        }
    }
}
