package ai.kern.requirement;

import ai.kern.internal.Json;
import ai.kern.run.InvalidResolutionException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * An answer to one requirement. Only the requirement builds it, so that a kind of requirement takes its own answers alone; it
 * carries ids and the answer, nothing of the call. Immutable.
 */
public final class Resolution {
    private final String requirementId;
    private final String runId;
    private final AnswerType type;
    private final @Nullable String text;
    private final @Nullable String values;

    private Resolution(Requirement to, AnswerType type, @Nullable String text, @Nullable String values) {
        this.requirementId = to.id();
        this.runId = to.runId();
        this.type = type;
        this.text = text;
        this.values = values;
    }

    static Resolution plain(Requirement to, AnswerType type) {
        return new Resolution(to, type, null, null);
    }

    static Resolution text(Requirement to, AnswerType type, String text) {
        return new Resolution(to, type, Objects.requireNonNull(text, "text"), null);
    }

    static Resolution values(Requirement to, AnswerType type, Object values) {
        Objects.requireNonNull(values, "values");
        try {
            return new Resolution(to, type, null, Json.write(values));
        } catch (JacksonException noJson) {
            throw new InvalidResolutionException(
                    "the values for requirement " + to.id()
                            + " have no JSON form; give strings, numbers, booleans, lists and maps of them by name",
                    noJson);
        }
    }

    /** The requirement that is answered. */
    public String requirementId() {
        return requirementId;
    }

    /** The run that owns the requirement. */
    public String runId() {
        return runId;
    }

    /** The kind of answer. */
    public AnswerType type() {
        return type;
    }

    /** The note, result or error, if the answer has one. */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /** The changed arguments, provided values or choices as JSON text, if the answer has some. */
    public Optional<String> values() {
        return Optional.ofNullable(values);
    }

    @Override
    public String toString() {
        return type + " to requirement " + requirementId;
    }
}
