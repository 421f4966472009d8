package ai.kern.specs.support;

import ai.kern.approval.ApprovalSettings;
import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
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

    private static final int PATIENCE_IN_MILLIS = 5_000;

    private static final List<String> TABLES = List.of(
            "audit_checkpoints",
            "audit_heads",
            "audit",
            "approvals",
            "requirements",
            "executions",
            "run_entries",
            "run_settings",
            "runs",
            "session_state",
            "sessions");

    private final String url;
    private final Optional<EmbeddedServer> own;

    private PostgresServer(String url, Optional<EmbeddedServer> own) {
        this.url = url;
        this.own = own;
    }

    private static final class Holder {
        private static final Optional<PostgresServer> SERVER = find();

        private static Optional<PostgresServer> find() {
            String given = System.getenv(URL_VARIABLE);
            if (given != null && !given.isBlank()) {
                return Optional.of(new PostgresServer(given, Optional.empty()));
            }
            return EmbeddedServer.start().map(started -> new PostgresServer(started.url(), Optional.of(started)));
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

    /** The server's address, with user and password. */
    public String url() {
        return url;
    }

    /** A name for a schema that nobody else has. */
    public static String newSchema() {
        return "kern_" + UUID.randomUUID().toString().replace('-', '_');
    }

    /** The server's process, which tests may stop, or the end of the test where it is somebody else's. */
    public EmbeddedServer requireOwn() {
        Assumptions.assumeTrue(
                own.isPresent(), URL_VARIABLE + " names a server that is not ours, so it is not stopped: skipped");
        return own.orElseThrow();
    }

    /** Gives another JVM this server, and a schema for the one that its tests share. */
    public void handOver(String schema, ProcessBuilder jvm) {
        jvm.environment().put(URL_VARIABLE, url);
        jvm.environment().put(SCHEMA_VARIABLE, schema);
    }

    /** Opens the store in a schema. */
    public PostgresDb open(String schema, TimeOffset time) {
        return open(schema, time, ApprovalSettings.defaults());
    }

    /** Opens the database of a schema with settings of approvals. */
    public PostgresDb open(String schema, TimeOffset time, ApprovalSettings approvals) {
        return PostgresDb.builder()
                .url(addressOf(schema))
                .schema(schema)
                .poolSize(8)
                .timeOffset(time)
                .approvals(approvals)
                .open();
    }

    /** The address of connections that the server knows by a name. */
    private String addressOf(String name) {
        return url + (url.contains("?") ? "&" : "?") + "ApplicationName=" + name;
    }

    private static String unpooled(String schema) {
        return schema + "_unpooled";
    }

    /** Has the server end a connection of the pools in a schema, chosen by chance, whatever it does; returns how many it ended. */
    public int disconnectOne(String schema) {
        return disconnect(schema, "ORDER BY random() LIMIT 1");
    }

    /** Has the server end all connections of {@link #openOn} in a schema, and returns how many. */
    public int disconnectUnpooled(String schema) {
        return disconnect(unpooled(schema), "");
    }

    private int disconnect(String name, String which) {
        return query(
                        SCHEMA,
                        "SELECT pg_terminate_backend(pid, " + PATIENCE_IN_MILLIS
                                + ") FROM (SELECT pid FROM pg_stat_activity WHERE application_name = '" + name + "' "
                                + which + ") AS chosen")
                .size();
    }

    /** Opens the store in a schema that is there, without a pool, with something around the source of its connections. */
    public PostgresDb openOn(UnaryOperator<DataSource> around, String schema, TimeOffset time) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(addressOf(unpooled(schema)));
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

    /** The connections of the stores in the shared schema, by process and last statement; none where there is no server. */
    static List<String> connections() {
        return Holder.SERVER
                .map(server -> server.query(
                        SCHEMA,
                        "SELECT 'connection ' || pid || ' ' || state || ': ' || query FROM pg_stat_activity"
                                + " WHERE application_name IN ('" + SCHEMA + "', '" + unpooled(SCHEMA) + "')"))
                .orElse(List.of());
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
