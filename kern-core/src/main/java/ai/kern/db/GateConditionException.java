package ai.kern.db;

import ai.kern.run.RunConflictException;
import java.util.Objects;

/**
 * What a gate put into a commit as its condition does not hold: by now the call is not let through, or not any more. Nothing
 * was stored and nothing was started. Ask the gate again.
 */
public final class GateConditionException extends RunConflictException {
    private static final long serialVersionUID = 1L;

    private final String recordId;
    private final String reason;

    /**
     * A condition that failed.
     *
     * @param runId the run whose commit it was
     * @param recordId what was to let the call through
     * @param reason why it does not, as a part of a sentence
     */
    public GateConditionException(String runId, String recordId, String reason) {
        super(
                runId,
                "a call of run " + runId + " was to pass under record " + recordId + ", but that " + reason
                        + ". Nothing was stored or started; look at the record and decide anew");
        this.recordId = Objects.requireNonNull(recordId, "recordId");
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** What was to let the call through. */
    public String recordId() {
        return recordId;
    }

    /** Why it does not, as a part of a sentence. */
    public String reason() {
        return reason;
    }
}
