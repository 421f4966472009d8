package ai.kern.approval;

import ai.kern.event.DecisionNotice;
import ai.kern.internal.Observers;
import java.time.Instant;
import java.util.Optional;

/** Tells observers what became of records, after it was committed. Immutable. */
final class Notices {
    private final Observers observers;

    Notices(ApprovalSettings settings) {
        this.observers = settings.observers();
    }

    /**
     * A record was voted on or decided, or it was noted that its time is over.
     *
     * @param beganAt when the deciding began
     * @param by who decided; nobody where it was the time
     */
    void changed(Instant beganAt, ApprovalRecord record, Optional<String> by) {
        DecisionNotice.Kind kind = switch (record.status()) {
            case PENDING, APPROVED -> DecisionNotice.Kind.APPROVAL;
            case REJECTED -> DecisionNotice.Kind.REJECTION;
            case CANCELLED -> DecisionNotice.Kind.CANCELLATION;
            case EXPIRED -> DecisionNotice.Kind.EXPIRY;
        };
        tell(beganAt, record, kind, kind == DecisionNotice.Kind.EXPIRY ? Optional.empty() : by);
    }

    /** A record was deleted. */
    void deleted(Instant beganAt, ApprovalRecord record, String by) {
        tell(beganAt, record, DecisionNotice.Kind.DELETION, Optional.of(by));
    }

    private void tell(Instant beganAt, ApprovalRecord record, DecisionNotice.Kind kind, Optional<String> by) {
        observers.decided(new DecisionNotice(
                record.id(),
                record.runId(),
                record.memberRunId(),
                record.toolName(),
                kind,
                record.status().name(),
                by,
                record.createdAt(),
                beganAt));
    }
}
