package ai.kern.run;

/** A run was to be continued that is not PAUSED. Nothing was stored and nothing was started. */
public final class RunNotPausedException extends RunConflictException {
    private static final long serialVersionUID = 1L;

    private final RunStatus status;

    public RunNotPausedException(String runId, RunStatus status, String message) {
        super(runId, message);
        this.status = status;
    }

    /** The status that the run has instead. */
    public RunStatus status() {
        return status;
    }
}
