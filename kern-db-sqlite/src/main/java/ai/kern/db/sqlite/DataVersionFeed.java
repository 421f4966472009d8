package ai.kern.db.sqlite;

import ai.kern.db.RunChange;
import ai.kern.db.jdbi.ChangeFeed;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * That others have committed something to the file, whatever it is: SQLite numbers the states of a file that a connection sees,
 * without those that it made itself. Used by one thread.
 */
final class DataVersionFeed implements ChangeFeed {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(25);

    /**
     * What a connection says.
     *
     * @param connection which one; another one counts anew
     */
    record Version(Handle connection, long number) {
        static Version of(Handle connection) {
            return new Version(
                    connection,
                    connection
                            .createQuery("PRAGMA data_version")
                            .mapTo(Long.class)
                            .one());
        }
    }

    private final Supplier<Version> current;
    private Version seen;

    /** @param current asks the connection that writes */
    DataVersionFeed(Supplier<Version> current) {
        this.current = current;
        this.seen = current.get();
    }

    @Override
    public List<RunChange> await() {
        LockSupport.parkNanos(PAUSE);
        Version now = current.get();
        if (now.equals(seen)) {
            return List.of();
        }
        seen = now;
        return List.of(RunChange.anything());
    }

    @Override
    public void close() {}
}
