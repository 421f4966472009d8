package ai.kern.approval;

import ai.kern.run.KernException;

/**
 * A record cannot be deleted, since its run has not ended. Nothing was deleted.
 */
public final class ApprovalInUseException extends KernException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and what to do. */
    public ApprovalInUseException(String message) {
        super(message);
    }
}
