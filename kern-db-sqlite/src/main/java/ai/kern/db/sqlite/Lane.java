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

    /**
     * Does something in one transaction that may make a table anew under the name of one that it drops. To SQLite the old one's
     * rows are deleted and its name is gone meanwhile: whatever refers to them would be deleted with them or refuse that, and a
     * view or trigger that names it would refuse the new one. So nobody is held to either for as long as this takes, on a
     * connection that is used for nothing else.
     */
    <T> T rebuilding(Function<Handle, T> work) {
        T result;
        try {
            Handle connection = open();
            connection.execute("PRAGMA foreign_keys = OFF");
            connection.execute("PRAGMA legacy_alter_table = ON");
            result = transaction(work);
        } catch (RuntimeException | Error failure) {
            closeAfter(failure);
            throw failure;
        }
        close();
        return result;
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
