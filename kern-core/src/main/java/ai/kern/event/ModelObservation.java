package ai.kern.event;

/** Hears of one request to a model. Ended by exactly one of its methods. */
public interface ModelObservation {
    /** Hears nothing. */
    ModelObservation NONE = new ModelObservation() {};

    /** The model answered. */
    default void answered(ModelAnswer answer) {}

    /** There is no answer. */
    default void failed(Throwable cause) {}
}
