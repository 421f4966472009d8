package ai.kern.event;

/**
 * Follows runs from inside the process that works on them, to trace and to measure them. It sees and changes nothing: what it
 * is given is immutable, and what it throws is logged once and disturbs no run.
 *
 * <p>Each thing that takes time is an observation. It is opened by the thread that does the work and ended by the same one, so a
 * span can be made current there; observations of one thread are ended in the reverse order of their opening:
 *
 * <ul>
 *   <li>{@link RunObservation}: a stretch of a run, from its start, continuation or recovery to its pause or end
 *   <li>{@link ModelObservation}: a request to the model, with its retries, on the stretch's thread
 *   <li>{@link ToolObservation}: the execution of a tool, on the thread on which its body runs, which may be another one; its
 *       stretch is told by the observation that opened it. A body that is left behind when its time is over may end after its
 *       stretch has
 * </ul>
 *
 * <p>Each observation that is opened is ended once, unless the process dies. Several observers may follow one agent: they are
 * opened in the order in which they were added, and ended in the reverse one. Content (texts, arguments, results) comes as a
 * supplier, which costs nothing until it is asked, and what tools redact is masked in it.
 *
 * <p>Implementations are safe for use by many threads, and quick: the run waits for them.
 */
public interface RunObserver {

    /**
     * A stretch of a run begins.
     *
     * @return what is told of it; {@link RunObservation#NONE} by default
     */
    default RunObservation runBegins(RunStretch stretch) {
        return RunObservation.NONE;
    }

    /** Somebody decided about an approval, and the decision is stored; called by the thread that decided. */
    default void decided(DecisionNotice decision) {}
}
