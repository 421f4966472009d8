package ai.kern.requirement;

/** How a requirement was, or is to be, settled. */
public enum AnswerType {
    /** The call may run, with the arguments shown or with changed ones. */
    CONFIRM,
    /** The call may not run. */
    REJECT,
    /** The values that were asked for. */
    PROVIDE,
    /** The options that were chosen. */
    CHOOSE,
    /** The result, brought from outside. */
    RESULT,
    /** The error, brought from outside. */
    ERROR,
    /** The call whose outcome nobody knows may run once more. */
    RUN_AGAIN,
    /** The call whose outcome nobody knows is left as it is. */
    GIVE_UP,
    /** Nobody decided in time, or the call was not started in the time that its approval allowed. */
    EXPIRED,
    /** The record that was to be decided was taken back. */
    CANCELLED,
    /** Nobody answered: the outcome that nobody knew arrived. */
    LATE_OUTCOME,
    /** Nobody answered: the question was replaced by a new one. */
    ASKED_ANEW
}
