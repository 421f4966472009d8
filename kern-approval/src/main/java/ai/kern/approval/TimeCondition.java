package ai.kern.approval;

/**
 * What of a stored record's times must hold for a change of it, judged by the database's clock inside the statement that makes
 * the change.
 */
public enum TimeCondition {
    /** Nothing. */
    NONE,
    /** The time in which it can be decided is not over, or there is no end to it. */
    BEFORE_EXPIRY,
    /** The time in which its call may be started is not over, or there is no end to it. */
    BEFORE_USE_BY,
    /** It is pending and the time in which it can be decided is over; or approved, and that in which to start its call is. */
    PAST
}
