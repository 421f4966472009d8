package ai.kern.run;

/** What a run has to say is not of the form that was asked for. */
public final class InvalidOutputException extends KernException {
    private static final long serialVersionUID = 1L;

    public InvalidOutputException(String message) {
        super(message);
    }

    public InvalidOutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
