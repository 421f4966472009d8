package ai.kern.internal.engine;

/** What a model or a hook threw: it ends the run, even where it is a kind of exception that the engine throws itself. */
final class ThrownOutside extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException thrown;

    private ThrownOutside(RuntimeException thrown) {
        super(thrown);
        this.thrown = thrown;
    }

    /** What was thrown. */
    RuntimeException thrown() {
        return thrown;
    }

    /** Calls a model or a hook. */
    static void calling(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException thrown) {
            throw new ThrownOutside(thrown);
        }
    }
}
