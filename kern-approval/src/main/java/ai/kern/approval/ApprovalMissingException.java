package ai.kern.approval;

import ai.kern.run.KernException;

/**
 * A call waits for a record that is not in the database. The call did not run, and the run stays PAUSED; it can be asked
 * anew or dropped, or the run cancelled.
 */
public final class ApprovalMissingException extends KernException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and what to do. */
    public ApprovalMissingException(String message) {
        super(message);
    }
}
