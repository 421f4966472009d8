package ai.kern.approval;

import ai.kern.internal.StoredJson;
import ai.kern.run.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a record is stored: what is shown of it and what became of it as a JSON document each, its status, the status of its run
 * and the time of its last change beside them, since databases change and compare these. Older formats are read for ever, newer
 * ones are refused.
 */
public final class ApprovalFormat {
    private static final int FORMAT = 1;

    private ApprovalFormat() {}

    private record State(
            Optional<ApprovalAnswer> answer,
            List<ApprovalVote> votes,
            Optional<ApprovalDecision> decision,
            Optional<ApprovalUse> use,
            Optional<ApprovalOutcome> outcome) {
        State {
            votes = List.copyOf(votes);
        }
    }

    /** What is shown of a record, as JSON text; never changes. */
    public static String request(ApprovalRecord record) {
        return StoredJson.write(record.request(), FORMAT);
    }

    /** What became of a record, as JSON text. */
    public static String state(ApprovalRecord record) {
        return StoredJson.write(
                new State(record.answer(), record.votes(), record.decision(), record.use(), record.outcome()), FORMAT);
    }

    /**
     * A record as it was stored.
     *
     * @param request what {@link #request} gave
     * @param state what {@link #state} gave
     * @throws ai.kern.db.DbException if a document is damaged or of a newer format
     */
    public static ApprovalRecord read(
            String id, String request, ApprovalStatus status, String state, RunStatus runStatus, Instant updatedAt) {
        State read = StoredJson.read(state, State.class, FORMAT, "the state of record " + id);
        return new ApprovalRecord(
                id,
                StoredJson.read(request, ApprovalRequest.class, FORMAT, "the request of record " + id),
                status,
                read.answer(),
                read.votes(),
                read.decision(),
                read.use(),
                read.outcome(),
                runStatus,
                updatedAt);
    }
}
