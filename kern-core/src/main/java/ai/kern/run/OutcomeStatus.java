package ai.kern.run;

/** How a tool call ended. */
public enum OutcomeStatus {
    /** The tool ran and gave a result, or a person took one as its result. */
    SUCCEEDED,
    /** The tool ran and failed, or a person brought an error. */
    FAILED,
    /** Somebody did not let the call run. */
    REJECTED,
    /** The call never could run: an unknown tool, bad arguments, or one beyond the limit. */
    REFUSED,
    /** It was started, nobody knows whether it took effect, and a person left it at that. */
    UNKNOWN;

    /** Whether the model is told of it as an error. */
    public boolean isError() {
        return this != SUCCEEDED;
    }
}
