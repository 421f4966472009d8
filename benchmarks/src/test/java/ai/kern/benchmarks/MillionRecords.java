package ai.kern.benchmarks;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.run.Actor;
import ai.kern.specs.support.RunCopies;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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
            connection.setAutoCommit(false);
            for (int from = 0; from < RECORDS; from += PORTION) {
                copy(statement, from, templates.get(0), 0, 9);
                copy(statement, from, templates.get(1), 10, 89);
                copy(statement, from, templates.get(2), 90, 99);
                connection.commit();
                System.out.println(store.kind() + ": " + (from + PORTION) + " records");
            }
            connection.setAutoCommit(true);
            statement.execute(store.kind() == StoreKind.SQLITE ? "ANALYZE" : "VACUUM ANALYZE");
        }
    }

    private static void copy(Statement statement, int from, String template, int first, int last) throws SQLException {
        statement.execute("""
                INSERT INTO kern_approvals (approval_id, run_id, session_id, user_id, status, source_type, agent_id, tool_name,
                    approval_type, pause_type, pause_group, resolved_by, run_status, created_at, updated_at, request, state)
                WITH RECURSIVE numbers(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)
                SELECT (i * 2654435761 %% 4294967296) || '-' || i, run_id, 'session-' || (i %% %d), 'user-' || (i %% %d), status,
                    source_type, 'agent-' || (i %% %d), tool_name, approval_type, pause_type, pause_group, resolved_by, run_status,
                    %d + i * 1000, %d + i * 1000, request, state
                FROM numbers CROSS JOIN kern_approvals template
                WHERE approval_id = '%s' AND i %% 100 BETWEEN %d AND %d
                """.formatted(
                        from,
                        from + PORTION - 1,
                        SESSIONS,
                        USERS,
                        AGENTS,
                        RunCopies.EPOCH,
                        RunCopies.EPOCH,
                        template,
                        first,
                        last));
    }
}
