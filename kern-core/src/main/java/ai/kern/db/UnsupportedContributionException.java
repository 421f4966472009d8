package ai.kern.db;

import ai.kern.run.KernException;

/** A changeset holds rows that this database does not know how to store. */
public final class UnsupportedContributionException extends KernException {
    private static final long serialVersionUID = 1L;

    public UnsupportedContributionException(String message) {
        super(message);
    }
}
