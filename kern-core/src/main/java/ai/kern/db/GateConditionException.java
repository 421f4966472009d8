package ai.kern.db;

import ai.kern.run.RunConflictException;
import java.util.Objects;

/**
 * A condition that a gate put into a commit does not hold any more: nothing was stored. The engine asks the gate again, which
 * then knows why.
 */
public final class GateConditionException extends RunConflictException {
    private static final long serialVersionUID = 1L;

    private final String recordId;

    /**
     * @param runId the run
     * @param recordId what the condition is about
     * @param message names the record, what was expected and what was found
     */
    public GateConditionException(String runId, String recordId, String message) {
        super(runId, message);
        this.recordId = Objects.requireNonNull(recordId, "recordId");
    }

    /** What the condition is about. */
    public String recordId() {
        return recordId;
    }
}
