package ai.kern.db;

import ai.kern.run.KernException;
import org.jspecify.annotations.Nullable;

/**
 * The database failed: it could not be reached, was full, locked, read-only or damaged, or did something that nobody
 * expected. Whether a commit took effect is not known from this exception alone; the engine reads back what it needs. Neither
 * its message nor its causes quote documents that are stored, or were to be.
 */
public class DbException extends KernException {
    private static final long serialVersionUID = 1L;

    public DbException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
