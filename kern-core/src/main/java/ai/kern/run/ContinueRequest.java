package ai.kern.run;

import ai.kern.db.Limits;
import ai.kern.internal.Identifiers;
import ai.kern.internal.NamedObjects;
import ai.kern.requirement.Resolution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a paused run is continued with. Immutable; made by {@link #builder(String)}. */
public final class ContinueRequest {
    private final String runId;
    private final List<Resolution> resolutions;
    private final Set<String> askAnew;
    private final Map<String, String> drops;
    private final @Nullable Actor by;
    private final @Nullable String userId;
    private final Map<String, Object> objects;

    private ContinueRequest(Builder builder) {
        this.runId = builder.runId;
        this.resolutions = List.copyOf(builder.resolutions);
        this.askAnew = Set.copyOf(builder.askAnew);
        this.drops = Map.copyOf(builder.drops);
        this.by = builder.by;
        this.userId = builder.userId;
        this.objects = Map.copyOf(builder.objects);
    }

    /** Starts a request to continue a run. */
    public static Builder builder(String runId) {
        return new Builder(runId);
    }

    /** A request with answers alone. */
    public static ContinueRequest of(String runId, Collection<Resolution> resolutions) {
        return builder(runId).answers(resolutions).build();
    }

    /** The run to continue; the root, where it has one above it. */
    public String runId() {
        return runId;
    }

    /** The answers. */
    public List<Resolution> resolutions() {
        return resolutions;
    }

    /** The requirements that are to be replaced by new ones, which show the call as it would run today. */
    public Set<String> askAnew() {
        return askAnew;
    }

    /** The requirements whose calls are not to run, with a note for the model. */
    public Map<String, String> drops() {
        return drops;
    }

    /** Who answers. */
    public Optional<Actor> by() {
        return Optional.ofNullable(by);
    }

    /** The user on whose behalf the caller acts, to be compared with the run's owner. */
    public Optional<String> userId() {
        return Optional.ofNullable(userId);
    }

    /** Objects for tools by name. */
    public Map<String, Object> objects() {
        return objects;
    }

    /** Whether the request brings no answer of any kind. */
    public boolean isEmpty() {
        return resolutions.isEmpty() && askAnew.isEmpty() && drops.isEmpty();
    }

    /** Collects the parts of a request. Not safe for use by several threads. */
    public static final class Builder {
        private final String runId;
        private final List<Resolution> resolutions = new ArrayList<>();
        private final Set<String> askAnew = new LinkedHashSet<>();
        private final Map<String, String> drops = new LinkedHashMap<>();
        private @Nullable Actor by;
        private @Nullable String userId;
        private final Map<String, Object> objects = new LinkedHashMap<>();

        private Builder(String runId) {
            this.runId = Objects.requireNonNull(runId, "runId");
        }

        /** Adds answers. */
        public Builder answers(Collection<Resolution> answers) {
            for (Resolution answer : Objects.requireNonNull(answers, "answers")) {
                resolutions.add(Objects.requireNonNull(answer, "an answer is null; leave it out"));
            }
            return this;
        }

        /** Adds answers. */
        public Builder answers(Resolution... answers) {
            return answers(Arrays.asList(answers));
        }

        /**
         * Replaces a requirement by a new one that shows the call with the tool as it is today; for a call that was let
         * through and then refused because its tool had changed.
         */
        public Builder askAnew(String requirementId) {
            askAnew.add(Objects.requireNonNull(requirementId, "requirementId"));
            return this;
        }

        /**
         * Does not let a call run although its requirement was settled, or cannot be answered, and tells the model why.
         *
         * @param note at most {@link Limits#ANSWER_BYTES}
         * @throws ai.kern.db.LimitExceededException if it has more
         */
        public Builder drop(String requirementId, String note) {
            Objects.requireNonNull(requirementId, "requirementId");
            Limits.checkAnswer(note, "the note for requirement " + Identifiers.shown(requirementId));
            drops.put(requirementId, note);
            return this;
        }

        /** Says who answers. */
        public Builder by(Actor actor) {
            this.by = Objects.requireNonNull(actor, "actor");
            return this;
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

        public ContinueRequest build() {
            return new ContinueRequest(this);
        }
    }
}
