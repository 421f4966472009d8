package ai.kern.benchmarks;

import ai.kern.approval.ApprovalRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/**
 * A decision over plain JDBC: the statements of kern, with rows of the same size, on as many ways to the server. The first locks
 * what is decided about, the second writes and commits, the third tells who waits.
 */
final class PlainDecision {
    private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
    private static final String LOCK_RECORD = "SELECT approval_id, status, run_status, updated_at, request, state, "
            + NOW + " AS now FROM kern_approvals" + " WHERE approval_id = ? FOR UPDATE";
    private static final String LOCK_WITH_TRAIL =
            "SELECT approval_id, status, run_status, updated_at, request, state, kern_audit_heads.run_id, sequence, hash, "
                    + NOW + " + ? AS now FROM kern_approvals JOIN kern_audit_heads"
                    + " ON kern_audit_heads.run_id = kern_approvals.run_id WHERE approval_id = ? FOR UPDATE";
    private static final String DECIDE =
            "WITH changed AS (UPDATE kern_approvals SET status = ?, resolved_by = ?, use_by = ?, updated_at = ?, state = ?"
                    + " WHERE approval_id = ? AND (expires_at IS NULL OR expires_at > " + NOW
                    + " + ?) RETURNING 1) SELECT 1 / COUNT(*) FROM changed";
    private static final String TELL = "INSERT INTO kern_audit (run_id, sequence, kind, record_id, recorded_at, key_id,"
            + " document, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String MOVE_END = "UPDATE kern_audit_heads SET sequence = ?, hash = ? WHERE run_id = ?";

    private static final String ANNOUNCE = "SELECT pg_notify(?, ?)";
    private static final String COMMIT = "COMMIT";

    private static final String STATE =
            "{\"format\":1,\"answer\":null,\"votes\":[],\"decision\":\"" + "s".repeat(200) + "\"}";
    private static final String TOLD = "{\"format\":1,\"decision\":\"" + "t".repeat(250) + "\"}";
    private static final String HASH = "h".repeat(64);

    private final Connection connection;

    PlainDecision(Connection connection) {
        this.connection = connection;
    }

    /** All that kern does. */
    long withTrail(ApprovalRecord record, boolean announced) throws SQLException {
        connection.setAutoCommit(false);
        long now;
        long sequence;
        try (PreparedStatement lock = connection.prepareStatement(LOCK_WITH_TRAIL)) {
            lock.setLong(1, 0);
            lock.setString(2, record.id());
            try (ResultSet row = read(lock)) {
                now = row.getLong("now");
                sequence = row.getLong("sequence") + 1;
            }
        }
        try (PreparedStatement commit =
                connection.prepareStatement(String.join(";\n", DECIDE, TELL, MOVE_END, COMMIT))) {
            int place = bindEntry(commit, bindDecision(commit, record, now), record, sequence, now);
            commit.setLong(place, sequence);
            commit.setString(place + 1, HASH);
            commit.setString(place + 2, record.runId());
            commit.execute();
        }
        if (announced) {
            announce(record);
        }
        connection.setAutoCommit(true);
        return sequence;
    }

    /** The decision alone. */
    long withoutTrail(ApprovalRecord record) throws SQLException {
        connection.setAutoCommit(false);
        long now;
        try (PreparedStatement lock = connection.prepareStatement(LOCK_RECORD)) {
            lock.setString(1, record.id());
            try (ResultSet row = read(lock)) {
                now = row.getLong("now");
            }
        }
        try (PreparedStatement commit = connection.prepareStatement(String.join(";\n", DECIDE, COMMIT))) {
            bindDecision(commit, record, now);
            commit.execute();
        }
        announce(record);
        connection.setAutoCommit(true);
        return now;
    }

    private static ResultSet read(PreparedStatement statement) throws SQLException {
        ResultSet rows = statement.executeQuery();
        rows.next();
        if (rows.getString("request").isEmpty() || rows.getString("state").isEmpty()) {
            throw new IllegalStateException("a record is empty");
        }
        return rows;
    }

    /** Returns the place after the last parameter. */
    private static int bindDecision(PreparedStatement decide, ApprovalRecord record, long now) throws SQLException {
        decide.setString(1, "APPROVED");
        decide.setString(2, "admin");
        decide.setNull(3, Types.BIGINT);
        decide.setLong(4, now);
        decide.setString(5, STATE);
        decide.setString(6, record.id());
        decide.setLong(7, 0);
        return 8;
    }

    private static int bindEntry(PreparedStatement tell, int place, ApprovalRecord record, long sequence, long now)
            throws SQLException {
        tell.setString(place, record.runId());
        tell.setLong(place + 1, sequence);
        tell.setString(place + 2, "DECISION");
        tell.setString(place + 3, record.id());
        tell.setLong(place + 4, now);
        tell.setString(place + 5, null);
        tell.setString(place + 6, TOLD);
        tell.setString(place + 7, HASH);
        return place + 8;
    }

    private void announce(ApprovalRecord record) throws SQLException {
        try (PreparedStatement announce = connection.prepareStatement(String.join(";\n", ANNOUNCE, COMMIT))) {
            announce.setString(1, "plain");
            announce.setString(2, record.runId());
            announce.execute();
        }
    }
}
