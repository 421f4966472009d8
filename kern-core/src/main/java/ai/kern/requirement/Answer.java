package ai.kern.requirement;

import ai.kern.run.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a requirement was settled.
 *
 * @param type the kind of answer
 * @param by who gave it, if the application said so
 * @param at when, by the clock of the process that took it
 * @param text the note, result or error that came with it, with masks where it quotes a redacted argument of the call
 * @param values the changed arguments, provided values or choices, as JSON text; redacted ones are masked
 */
public record Answer(AnswerType type, Optional<Actor> by, Instant at, Optional<String> text, Optional<String> values) {
    public Answer {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(values, "values");
    }
}
