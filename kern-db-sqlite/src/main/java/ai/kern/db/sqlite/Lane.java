package ai.kern.db.sqlite;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** One connection, opened when it is first used, for one transaction after the other. Used by one thread at a time. */
final class Lane {
    private final Jdbi jdbi;
    private final String begin;
    private final Consumer<Handle> opened;
    private final Runnable beforeCommit;
    private @Nullable Handle handle;

    /**
     * A lane that is not open yet.
     *
     * @param begin begins a transaction
     * @param opened is called with each connection that was opened
     * @param beforeCommit may throw to keep a transaction from being committed
     */
    Lane(Jdbi jdbi, String begin, Consumer<Handle> opened, Runnable beforeCommit) {
        this.jdbi = jdbi;
        this.begin = begin;
        this.opened = opened;
        this.beforeCommit = beforeCommit;
    }

    <T> T transaction(Function<Handle, T> work) {
        Handle connection = begun();
        try {
            T result = work.apply(connection);
            beforeCommit.run();
            connection.execute("COMMIT");
            return result;
        } catch (RuntimeException | Error failure) {
            rollBack(connection, failure);
            throw failure;
        }
    }

    private Handle begun() {
        Handle connection = open();
        try {
            connection.execute(begin);
            return connection;
        } catch (RuntimeException | Error failure) {
            // Whether it has begun is unknown; another connection certainly can begin one.
            closeAfter(failure);
            throw failure;
        }
    }

    void close() {
        Handle connection = handle;
        handle = null;
        if (connection != null) {
            connection.close();
        }
    }

    Handle open() {
        Handle connection = handle;
        if (connection == null) {
            connection = jdbi.open();
            try {
                opened.accept(connection);
            } catch (RuntimeException | Error failure) {
                connection.close();
                throw failure;
            }
            handle = connection;
        }
        return connection;
    }

    private void rollBack(Handle connection, Throwable failure) {
        try {
            connection.execute("ROLLBACK");
        } catch (JdbiException unclear) {
            // After some errors SQLite has rolled back by itself; after others the connection is of no more use.
            failure.addSuppressed(unclear);
            closeAfter(failure);
        }
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (JdbiException unclosed) {
            failure.addSuppressed(unclosed);
        }
    }
}
