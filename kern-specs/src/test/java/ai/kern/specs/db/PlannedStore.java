package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.approval.ApprovalDb;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.QueryPlans;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database, and a connection to ask it how it would carry out what is asked of it. */
record PlannedStore(String name, ApprovalDb db, QueryPlans plans, Connection connection) {

    static PlannedStore sqlite(Path file, String name) throws SQLException {
        QueryPlans plans = QueryPlans.ofSqlite();
        ApprovalDb db = SqliteDb.builder()
                .path(file)
                .synchronous(SqliteDb.Synchronous.NORMAL)
                .sqlLogger(plans)
                .open();
        return new PlannedStore(name, db, plans, SqliteFile.connect(file));
    }

    static PlannedStore postgres(String schema) throws SQLException {
        PostgresServer server = PostgresServer.require();
        QueryPlans plans = QueryPlans.ofPostgres();
        ApprovalDb db = PostgresDb.builder()
                .url(server.url())
                .schema(schema)
                .poolSize(4)
                .sqlLogger(plans)
                .open();
        Connection connection = DriverManager.getConnection(server.url());
        connection.setSchema(schema);
        return new PlannedStore("PostgreSQL", db, plans, connection);
    }

    PlannedStore analysed() throws SQLException {
        return executed("ANALYZE");
    }

    PlannedStore executed(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return this;
    }

    List<String> plan(Runnable queries) {
        try {
            return plans.of(connection, queries);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static void assertInOrderOf(String index, List<String> plan) {
        assertThat(plan)
                .anySatisfy(line -> assertThat(line).containsPattern("(?i)using (covering )?(index )?" + index + "\\b"))
                .noneMatch(PlannedStore::sorts)
                .noneMatch(PlannedStore::readsAll);
    }

    /** A plan without what SQLite sorts of pages that it has read in their order, in order to merge them. */
    static List<String> ofPages(List<String> plan) {
        List<String> rest = new ArrayList<>();
        for (String line : plan) {
            boolean isOfPage = !rest.isEmpty() && rest.get(rest.size() - 1).equals("SCAN part") && sorts(line);
            if (!isOfPage) {
                rest.add(line);
            }
        }
        rest.removeIf("SCAN part"::equals);
        return rest;
    }

    static boolean sorts(String line) {
        return line.contains("TEMP B-TREE") || line.contains("Sort  (");
    }

    /** The state of sessions is empty here, and an empty table is read as it is. */
    static boolean readsAll(String line) {
        boolean isTable = !line.contains("VIRTUAL TABLE")
                && !line.equals("SCAN CONSTANT ROW")
                && !line.contains("kern_session_state");
        return isTable && (line.contains("Seq Scan") || (line.startsWith("SCAN ") && !line.contains(" USING ")));
    }

    void close() throws SQLException {
        db.close();
        connection.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
