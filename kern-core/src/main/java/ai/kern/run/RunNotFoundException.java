package ai.kern.run;

/** There is no run with this id in the database. */
public final class RunNotFoundException extends KernException {
    private static final long serialVersionUID = 1L;

    public RunNotFoundException(String message) {
        super(message);
    }
}
