package ai.kern.approval;

import ai.kern.internal.Identifiers;
import ai.kern.run.KernException;

/**
 * There is no record with this id in the database.
 */
public final class ApprovalNotFoundException extends KernException {
    private static final long serialVersionUID = 1L;

    /** The id that was asked for. */
    public ApprovalNotFoundException(String id) {
        super("there is no approval " + Identifiers.shown(id)
                + " in the database; check the id, and that this is the database of its run");
    }
}
