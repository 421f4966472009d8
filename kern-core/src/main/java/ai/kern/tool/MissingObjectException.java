package ai.kern.tool;

import ai.kern.run.KernException;

/** A tool asked for an object that neither the agent nor the caller gave. */
public final class MissingObjectException extends KernException {
    private static final long serialVersionUID = 1L;

    public MissingObjectException(String message) {
        super(message);
    }
}
