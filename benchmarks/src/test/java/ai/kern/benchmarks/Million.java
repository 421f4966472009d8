package ai.kern.benchmarks;

import ai.kern.db.Db;
import ai.kern.specs.support.RunCopies;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.statement.SqlLogger;

/** A million runs, made once in a store and kept. The numbers are such that no status belongs to one user, session or agent. */
final class Million {
    static final int RUNS = 1_000_000;
    static final int SESSIONS = 49_999;
    static final int USERS = 997;
    static final int AGENTS = 97;
    private static final int PORTION = 50_000;

    private Million() {}

    /** The number of a run of the first agent that waits for a person. */
    static int someWaiting(RandomGenerator random) {
        int number;
        do {
            number = AGENTS * random.nextInt(RUNS / AGENTS);
        } while (number % 100 < 85 || number % 100 >= 95);
        return number;
    }

    /** Makes them where they are not all there. */
    static Store in(StoreKind kind) throws IOException, SQLException {
        Store store = new Store(kind, "million");
        if (!isComplete(store)) {
            store.clear();
            try (Connection connection = prepared(store)) {
                fill(store, connection);
            }
        }
        return store;
    }

    private static Connection prepared(Store store) throws IOException, SQLException {
        store.open(SqlLogger.NOP_SQL_LOGGER).close();
        return store.connect();
    }

    private static void fill(Store store, Connection connection) throws IOException, SQLException {
        Map<Integer, String> templates;
        try (Db db = store.open(SqlLogger.NOP_SQL_LOGGER)) {
            templates = Templates.store(db);
        }
        RunCopies copies = new RunCopies(connection, SESSIONS, USERS, AGENTS);
        connection.setAutoCommit(false);
        copies.createSessions(SESSIONS);
        for (int from = 0; from < RUNS; from += PORTION) {
            copies.copy(from, from + PORTION, templates);
            connection.commit();
            System.out.println(store.kind() + ": " + (from + PORTION) + " runs");
        }
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute(store.kind() == StoreKind.SQLITE ? "ANALYZE" : "VACUUM ANALYZE");
        }
    }

    private static boolean isComplete(Store store) throws IOException, SQLException {
        try (Connection connection = prepared(store);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT 1 FROM kern_runs WHERE run_id = '" + RunCopies.id(RUNS - 1) + "'")) {
            return found.next();
        }
    }
}
