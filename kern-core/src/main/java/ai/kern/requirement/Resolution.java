package ai.kern.requirement;

import ai.kern.db.Limits;
import ai.kern.internal.Json;
import ai.kern.run.InvalidResolutionException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * An answer to one requirement. Only the requirement builds it, so that a kind of requirement takes its own answers alone; it
 * carries ids and the answer, nothing of the call. Its text, or its values as JSON, have at most {@link Limits#ANSWER_BYTES}: what
 * has more is a {@link ai.kern.db.LimitExceededException} when it is built. Immutable.
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
        String what = "the " + nameOf(type) + " for " + nameOf(to);
        Limits.checkAnswer(Objects.requireNonNull(text, what + " is null; give a text, which may be empty"), what);
        return new Resolution(to, type, text, null);
    }

    static Resolution values(Requirement to, AnswerType type, Object values) {
        String what = "the values for " + nameOf(to);
        Objects.requireNonNull(values, what);
        String json = json(values, what);
        Limits.checkAnswer(json, what);
        return new Resolution(to, type, null, json);
    }

    /** Values as JSON that can be read again. */
    private static String json(Object values, String what) {
        try {
            String json = Json.write(values);
            Json.read(json);
            return json;
        } catch (JacksonException noJson) {
            throw new InvalidResolutionException(
                    what
                            + " have no JSON form; give strings, numbers, booleans, lists and maps of them by name, at most "
                            + Json.MAXIMAL_DEPTH + " within each other",
                    noJson);
        }
    }

    private static String nameOf(Requirement requirement) {
        return "requirement " + requirement.id() + " of tool "
                + requirement.toolCall().toolName();
    }

    private static String nameOf(AnswerType type) {
        return switch (type) {
            case RESULT -> "result";
            case ERROR -> "error";
            default -> "note";
        };
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
