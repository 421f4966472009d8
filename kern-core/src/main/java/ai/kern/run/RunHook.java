package ai.kern.run;

/**
 * What an application does around a run. Each method is called once per run, however often it pauses; over a crash of the
 * process it may be called again. An exception ends the run as ERROR.
 */
public interface RunHook {
    /** Called when the run is stored and before the model is asked for the first time. */
    default void beforeRun(RunOutput run) {}

    /** Called when the run has its result, or its error, and before that is stored; not at a pause or cancellation. */
    default void afterRun(RunOutput run) {}
}
