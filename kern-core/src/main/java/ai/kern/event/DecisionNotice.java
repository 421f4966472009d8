package ai.kern.event;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody decided about an approval, or its time ran out and that was noted.
 *
 * @param approvalId the approval's record
 * @param runId the run that is to be continued
 * @param memberRunId the run that owns the call, where it is another one
 * @param toolName the tool that was asked for
 * @param kind what was done
 * @param status what the record is now; {@code PENDING} after a vote that did not complete its quorum
 * @param by who did it, if anybody
 * @param requestedAt when the approval was asked for
 * @param beganAt when the deciding began, by this process's clock
 */
public record DecisionNotice(
        String approvalId,
        String runId,
        Optional<String> memberRunId,
        String toolName,
        Kind kind,
        String status,
        Optional<String> by,
        Instant requestedAt,
        Instant beganAt) {
    public DecisionNotice {
        Objects.requireNonNull(approvalId, "approvalId");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(memberRunId, "memberRunId");
        Objects.requireNonNull(toolName, "toolName");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(requestedAt, "requestedAt");
        Objects.requireNonNull(beganAt, "beganAt");
    }

    /** Whether the record waits no more by this: it was neither a vote among several nor the deletion of one that was decided. */
    public boolean isFinal() {
        return kind != Kind.DELETION && !status.equals("PENDING");
    }

    /** What was done about an approval. */
    public enum Kind {
        /** It was voted for, or approved. */
        APPROVAL,
        /** It was rejected. */
        REJECTION,
        /** It was taken back. */
        CANCELLATION,
        /** It was noted that its time is over. */
        EXPIRY,
        /** Its record was deleted. */
        DELETION
    }
}
