package ai.kern.db;

import ai.kern.internal.Identifiers;
import ai.kern.run.KernException;

/** There is no session with this id in the database. */
public final class SessionNotFoundException extends KernException {
    private static final long serialVersionUID = 1L;

    public SessionNotFoundException(String sessionId) {
        super("there is no session " + Identifiers.shown(sessionId)
                + " in the database; check the id, and that this is the database of its runs");
    }
}
