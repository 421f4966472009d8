package ai.kern.approval;

import ai.kern.run.KernException;

/**
 * What is stored of a call, its record or its trail is not what was shown, voted for or decided. The call did not run, and
 * the run stays PAUSED; it can be asked anew or dropped, or the run cancelled.
 */
public final class ApprovalChangedException extends KernException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and what to do. */
    public ApprovalChangedException(String message) {
        super(message);
    }
}
