package ai.kern.specs.support;

import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL of the tests: the server that {@code KERN_POSTGRES_URL} names (with user and password in the address), or one
 * that is started from Maven's binaries, once per JVM. Where neither can be had, tests are skipped and say so; on continuous
 * integration that is a failure.
 */
public final class PostgresServer {
    private static final String URL_VARIABLE = "KERN_POSTGRES_URL";
    private static final String SCHEMA_VARIABLE = "KERN_POSTGRES_SCHEMA";

    /** The schema that the tests of this JVM share, one after the other; what {@link #handOver} gave it, in another JVM. */
    public static final String SCHEMA =
            Optional.ofNullable(System.getenv(SCHEMA_VARIABLE)).orElseGet(PostgresServer::newSchema);

    private static final List<String> TABLES =
            List.of("requirements", "executions", "run_entries", "run_settings", "runs", "session_state", "sessions");

    private final String url;

    private PostgresServer(String url) {
        this.url = url;
    }

    private static final class Holder {
        private static final Optional<PostgresServer> SERVER = find();

        private static Optional<PostgresServer> find() {
            String given = System.getenv(URL_VARIABLE);
            if (given != null && !given.isBlank()) {
                return Optional.of(new PostgresServer(given));
            }
            return hasBinaries() ? Optional.of(start()) : Optional.empty();
        }
    }

    /** The server, or the end of the test. */
    public static PostgresServer require() {
        if (Holder.SERVER.isEmpty() && System.getenv("CI") != null) {
            throw new AssertionError("continuous integration has no PostgreSQL: set KERN_POSTGRES_URL");
        }
        Assumptions.assumeTrue(
                Holder.SERVER.isPresent(),
                "there is no PostgreSQL for this platform, and KERN_POSTGRES_URL names none: skipped");
        return Holder.SERVER.orElseThrow();
    }

    private static boolean hasBinaries() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String platform = system.contains("linux") ? "linux" : system.contains("mac") ? "darwin" : "windows";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return PostgresServer.class.getResource("/postgres-" + platform + "-" + machine + ".txz") != null;
    }

    private static PostgresServer start() {
        Path servers = Path.of(System.getProperty("java.io.tmpdir"), "kern-postgres");
        try {
            Files.createDirectories(servers);
            endThoseThatWereLeft(servers);
            Path data = servers.resolve(String.valueOf(ProcessHandle.current().pid()));
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(true)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("max_connections", "200")
                    .start();
            return new PostgresServer(started.getJdbcUrl("postgres", "postgres"));
        } catch (IOException failure) {
            throw new UncheckedIOException("PostgreSQL could not be started", failure);
        }
    }

    /** A JVM that was killed leaves its server running, in a folder that has the JVM's process id for its name. */
    private static void endThoseThatWereLeft(Path servers) throws IOException {
        try (Stream<Path> folders = Files.list(servers)) {
            for (Path folder : folders.toList()) {
                long owner = Long.parseLong(folder.getFileName().toString());
                if (ProcessHandle.of(owner).isEmpty()) {
                    end(folder);
                }
            }
        }
    }

    private static void end(Path folder) throws IOException {
        Path pid = folder.resolve("postmaster.pid");
        if (Files.exists(pid)) {
            List<String> lines = Files.readAllLines(pid);
            ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .filter(server -> server.info().command().orElse("").contains("postgres"))
                    .ifPresent(server -> {
                        server.destroyForcibly();
                        server.onExit().join();
                    });
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The server's address, with user and password. */
    public String url() {
        return url;
    }

    /** A name for a schema that nobody else has. */
    public static String newSchema() {
        return "kern_" + UUID.randomUUID().toString().replace('-', '_');
    }

    /** Gives another JVM this server, and a schema for the one that its tests share. */
    public void handOver(String schema, ProcessBuilder jvm) {
        jvm.environment().put(URL_VARIABLE, url);
        jvm.environment().put(SCHEMA_VARIABLE, schema);
    }

    /** Opens the store in a schema. */
    public PostgresDb open(String schema, TimeOffset time) {
        return PostgresDb.builder()
                .url(url)
                .schema(schema)
                .poolSize(8)
                .timeOffset(time)
                .open();
    }

    /** Opens the store in a schema that is there, without a pool, with something around the source of its connections. */
    public PostgresDb openOn(UnaryOperator<DataSource> around, String schema, TimeOffset time) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        source.setCurrentSchema(schema);
        return PostgresDb.builder()
                .dataSource(around.apply(source))
                .timeOffset(time)
                .open();
    }

    /** Empties the tables of a schema. */
    public void clear(String schema) {
        StringBuilder deletions = new StringBuilder();
        TABLES.forEach(table -> deletions.append("DELETE FROM \"" + schema + "\".kern_" + table + ";"));
        execute(deletions.toString());
    }

    /** The last statements of transactions in which nothing happens, and which nobody has ended. */
    public List<String> idleTransactions() {
        return query(
                SCHEMA,
                "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'");
    }

    /** Makes a schema without tables, if it is not there. */
    public void create(String schema) {
        execute("CREATE SCHEMA IF NOT EXISTS \"" + schema + "\"");
    }

    /** Removes a schema with all that is in it. */
    public void drop(String schema) {
        execute("DROP SCHEMA IF EXISTS \"" + schema + "\" CASCADE");
    }

    /** The first column of a query's rows, with the tables of a schema. */
    public List<String> query(String schema, String sql) {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setSchema(schema);
            List<String> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL did not take: " + sql, failure);
        }
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL did not take: " + sql, failure);
        }
    }
}
