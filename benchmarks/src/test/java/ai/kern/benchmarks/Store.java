package ai.kern.benchmarks;

import ai.kern.approval.ApprovalDb;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.specs.support.QueryPlans;
import ai.kern.specs.support.StoreKind;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.statement.SqlLogger;
import org.postgresql.ds.PGSimpleDataSource;

/** A durable store in the folder of the benchmarks, as an application has it: each commit waits for the disk. */
final class Store implements AutoCloseable {
    private final StoreKind kind;
    private final String name;
    private final EmbeddedPostgres server;

    /** @param name of the file or schema; what is in it stays */
    Store(StoreKind kind, String name) throws IOException {
        this.kind = kind;
        this.name = name;
        this.server = kind == StoreKind.POSTGRES ? start() : null;
    }

    private static Path folder() throws IOException {
        String given = System.getenv("KERN_BENCHMARK_DATA");
        Path folder = Path.of(given == null ? "target/data" : given);
        return Files.createDirectories(folder);
    }

    /** What is meant for tests has its waiting for the disk switched off. */
    private static EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder().resolve("postgres"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "256MB")
                .start();
    }

    StoreKind kind() {
        return kind;
    }

    QueryPlans plans() {
        return kind == StoreKind.SQLITE ? QueryPlans.ofSqlite() : QueryPlans.ofPostgres();
    }

    /** Removes what is there. */
    void clear() throws IOException, SQLException {
        if (kind == StoreKind.SQLITE) {
            for (String end : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(folder().resolve(name + ".db" + end));
            }
        } else {
            execute("DROP SCHEMA IF EXISTS " + name + " CASCADE");
        }
    }

    ApprovalDb open(SqlLogger logger) throws IOException {
        return kind == StoreKind.SQLITE
                ? SqliteDb.builder()
                        .path(folder().resolve(name + ".db"))
                        .sqlLogger(logger)
                        .open()
                : PostgresDb.builder()
                        .url(server.getJdbcUrl("postgres", "postgres"))
                        .schema(name)
                        .sqlLogger(logger)
                        .open();
    }

    /** Plain connections to PostgreSQL from a pool as the store has one. */
    HikariDataSource pool(int size) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(server.getJdbcUrl("postgres", "postgres"));
        source.setCurrentSchema(name);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    /** A plain connection, set up as the store's own are. */
    Connection connect() throws IOException, SQLException {
        if (kind == StoreKind.POSTGRES) {
            Connection connection = server.getPostgresDatabase().getConnection();
            connection.setSchema(name);
            return connection;
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder().resolve(name + ".db"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
        }
        return connection;
    }

    void execute(String sql) throws IOException, SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
