package ai.kern.run;

import ai.kern.internal.Identifiers;
import ai.kern.internal.NamedObjects;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run that ended as ERROR is taken up again with. Immutable; made by {@link #builder(String)}. */
public final class RetryRequest {
    private final String runId;
    private final @Nullable String userId;
    private final Map<String, Object> objects;

    private RetryRequest(Builder builder) {
        this.runId = builder.runId;
        this.userId = builder.userId;
        this.objects = Map.copyOf(builder.objects);
    }

    /** Starts a request to retry a run. */
    public static Builder builder(String runId) {
        return new Builder(runId);
    }

    /** A request with nothing but the run. */
    public static RetryRequest of(String runId) {
        return builder(runId).build();
    }

    /** The run to retry; the root, where it has one above it. */
    public String runId() {
        return runId;
    }

    /** The user on whose behalf the caller acts, to be compared with the run's owner. */
    public Optional<String> userId() {
        return Optional.ofNullable(userId);
    }

    /** Objects for tools by name. */
    public Map<String, Object> objects() {
        return objects;
    }

    /** Collects the parts of a request. Not safe for use by several threads. */
    public static final class Builder {
        private final String runId;
        private @Nullable String userId;
        private final Map<String, Object> objects = new LinkedHashMap<>();

        private Builder(String runId) {
            this.runId = Objects.requireNonNull(runId, "runId");
        }

        /** Says on behalf of which user the caller acts; refused unless that user owns the run or nobody does. */
        public Builder user(String userId) {
            this.userId = Identifiers.check(userId, "user id");
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

        public RetryRequest build() {
            return new RetryRequest(this);
        }
    }
}
