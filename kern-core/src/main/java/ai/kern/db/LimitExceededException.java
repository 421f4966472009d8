package ai.kern.db;

import ai.kern.run.KernException;

/** Something is larger than what kern stores; nothing was stored. */
public final class LimitExceededException extends KernException {
    private static final long serialVersionUID = 1L;

    public LimitExceededException(String message) {
        super(message);
    }
}
