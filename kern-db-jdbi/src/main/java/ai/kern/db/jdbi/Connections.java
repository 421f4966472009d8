package ai.kern.db.jdbi;

import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * How a store reaches its database: by which connections, on which threads. Safe for use by many threads. What the work throws,
 * and what JDBI throws around it, reaches the caller as it is.
 */
public interface Connections extends AutoCloseable {

    /** Makes the first connection, so that a wrong address is known at once. Called once, before anything else. */
    void open();

    /**
     * Does something in one transaction that may write. When it returns, the transaction is committed; when it throws, it is
     * rolled back. An interrupt of the caller does not end the waiting: the caller learns the outcome, and is still interrupted.
     */
    <T> T write(Function<Handle, T> work);

    /** Does something that only reads, and sees everything as of one instant. */
    <T> T read(Function<Handle, T> work);

    /**
     * Does something that changes the schema, while nobody else does.
     *
     * @param migration is given a source of connections for the time of the call
     */
    void migrate(Consumer<DataSource> migration);

    /**
     * Begins to listen to what other processes commit.
     *
     * @param runs the name of the table of runs
     * @throws SQLException if that fails, as anything else that is thrown means
     */
    ChangeFeed listen(String runs) throws SQLException;

    /** Ends all connections and threads, after the work that has begun. Doing it twice is fine. */
    @Override
    void close();
}
