package ai.kern.db.jdbi;

import ai.kern.db.DbException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what went wrong in a database, and what to do about it. What JDBI and drivers say of an error quotes what was bound and
 * what is stored, so neither their texts nor they themselves are handed on: a copy of the error is, as a dialect words it.
 * Immutable.
 */
final class Failures {
    private final Dialect dialect;

    Failures(Dialect dialect) {
        this.dialect = dialect;
    }

    Failure kind(Throwable failure) {
        return error(failure).map(dialect::failure).orElse(Failure.OTHER);
    }

    /**
     * The exception for a caller; nothing in it or its causes quotes a value.
     *
     * @param what was tried, as a part of a sentence
     */
    DbException exception(String what, Throwable failure) {
        Failure kind = kind(failure);
        Throwable cause = withoutValues(
                error(failure).<Throwable>map(error -> error).orElse(failure),
                Collections.newSetFromMap(new IdentityHashMap<>()));
        return new DbException(
                dialect.description() + ": " + what + " failed: " + kind.meaning() + " (" + cause.getMessage() + "). "
                        + kind.advice(),
                cause);
    }

    /** @param seen what was copied already, since exceptions may lead back to each other */
    private Throwable withoutValues(Throwable failure, Set<Throwable> seen) {
        if (error(failure).isEmpty() && !(failure instanceof JdbiException)) {
            return failure;
        }
        Exception copy = failure instanceof SQLException error
                ? new SQLException(dialect.wording(error), error.getSQLState(), error.getErrorCode())
                : new IllegalStateException(failure.getClass().getName());
        copy.setStackTrace(failure.getStackTrace());
        seen.add(failure);
        if (failure.getCause() != null && !seen.contains(failure.getCause())) {
            copy.initCause(withoutValues(failure.getCause(), seen));
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!seen.contains(suppressed)) {
                copy.addSuppressed(withoutValues(suppressed, seen));
            }
        }
        return copy;
    }

    /** The error of the database; of a batch that failed, the one that it failed with. */
    private static Optional<SQLException> error(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException error) {
                return Optional.of(
                        error instanceof BatchUpdateException && error.getNextException() != null
                                ? error.getNextException()
                                : error);
            }
        }
        return Optional.empty();
    }
}
