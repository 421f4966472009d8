package ai.kern.approval;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a record became what it is.
 *
 * @param status what it became
 * @param by who decided; nobody where time did, or an event
 * @param at when, by the database's clock
 * @param note what the decider wrote, or what happened
 * @param useBy until when the call may be started, by the database's clock; for ever if there is none
 * @param digest what was decided about: the request, or the request with the answer
 */
public record ApprovalDecision(
        ApprovalStatus status,
        Optional<String> by,
        Instant at,
        Optional<String> note,
        Optional<Instant> useBy,
        String digest) {
    public ApprovalDecision {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(note, "note");
        Objects.requireNonNull(useBy, "useBy");
        Objects.requireNonNull(digest, "digest");
    }
}
