package ai.kern.run;

/**
 * Somebody else was first: the run is not, or no longer, in the state from which the caller wanted to go on. Nothing was
 * stored and nothing was started. Look at the run and decide anew.
 */
public class RunConflictException extends KernException {
    private static final long serialVersionUID = 1L;

    private final String runId;

    public RunConflictException(String runId, String message) {
        super(message);
        this.runId = runId;
    }

    /** The run in question. */
    public String runId() {
        return runId;
    }
}
