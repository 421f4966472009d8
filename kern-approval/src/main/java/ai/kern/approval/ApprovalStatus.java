package ai.kern.approval;

/** Where a record stands. All but {@link #PENDING} are final as decisions: nobody can decide again. */
public enum ApprovalStatus {
    /** It waits for a decision. */
    PENDING,
    /** The call may run. */
    APPROVED,
    /** Somebody did not let the call run. */
    REJECTED,
    /** Nobody decided in time, or the call was not started in the time that its approval allowed. */
    EXPIRED,
    /** It was taken back: the run was cancelled, the question dropped or replaced, or the outcome became known. */
    CANCELLED
}
