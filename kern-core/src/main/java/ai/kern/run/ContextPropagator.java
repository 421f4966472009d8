package ai.kern.run;

/**
 * Carries what is bound to the calling thread (a logging context, a transaction, a trace) to the threads on which tools run.
 */
@FunctionalInterface
public interface ContextPropagator {
    /** Propagates nothing. */
    ContextPropagator NONE = work -> work;

    /**
     * Called on the thread that has the context.
     *
     * @return the work, wrapped so that it runs with that context and leaves its thread as it found it
     */
    Runnable wrap(Runnable work);
}
