package ai.kern.approval;

import ai.kern.run.KernException;

/**
 * A run cannot go on, since records are not decided yet. Nothing was stored and nothing was started.
 */
public final class ApprovalPendingException extends KernException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and what to do. */
    public ApprovalPendingException(String message) {
        super(message);
    }
}
