package ai.kern.run;

import ai.kern.internal.Identifiers;
import ai.kern.internal.Json;
import ai.kern.internal.JsonValues;
import ai.kern.internal.NamedObjects;
import ai.kern.model.OutputSchema;
import ai.kern.tool.ToolSchema;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What a run is started with. Immutable; made by {@link #builder(String)}. */
public final class RunRequest {
    private final String input;
    private final @Nullable String sessionId;
    private final @Nullable String userId;
    private final Map<String, Object> metadata;
    private final Map<String, Object> objects;
    private final @Nullable Integer toolCallLimit;
    private final @Nullable BatchMode batch;
    private final @Nullable OutputSchema output;

    private RunRequest(Builder builder) {
        this.input = builder.input;
        this.sessionId = builder.sessionId;
        this.userId = builder.userId;
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(builder.metadata));
        this.objects = Map.copyOf(builder.objects);
        this.toolCallLimit = builder.toolCallLimit;
        this.batch = builder.batch;
        this.output = builder.output;
    }

    /** A request of a text alone. */
    public static RunRequest of(String input) {
        return builder(input).build();
    }

    /** Starts a request with what the user says. */
    public static Builder builder(String input) {
        return new Builder(input);
    }

    /** What the user says. */
    public String input() {
        return input;
    }

    /** The session; a new one where none is named. */
    public Optional<String> sessionId() {
        return Optional.ofNullable(sessionId);
    }

    /** The user that will own the run. */
    public Optional<String> userId() {
        return Optional.ofNullable(userId);
    }

    /** What tools and later readers are to know; stored with the run, so JSON values only. Nothing in it can be modified. */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /** Objects for tools by name; not stored. */
    public Map<String, Object> objects() {
        return objects;
    }

    /** How many tool calls the run may make in all; the agent's own limit where none is named. */
    public Optional<Integer> toolCallLimit() {
        return Optional.ofNullable(toolCallLimit);
    }

    /** How batches are treated; the agent's own mode where none is named. */
    public Optional<BatchMode> batch() {
        return Optional.ofNullable(batch);
    }

    /** The form that the run's text must have; any text will do where none is named. */
    public Optional<OutputSchema> output() {
        return Optional.ofNullable(output);
    }

    /** Collects the parts of a request. Not safe for use by several threads. */
    public static final class Builder {
        private final String input;
        private @Nullable String sessionId;
        private @Nullable String userId;
        private final Map<String, Object> metadata = new LinkedHashMap<>();
        private final Map<String, Object> objects = new LinkedHashMap<>();
        private @Nullable Integer toolCallLimit;
        private @Nullable BatchMode batch;
        private @Nullable OutputSchema output;

        private Builder(String input) {
            this.input = Objects.requireNonNull(input, "input");
        }

        /** Names the session; it is created if there is none with this id. */
        public Builder session(String sessionId) {
            this.sessionId = Identifiers.check(sessionId, "session id");
            return this;
        }

        /** Names the user who will own the run, and the session if this run creates it. */
        public Builder user(String userId) {
            this.userId = Identifiers.check(userId, "user id");
            return this;
        }

        /**
         * Adds metadata: a string, number, boolean, list or map.
         *
         * @throws IllegalArgumentException if the value has no JSON form
         */
        public Builder metadata(String key, Object value) {
            Objects.requireNonNull(key, "the key of metadata is null; give it a name");
            Supplier<String> isNull = () -> "the metadata '" + key + "' is null; give a value, or leave it out";
            Objects.requireNonNull(value, isNull);
            try {
                metadata.put(key, Objects.requireNonNull(JsonValues.of(Json.read(Json.write(value))), isNull));
            } catch (JacksonException noJson) {
                throw new IllegalArgumentException(
                        "the metadata '" + key + "', a " + value.getClass().getName()
                                + ", has no JSON form. Give strings, numbers, booleans, lists or maps; what tools need as"
                                + " a Java object goes to object(…)",
                        noJson);
            }
            return this;
        }

        /** Gives an object to the run's tools under a name. */
        public Builder object(String name, Object object) {
            NamedObjects.put(objects, name, object);
            return this;
        }

        /** Gives objects to the run's tools by name. */
        public Builder objects(Map<String, ?> objects) {
            objects.forEach(this::object);
            return this;
        }

        /** Limits the run's tool calls over all its pauses, in place of the agent's limit. */
        public Builder toolCallLimit(int limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("a limit on tool calls is 0 or more, not " + limit);
            }
            this.toolCallLimit = limit;
            return this;
        }

        /** Sets how batches are treated, in place of the agent's mode. */
        public Builder batch(BatchMode batch) {
            this.batch = Objects.requireNonNull(batch, "batch");
            return this;
        }

        /**
         * Asks for a result in the form of a record or bean, which {@link RunOutput#contentAs} then reads: stored with the run,
         * so that it holds over a pause. An answer of another form goes back to the model once, with what is wrong; a second one
         * ends the run as ERROR.
         *
         * @throws IllegalArgumentException if the type has no JSON schema; the message says which part and why
         */
        public Builder output(Class<?> recordOrBean) {
            return output(new OutputSchema(
                    recordOrBean.getSimpleName(), ToolSchema.of(recordOrBean).text()));
        }

        /** Asks for a result in the form of a JSON schema, as {@link #output(Class)} does for a type. */
        public Builder output(OutputSchema schema) {
            ToolSchema.of(schema.schema());
            this.output = schema;
            return this;
        }

        public RunRequest build() {
            return new RunRequest(this);
        }
    }
}
