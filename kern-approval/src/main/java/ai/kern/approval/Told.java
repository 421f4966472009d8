package ai.kern.approval;

import ai.kern.internal.StoredJson;
import ai.kern.run.CallKey;
import ai.kern.run.OutcomeStatus;
import java.util.Objects;
import java.util.Optional;

/**
 * What the trail is told of something that happened.
 *
 * @param kind what happened
 * @param recordId the record
 * @param document all that is to be known of it, as JSON text
 */
record Told(AuditKind kind, String recordId, String document) {
    private static final int FORMAT = 1;

    /** A call was shown. */
    record Request(ApprovalRequest request) {
        Request {
            Objects.requireNonNull(request, "request");
        }
    }

    /** Somebody voted, perhaps with an answer. */
    record Vote(ApprovalVote vote, Optional<ApprovalAnswer> answer) {
        Vote {
            Objects.requireNonNull(vote, "vote");
        }
    }

    /** A record became what it is. */
    record Decision(ApprovalDecision decision, Optional<ApprovalAnswer> answer) {
        Decision {
            Objects.requireNonNull(decision, "decision");
        }
    }

    private record Deletion(Optional<String> by, Optional<String> note, ApprovalStatus status, String digest) {}

    /** A call was started. */
    record Start(CallKey call, int attempt, String digest) {}

    /** How an attempt of a call ended. */
    record Outcome(CallKey call, int attempt, OutcomeStatus status, String text) {
        Outcome {
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(text, "text");
        }
    }

    static Told request(ApprovalRecord record) {
        return new Told(AuditKind.REQUEST, record.id(), write(new Request(record.request())));
    }

    static Told vote(ApprovalRecord record, ApprovalVote vote) {
        return new Told(AuditKind.VOTE, record.id(), write(new Vote(vote, record.answer())));
    }

    /** How a record was decided: by somebody, by time or by an event. */
    static Told decision(ApprovalRecord record, ApprovalDecision decision) {
        return new Told(decisionKind(record.status()), record.id(), write(new Decision(decision, record.answer())));
    }

    /** The vote that a decision is. */
    static ApprovalVote vote(ApprovalDecision made) {
        return new ApprovalVote(made.by().orElse(""), made.at(), made.note(), made.digest());
    }

    /** The kind of the entry with which a record gets a status that is not the first. */
    static AuditKind decisionKind(ApprovalStatus status) {
        return switch (status) {
            case EXPIRED -> AuditKind.EXPIRY;
            case CANCELLED -> AuditKind.CANCELLATION;
            default -> AuditKind.DECISION;
        };
    }

    static Told deletion(ApprovalRecord record, Optional<String> by, Optional<String> note) {
        return new Told(
                AuditKind.DELETION, record.id(), write(new Deletion(by, note, record.status(), record.digest())));
    }

    static Told start(String recordId, CallKey call, int attempt, String digest) {
        return new Told(AuditKind.START, recordId, write(new Start(call, attempt, digest)));
    }

    static Told outcome(ApprovalContribution.End end, String text) {
        return new Told(
                AuditKind.OUTCOME, end.recordId(), write(new Outcome(end.call(), end.attempt(), end.status(), text)));
    }

    /** What an entry tells. */
    static <T> T read(AuditEntry entry, Class<T> type) {
        return StoredJson.read(entry.document(), type, FORMAT, entry.toString());
    }

    /** What happened as an entry tells of it. */
    static String write(Object document) {
        return StoredJson.write(document, FORMAT);
    }
}
