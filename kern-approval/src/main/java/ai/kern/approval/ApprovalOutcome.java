package ai.kern.approval;

import ai.kern.run.OutcomeStatus;
import java.time.Instant;
import java.util.Objects;

/**
 * How a call ended that was let through.
 *
 * @param attempt the attempt
 * @param status how it ended
 * @param text the result or the error, cut if it is long; its redacted arguments are masked where they occur in it
 * @param at when that was stored, by the database's clock
 */
public record ApprovalOutcome(int attempt, OutcomeStatus status, String text, Instant at) {
    public ApprovalOutcome {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(at, "at");
    }
}
