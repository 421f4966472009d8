package ai.kern.event;

/** Hears of one execution of a tool. */
public interface ToolObservation {
    /** Hears nothing. */
    ToolObservation NONE = new ToolObservation() {};

    /** The tool has returned or thrown. The outcome is not stored yet. */
    default void ended(ToolEnd end) {}
}
