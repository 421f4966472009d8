package ai.kern.run;

/** A caller named a user who does not own the session or run. */
public final class OwnerMismatchException extends KernException {
    private static final long serialVersionUID = 1L;

    public OwnerMismatchException(String message) {
        super(message);
    }
}
