package ai.kern.run;

/** A run was handed to an agent or team that did not start it. */
public final class RunnerMismatchException extends KernException {
    private static final long serialVersionUID = 1L;

    public RunnerMismatchException(String message) {
        super(message);
    }
}
