package ai.kern.approval;

/** What an entry of the audit trail tells. */
public enum AuditKind {
    /** A call was shown, with its record. */
    REQUEST,
    /** One of several people who must approve did. */
    VOTE,
    /** The call was approved or rejected. */
    DECISION,
    /** Nobody decided in time, or the call was not started in time. */
    EXPIRY,
    /** The record was taken back. */
    CANCELLATION,
    /** The record was deleted; its entries stay. */
    DELETION,
    /** The call is about to be started. */
    START,
    /** The call ended. */
    OUTCOME,
    /** What no version of kern that is known here has written; only read, where the trail was tampered with. */
    UNKNOWN
}
