package ai.kern.approval;

import ai.kern.run.KernException;

/**
 * A decision does not fit its record: something is missing, not allowed or not of the form that the record's terms ask
 * for. Nothing was stored, and the record waits as before.
 */
public final class InvalidDecisionException extends KernException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and what to do. */
    public InvalidDecisionException(String message) {
        super(message);
    }
}
