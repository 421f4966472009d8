package ai.kern.event;

import ai.kern.run.RunOutput;

/**
 * Hears of one stretch of a run. See {@link RunObserver} for threads and order. Ended by exactly one of {@link #ended} and
 * {@link #failed}.
 */
public interface RunObservation {
    /** Hears nothing. */
    RunObservation NONE = new RunObservation() {};

    /**
     * The model is about to be asked.
     *
     * @return what is told of it; {@link ModelObservation#NONE} by default
     */
    default ModelObservation modelAsked(ModelQuestion question) {
        return ModelObservation.NONE;
    }

    /**
     * A tool is about to be called: its claim is stored, and nothing keeps it from starting.
     *
     * @return what is told of it; {@link ToolObservation#NONE} by default
     */
    default ToolObservation toolBegins(ToolStart start) {
        return ToolObservation.NONE;
    }

    /** The stretch led to a pause or an end that is stored: the output says to which. */
    default void ended(RunOutput output) {}

    /**
     * The stretch ended with an exception to the caller: the run ended as ERROR, the database failed, or somebody else has the
     * run.
     */
    default void failed(Throwable cause) {}
}
