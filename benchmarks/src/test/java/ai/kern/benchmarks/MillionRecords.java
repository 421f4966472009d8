package ai.kern.benchmarks;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.run.Actor;
import ai.kern.specs.support.RecordCopies;
import ai.kern.specs.support.RunCopies;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlLogger;

/**
 * A million records of approvals, made once in a store by a few statements and kept: of a hundred, 10 wait, 80 are approved and 10
 * rejected. They belong to 997 users, 97 agents and 49,999 sessions, and are a second apart.
 */
final class MillionRecords {
    static final int RECORDS = 1_000_000;
    static final int SESSIONS = 49_999;
    static final int USERS = 997;
    static final int AGENTS = 97;
    private static final int PORTION = 50_000;

    private MillionRecords() {}

    /** Makes them where they are not all there. */
    static Store in(StoreKind kind) throws IOException, SQLException {
        Store store = new Store(kind, "million_records");
        if (!isComplete(store)) {
            store.clear();
            fill(store);
        }
        return store;
    }

    private static boolean isComplete(Store store) throws IOException, SQLException {
        store.open(SqlLogger.NOP_SQL_LOGGER).close();
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT 1 FROM kern_approvals WHERE approval_id = '" + RunCopies.id(RECORDS - 1) + "'")) {
            return found.next();
        }
    }

    private static void fill(Store store) throws IOException, SQLException {
        List<String> templates = new ArrayList<>();
        try (ApprovalDb db = store.open(SqlLogger.NOP_SQL_LOGGER)) {
            List<ApprovalRecord> records = PendingRecords.store(db, 3, 1);
            records.forEach(record -> templates.add(record.id()));
            db.approvals()
                    .approve(templates.get(1), Decision.by(Actor.of("admin")).note("ticket 4711"));
            db.approvals()
                    .reject(templates.get(2), Decision.by(Actor.of("admin")).note("not today"));
        }
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement()) {
            RecordCopies copies = new RecordCopies(
                    connection,
                    Map.of(
                            "session_id", "'session-' || (i % " + SESSIONS + ")",
                            "user_id", "'user-' || (i % " + USERS + ")",
                            "agent_id", "'agent-' || (i % " + AGENTS + ")"));
            connection.setAutoCommit(false);
            for (int from = 0; from < RECORDS; from += PORTION) {
                copies.copy(from, from + PORTION, templates.get(0), 0, 9);
                copies.copy(from, from + PORTION, templates.get(1), 10, 89);
                copies.copy(from, from + PORTION, templates.get(2), 90, 99);
                connection.commit();
                System.out.println(store.kind() + ": " + (from + PORTION) + " records");
            }
            connection.setAutoCommit(true);
            statement.execute(store.kind() == StoreKind.SQLITE ? "ANALYZE" : "VACUUM ANALYZE");
        }
    }
}
