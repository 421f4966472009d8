package ai.kern.models.openai;

import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that is asked through OpenAI's Responses API. Safe for use by many threads; holds no state of a run, nor does it
 * rely on any at the server: each request carries the whole transcript, with the reasoning items that the server gave (unless
 * {@link Builder#previousResponse} says otherwise).
 *
 * <p>Errors that may pass (no connection, no answer in time, 408, 429, 5xx) are retried within a budget, others are not; see
 * {@link Builder}. An interrupted thread gives up at once. An answer that was cut off inside a tool call is an error, one that
 * was cut off inside its text is given as it is.
 */
public final class OpenAiResponses implements Model {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiResponses.class);
    private static final int NOT_FOUND = 404;
    private static final String FORGOTTEN = "previous_response_not_found";

    private final Settings settings;
    private final ResponsesFormat format;
    private final OpenAiClient client;

    private OpenAiResponses(Builder builder) {
        this.settings = builder.settings();
        this.format = new ResponsesFormat(settings, builder.options(settings.model()));
        this.client = new OpenAiClient(settings, format);
    }

    /**
     * The model of this name, with server and key from the environment: {@code OPENAI_BASE_URL} (OpenAI's own by default) and
     * {@code OPENAI_API_KEY}.
     *
     * @throws IllegalStateException if the key is missing
     */
    public static OpenAiResponses of(String model) {
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
        return ask(request, client::ask);
    }

    @Override
    public ModelResponse respond(ModelRequest request, ModelListener listener) {
        return ask(request, (body, begin) -> client.stream(body, begin, listener));
    }

    private ModelResponse ask(ModelRequest request, Asking asking) {
        long begin = client.begin();
        Optional<ObjectNode> continuing = format.continuing(request);
        if (continuing.isPresent()) {
            try {
                return asking.ask(continuing.get(), begin);
            } catch (ModelException e) {
                if (!saysForgotten(e)) {
                    throw e;
                }
                LOG.info("Model {}: the server has forgotten the previous response, sending all of it", id());
            }
        }
        return asking.ask(format.request(request), begin);
    }

    /** Servers say it by OpenAI's code, or by a status alone. */
    private static boolean saysForgotten(ModelException refusal) {
        return refusal.code().equals(Optional.of(FORGOTTEN)) || refusal.status().equals(OptionalInt.of(NOT_FOUND));
    }

    /** Asks with one body, within the budget of the request that began then. */
    @FunctionalInterface
    private interface Asking {
        ModelResponse ask(ObjectNode body, long begin);
    }

    /** The model and its server, without anything secret. */
    @Override
    public String toString() {
        return "OpenAiResponses[" + settings + "]";
    }

    /** Collects the settings of an {@link OpenAiResponses}. Not safe for use by several threads. */
    public static final class Builder extends OpenAiModelBuilder<Builder> {
        private @Nullable String reasoningEffort;
        private @Nullable String reasoningSummary;
        private @Nullable Boolean encryptedReasoning;
        private boolean store = true;
        private boolean previousResponse;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        @Override
        String maxOutputTokensField() {
            return "max_output_tokens";
        }

        /** How hard the model thinks, {@code low} for one. The server's default unless set; only for models that reason. */
        public Builder reasoningEffort(String effort) {
            this.reasoningEffort = requireText(effort, "reasoning effort");
            return this;
        }

        /** Which summary of its reasoning the model gives, {@code auto} for one. None unless set. */
        public Builder reasoningSummary(String summary) {
            this.reasoningSummary = requireText(summary, "reasoning summary");
            return this;
        }

        /**
         * Whether reasoning is asked for in its encrypted form, so that it can be sent back to a server that has forgotten it.
         * By default so where an effort or a summary is set, and for models whose names say that they reason ({@code o3},
         * {@code gpt-5-mini} and their kin); other models refuse it.
         */
        public Builder encryptedReasoning(boolean encrypted) {
            this.encryptedReasoning = encrypted;
            return this;
        }

        /**
         * Whether the server may keep request and answer. Nothing here needs it. The server's default unless set; OpenAI's is
         * to keep them for 30 days.
         */
        public Builder store(boolean stored) {
            this.store = stored;
            return field("store", JsonNodeFactory.instance.booleanNode(stored));
        }

        /**
         * Whether a request names the server's previous response instead of repeating the transcript before it, which saves
         * what is sent and nothing that is paid. The server must keep responses, and then knows the transcript as it was: what
         * the application trims or rewrites is not trimmed there. A response that the server has forgotten is replaced by the
         * whole transcript. Not so by default.
         */
        public Builder previousResponse(boolean named) {
            this.previousResponse = named;
            return this;
        }

        /**
         * Builds the model.
         *
         * @throws IllegalStateException if the model's name or the key is missing, the base URL is none, or previous
         *     responses are to be named that the server may not keep
         */
        public OpenAiResponses build() {
            if (previousResponse && !store) {
                throw new IllegalStateException(
                        "previousResponse(true) needs a server that keeps responses, but store(false) forbids it");
            }
            return new OpenAiResponses(this);
        }

        private ResponsesFormat.Options options(String model) {
            return new ResponsesFormat.Options(
                    Optional.ofNullable(reasoningEffort),
                    Optional.ofNullable(reasoningSummary),
                    Optional.ofNullable(encryptedReasoning)
                            .orElseGet(() -> reasoningEffort != null
                                    || reasoningSummary != null
                                    || ResponsesFormat.reasons(model)),
                    previousResponse);
        }
    }
}
