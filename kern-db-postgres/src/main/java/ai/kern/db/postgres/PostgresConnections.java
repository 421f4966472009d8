package ai.kern.db.postgres;

import ai.kern.db.jdbi.ChangeFeed;
import ai.kern.db.jdbi.Connections;
import ai.kern.db.jdbi.StoreThreads;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * Connections to PostgreSQL from a pool, on the callers' own threads if they are platform ones. An interrupt closes the socket on
 * which a virtual thread waits, and the caller would not know whether its commit took place; so virtual threads wait for threads
 * of the store, which nobody interrupts. What writes runs READ COMMITTED, since each condition is
 * part of the statement that acts on it; what reads runs REPEATABLE READ, so that it sees everything as of one instant.
 */
final class PostgresConnections implements Connections {
    /**
     * The advisory lock of whoever makes a schema or tables: any number that nobody else takes, "kern" in ASCII. Without it two who
     * find nothing fail by each other. {@code CREATE SCHEMA IF NOT EXISTS} is an error for the one that looked before the other
     * had committed; and Flyway, whose own lock is taken around each migration, looks before that whether there is anything in the
     * schema, and refuses one in which another has just made the table of migrations.
     */
    private static final long MIGRATION_LOCK = 0x6b65726eL;

    private final DataSource pool;
    private final DataSource unpooled;
    private final Optional<String> schema;
    private final boolean readOnly;
    private final StoreThreads threads;
    private final Runnable closePool;
    private final Jdbi jdbi;

    /** Whether transactions are READ COMMITTED by themselves, as they are unless somebody chose otherwise. */
    private volatile boolean writesAsItIs;

    /**
     * @param pool where connections come from
     * @param unpooled where those come from that listen, and those for migrations, which need two at once
     * @param schema the schema in which the tables are, if it is not the one that connections have by themselves
     * @param readOnly whether every transaction is one that only reads
     * @param sqlLogger is told of each statement
     * @param threads do what virtual threads wait for; closed with this
     * @param closePool closes the pool, where it is ours
     */
    PostgresConnections(
            DataSource pool,
            DataSource unpooled,
            Optional<String> schema,
            boolean readOnly,
            SqlLogger sqlLogger,
            StoreThreads threads,
            Runnable closePool) {
        this.pool = pool;
        this.unpooled = unpooled;
        this.schema = schema;
        this.readOnly = readOnly;
        this.threads = threads;
        this.closePool = closePool;
        this.jdbi = Jdbi.create(this::connect).setSqlLogger(sqlLogger);
    }

    /** Does work that talks to the server, whatever interrupts the caller; the interrupt is kept for afterwards. */
    private <T> T undisturbed(Supplier<T> work) {
        if (CallingThread.isVirtual()) {
            return threads.await(work);
        }
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A connection, whatever interrupts the wait for it; the interrupt is kept. */
    private Connection connect() throws SQLException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return pool.getConnection();
                } catch (SQLException failure) {
                    if (!isInterrupt(failure)) {
                        throw failure;
                    }
                    // A pool leaves its caller interrupted, which would end the next wait as soon as it begins.
                    Thread.interrupted();
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isInterrupt(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void open() {
        boolean isReadCommitted = undisturbed(() -> jdbi.withHandle(
                handle -> handle.getTransactionIsolationLevel() == TransactionIsolationLevel.READ_COMMITTED));
        writesAsItIs = isReadCommitted && !readOnly;
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        if (writesAsItIs) {
            return undisturbed(() -> jdbi.withHandle(handle -> inTransaction(handle, work)));
        }
        return transaction(readOnly ? "READ COMMITTED, READ ONLY" : "READ COMMITTED", work);
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        return transaction("REPEATABLE READ, READ ONLY", work);
    }

    /** JDBI would ask three times what the isolation is, and set it twice, each on a way to the server and back. */
    private <T> T transaction(String mode, Function<Handle, T> work) {
        return undisturbed(() -> jdbi.withHandle(handle -> inTransaction(handle, begun -> {
            begun.execute("SET TRANSACTION ISOLATION LEVEL " + mode);
            return work.apply(begun);
        })));
    }

    /** Commits, unless the work has sent the commit with its last statements. */
    private static <T> T inTransaction(Handle handle, Function<Handle, T> work) {
        handle.begin();
        try {
            T result = work.apply(handle);
            if (isOver(handle)) {
                handle.getConnection().setAutoCommit(true);
            } else {
                handle.commit();
            }
            return result;
        } catch (SQLException failure) {
            throw new TransactionException("the connection cannot be given back", failure);
        } catch (RuntimeException | Error failure) {
            rollBack(handle, failure);
            throw failure;
        }
    }

    private static boolean isOver(Handle handle) throws SQLException {
        Connection connection = handle.getConnection();
        return connection.isWrapperFor(PgConnection.class)
                && connection.unwrap(PgConnection.class).getTransactionState() == TransactionState.IDLE;
    }

    private static void rollBack(Handle handle, Throwable failure) {
        try {
            handle.rollback();
        } catch (JdbiException unclear) {
            failure.addSuppressed(unclear);
        }
    }

    @Override
    public void migrate(Consumer<DataSource> migration) {
        undisturbed(() -> Jdbi.create(unpooled).inTransaction(handle -> {
            int locked = handle.execute("SELECT pg_advisory_xact_lock(?)", MIGRATION_LOCK);
            schema.ifPresent(name -> createSchema(name));
            migration.accept(unpooled);
            return locked;
        }));
    }

    private void createSchema(String name) {
        Jdbi.create(unpooled).useHandle(handle -> handle.execute("CREATE SCHEMA IF NOT EXISTS \"" + name + "\""));
    }

    @Override
    public ChangeFeed listen(String runs) throws SQLException {
        return NotificationFeed.of(unpooled, runs);
    }

    @Override
    public void close() {
        threads.close();
        closePool.run();
    }
}
