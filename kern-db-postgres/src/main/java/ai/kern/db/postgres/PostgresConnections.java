package ai.kern.db.postgres;

import ai.kern.db.jdbi.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Connections to PostgreSQL from a pool, on the callers' own threads. What writes runs READ COMMITTED, since each condition is
 * part of the statement that acts on it; what reads runs REPEATABLE READ, so that it sees everything as of one instant.
 */
final class PostgresConnections implements Connections {
    /** Any number that nobody else takes for an advisory lock; "kern" in ASCII. */
    private static final long MIGRATION_LOCK = 0x6b65726eL;

    private final DataSource pool;
    private final DataSource unpooled;
    private final Optional<String> schema;
    private final Runnable closePool;
    private final Jdbi jdbi;

    /** Whether transactions are READ COMMITTED by themselves, as they are unless somebody chose otherwise. */
    private volatile boolean writesAsItIs;

    /**
     * @param pool where connections come from
     * @param unpooled where those for migrations come from, which need two at once
     * @param schema the schema in which the tables are, if it is not the one that connections have by themselves
     * @param sqlLogger is told of each statement
     * @param closePool closes the pool, where it is ours
     */
    PostgresConnections(
            DataSource pool, DataSource unpooled, Optional<String> schema, SqlLogger sqlLogger, Runnable closePool) {
        this.pool = pool;
        this.unpooled = unpooled;
        this.schema = schema;
        this.closePool = closePool;
        this.jdbi = Jdbi.create(this::connect).setSqlLogger(sqlLogger);
    }

    /** A connection, whatever interrupts the wait for it; the interrupt is kept. */
    private Connection connect() throws SQLException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return pool.getConnection();
                } catch (SQLException failure) {
                    if (!isInterrupt(failure)) {
                        throw failure;
                    }
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
        jdbi.useHandle(handle ->
                writesAsItIs = handle.getTransactionIsolationLevel() == TransactionIsolationLevel.READ_COMMITTED);
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        return writesAsItIs ? jdbi.inTransaction(work::apply) : transaction("READ COMMITTED", work);
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        return transaction("REPEATABLE READ, READ ONLY", work);
    }

    /** JDBI would ask three times what the isolation is, and set it twice, each on a way to the server and back. */
    private <T> T transaction(String mode, Function<Handle, T> work) {
        return jdbi.inTransaction(handle -> {
            handle.execute("SET TRANSACTION ISOLATION LEVEL " + mode);
            return work.apply(handle);
        });
    }

    @Override
    public void migrate(Consumer<DataSource> migration) {
        try (Handle lock = Jdbi.open(unpooled)) {
            lock.useTransaction(handle -> {
                handle.execute("SELECT pg_advisory_xact_lock(?)", MIGRATION_LOCK);
                schema.ifPresent(name -> createSchema(name));
                migration.accept(unpooled);
            });
        }
    }

    private void createSchema(String name) {
        Jdbi.create(unpooled).useHandle(handle -> handle.execute("CREATE SCHEMA IF NOT EXISTS \"" + name + "\""));
    }

    @Override
    public void close() {
        closePool.run();
    }
}
