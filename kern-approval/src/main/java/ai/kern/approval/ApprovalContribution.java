package ai.kern.approval;

import ai.kern.db.Contribution;
import ai.kern.run.Actor;
import ai.kern.run.CallKey;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunStatus;
import java.util.Objects;
import java.util.Optional;

/**
 * What the approval gate adds to the engine's commits. A database that keeps approvals hands all of a changeset to
 * {@link ApprovalBook#apply}, in the changeset's own transaction. Immutable.
 */
public sealed interface ApprovalContribution extends Contribution {

    /**
     * A new record, with its entry in the trail: one that waits, or one that tells what was decided.
     *
     * @param record a record whose id is not taken
     */
    record NewRecord(ApprovalRecord record) implements ApprovalContribution {
        public NewRecord {
            Objects.requireNonNull(record, "record");
        }
    }

    /**
     * A call is started under an approval, which is thereby used up. The commit fails with a
     * {@link ai.kern.db.GateConditionException} unless the record is approved for exactly this, its time is not over by the
     * database's clock, and it was not used, or by an earlier attempt of the same call that may be repeated.
     *
     * @param recordId the record
     * @param call the call
     * @param attempt the attempt that is started
     * @param digest what must have been asked about
     * @param decisionDigest what must have been decided about
     * @param repeatable whether an attempt may follow another one under the same approval
     */
    record Use(String recordId, CallKey call, int attempt, String digest, String decisionDigest, boolean repeatable)
            implements ApprovalContribution {
        public Use {
            Objects.requireNonNull(recordId, "recordId");
            Objects.requireNonNull(call, "call");
            Objects.requireNonNull(digest, "digest");
            Objects.requireNonNull(decisionDigest, "decisionDigest");
        }
    }

    /**
     * A call is started that its record only tells of.
     *
     * @param recordId the record, stored before or in the same commit
     * @param call the call
     * @param attempt the attempt that is started
     */
    record Start(String recordId, CallKey call, int attempt) implements ApprovalContribution {
        public Start {
            Objects.requireNonNull(recordId, "recordId");
            Objects.requireNonNull(call, "call");
        }
    }

    /**
     * An attempt ended.
     *
     * @param recordId the record; where it was deleted, only the trail is told
     * @param call the call
     * @param attempt the attempt
     * @param status how it ended
     * @param text the result or the error, without redacted values
     */
    record End(String recordId, CallKey call, int attempt, OutcomeStatus status, String text)
            implements ApprovalContribution {
        public End {
            Objects.requireNonNull(recordId, "recordId");
            Objects.requireNonNull(call, "call");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * The time of a record is over: that in which it could be decided, or that in which its call could be started. A record that
     * is decided otherwise, or whose call was started, stays as it is. The commit fails with a
     * {@link ai.kern.db.GateConditionException} if the time is not over by the database's clock.
     */
    record Expire(String recordId) implements ApprovalContribution {
        public Expire {
            Objects.requireNonNull(recordId, "recordId");
        }
    }

    /**
     * A record is taken back that waits, or that was approved and not used; any other stays as it is.
     *
     * @param by who took it back, if somebody did
     * @param reason why
     */
    record Cancel(String recordId, Optional<Actor> by, String reason) implements ApprovalContribution {
        public Cancel {
            Objects.requireNonNull(recordId, "recordId");
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * A run has another status. Where it was cancelled, its pending records are cancelled with it, those of the calls that it
     * owns in a tree as well.
     */
    record RunChange(String runId, RunStatus status) implements ApprovalContribution {
        public RunChange {
            Objects.requireNonNull(runId, "runId");
            Objects.requireNonNull(status, "status");
        }
    }
}
