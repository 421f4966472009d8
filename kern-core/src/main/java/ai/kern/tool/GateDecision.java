package ai.kern.tool;

import ai.kern.requirement.AnswerType;
import ai.kern.run.Actor;
import java.util.Objects;
import java.util.Optional;

/**
 * How a call behind a gate was settled, in the words of an answer.
 *
 * @param type what was answered
 * @param by who settled it, where that is known
 * @param text the note, result or error
 * @param values changed arguments or provided values in clear, as JSON text
 */
public record GateDecision(AnswerType type, Optional<Actor> by, Optional<String> text, Optional<String> values) {
    public GateDecision {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(values, "values");
    }

    /** What was answered by whom; not with what, since that may be redacted. */
    @Override
    public String toString() {
        return type + by.map(actor -> " by " + actor.id()).orElse("");
    }
}
