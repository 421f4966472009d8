package ai.kern.approval;

import ai.kern.run.KernException;

/**
 * Somebody may not decide this: he lacks the role, asked for the call himself, has voted already or is not in the
 * directory. Nothing was stored, and the record waits as before.
 */
public final class DecisionRefusedException extends KernException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and what to do. */
    public DecisionRefusedException(String message) {
        super(message);
    }
}
