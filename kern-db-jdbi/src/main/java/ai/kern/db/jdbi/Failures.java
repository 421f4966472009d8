package ai.kern.db.jdbi;

import ai.kern.db.DbException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what went wrong in a database, and what to do about it. Immutable. */
final class Failures {
    private final Dialect dialect;

    Failures(Dialect dialect) {
        this.dialect = dialect;
    }

    Failure kind(Throwable failure) {
        return error(failure).map(dialect::failure).orElse(Failure.OTHER);
    }

    /**
     * The exception for a caller.
     *
     * @param what was tried, as a part of a sentence
     */
    DbException exception(String what, Throwable failure) {
        Failure kind = kind(failure);
        String said = error(failure).map(Throwable::getMessage).orElseGet(failure::toString);
        return new DbException(
                dialect.description() + ": " + what + " failed: " + kind.meaning() + " (" + said + "). "
                        + kind.advice(),
                failure);
    }

    private static Optional<SQLException> error(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException error) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }
}
