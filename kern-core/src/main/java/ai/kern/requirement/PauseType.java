package ai.kern.requirement;

/** Why a call waits. */
public enum PauseType {
    /** A person lets the call through or rejects it. */
    CONFIRMATION,
    /** A person gives arguments that the model must not choose, or values that it asked for. */
    USER_INPUT,
    /** A person answers questions by choosing among options. */
    USER_FEEDBACK,
    /** Somebody else executes the call and brings its result. */
    EXTERNAL_EXECUTION,
    /** The call was started and nobody knows whether it took effect. */
    OUTCOME_UNKNOWN
}
