package ai.kern.db.sqlite;

import ai.kern.db.jdbi.Dialect;
import ai.kern.db.jdbi.Failure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** Switches a file to a write-ahead log, in which those who read and the one who writes do not wait for each other. */
final class WriteAheadLog {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final Dialect dialect;
    private final Duration patience;

    WriteAheadLog(Dialect dialect, Duration patience) {
        this.dialect = dialect;
        this.patience = patience;
    }

    /** Does nothing where it is switched on already; a file that takes no writes is left as it is. */
    void switchOn(Handle handle) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isOn(handle, "PRAGMA journal_mode")) {
            try {
                isOn(handle, "PRAGMA journal_mode = WAL");
                return;
            } catch (JdbiException failure) {
                Failure kind =
                        failure.getCause() instanceof SQLException error ? dialect.failure(error) : Failure.OTHER;
                if (kind == Failure.READ_ONLY) {
                    return;
                }
                // SQLite does not wait for others here, even if it is told to.
                if (kind != Failure.LOCKED || System.nanoTime() - deadline > 0) {
                    throw failure;
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private static boolean isOn(Handle handle, String pragma) {
        return handle.createQuery(pragma).mapTo(String.class).one().equalsIgnoreCase("wal");
    }
}
