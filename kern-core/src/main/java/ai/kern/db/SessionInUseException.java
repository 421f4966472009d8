package ai.kern.db;

import ai.kern.run.KernException;

/** A session cannot be deleted, since one of its runs has not ended. Nothing was deleted. */
public final class SessionInUseException extends KernException {
    private static final long serialVersionUID = 1L;

    public SessionInUseException(String sessionId, String runId) {
        super("session " + sessionId + " cannot be deleted: its run " + runId
                + " has not ended. Let it end, or cancel it, and delete the session then. Nothing was deleted");
    }

    /** While the session was deleted, a run was created in it or went on. */
    public SessionInUseException(String sessionId) {
        super("session " + sessionId + " cannot be deleted: a run was created in it, or went on, at this very moment."
                + " Let it end, or cancel it, and delete the session then. Nothing was deleted");
    }
}
