package ai.kern.run;

/** A run ended as ERROR; it is stored with everything that it did. The cause is what went wrong. */
public final class RunFailedException extends KernException {
    private static final long serialVersionUID = 1L;

    private final String runId;

    public RunFailedException(String runId, String message, Throwable cause) {
        super(message, cause);
        this.runId = runId;
    }

    /** The run that failed. */
    public String runId() {
        return runId;
    }
}
