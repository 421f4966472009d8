package ai.kern.db.jdbi;

import ai.kern.db.Changeset;
import ai.kern.db.LeaseUse;
import ai.kern.db.internal.Conflicts;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * The rows of runs, with the lease of a tree on its root's. What a run was started with has a row of its own, so that it is not
 * written again with each version. Immutable.
 */
final class RunRows {
    /** What {@link #run} reads. The settings of a page are looked up when it is cut off, not for all that might be on it. */
    static final String SELECT = """
            SELECT run.*,
                (SELECT started.settings FROM {run_settings} started WHERE started.run_id = run.run_id) AS settings
            FROM {runs} run""";

    private static final Comparator<Run> ROOTS_FIRST = Comparator.comparing(run -> !run.isRoot());

    private final Sql sql;
    private final String insert;
    private final String insertSettings;
    private final String select;
    private final String selectLease;

    RunRows(Sql sql) {
        this.sql = sql;
        insert = sql.of("""
                INSERT INTO {runs} (run_id, root_id, parent_run_id, parent_sequence, parent_index, runner_id, runner_name,
                    runner_kind, session_id, user_id, status, version, changeset_id, created_at, updated_at, lease_token,
                    lease_expires_at, progress)
                VALUES (:runId, :rootId, :parentRunId, :parentSequence, :parentIndex, :runnerId, :runnerName, :runnerKind,
                    :sessionId, :userId, :status, :version, :changesetId, :createdAt, :updatedAt, :token,
                    {now} + :leaseMillis, :progress)
                ON CONFLICT DO NOTHING""");
        insertSettings = sql.of("INSERT INTO {run_settings} (run_id, settings) VALUES (:runId, :settings)");
        select = sql.of(SELECT + " WHERE run_id = :runId");
        selectLease = sql.of("SELECT lease_token, lease_expires_at FROM {runs} WHERE run_id = :runId");
    }

    Optional<Run> find(Handle handle, String runId) {
        return handle.createQuery(select)
                .bind("runId", runId)
                .map((row, context) -> run(row))
                .findOne();
    }

    /** Writes the runs of a changeset and the lease of their root, the root's row before all others. */
    void write(Handle handle, Changeset changeset) {
        LeaseUse lease = changeset.lease();
        List<Run> written = changeset.runs().stream().sorted(ROOTS_FIRST).toList();
        boolean rootIsWritten = !written.isEmpty() && written.get(0).isRoot();
        if (!rootIsWritten) {
            lease(handle, changeset.rootId(), lease);
        }
        List<Run> created = new ArrayList<>();
        for (Run run : written) {
            if (run.version() == 1) {
                created.add(run);
            } else if (run.isRoot()) {
                updateRoot(handle, run, lease);
            } else {
                update(handle, run);
            }
        }
        insert(handle, created, lease);
    }

    private void insert(Handle handle, List<Run> runs, LeaseUse lease) {
        for (Run run : runs) {
            if (run.isRoot() && (lease instanceof LeaseUse.Hold || lease instanceof LeaseUse.Release)) {
                throw Conflicts.lease(run, lease, Optional.empty(), Instant.EPOCH);
            }
        }
        Batches.execute(handle, insert, runs, (batch, run) -> bind(batch, run, lease), run -> existing(handle, run));
        if (!runs.isEmpty()) {
            Batches.execute(
                    handle,
                    insertSettings,
                    runs,
                    (batch, run) -> batch.bind("runId", run.id()).bind("settings", run.settings()));
        }
    }

    private void bind(PreparedBatch batch, Run run, LeaseUse lease) {
        LeaseUse.@Nullable Acquire acquired =
                run.isRoot() && lease instanceof LeaseUse.Acquire acquire ? acquire : null;
        bind(batch, run)
                .bind("token", acquired == null ? null : acquired.token())
                .bind(
                        "leaseMillis",
                        acquired == null ? null : (Long) acquired.duration().toMillis())
                .bind("offset", sql.offset());
    }

    private PreparedBatch bind(PreparedBatch batch, Run run) {
        Optional<CallKey> parent = run.parentCall();
        return batch.bind("runId", run.id())
                .bind("rootId", run.rootId())
                .bind("parentRunId", parent.map(CallKey::runId).orElse(null))
                .bind("parentSequence", parent.map(CallKey::sequence).orElse(null))
                .bind("parentIndex", parent.map(CallKey::index).orElse(null))
                .bind("runnerId", run.runnerId())
                .bind("runnerName", run.runnerName())
                .bind("runnerKind", run.runnerKind().name())
                .bind("sessionId", run.sessionId())
                .bind("userId", run.userId().orElse(null))
                .bind("status", run.status().name())
                .bind("version", run.version())
                .bind("changesetId", run.changesetId())
                .bind("createdAt", run.createdAt().toEpochMilli())
                .bind("updatedAt", run.updatedAt().toEpochMilli())
                .bind("progress", run.progress());
    }

    private void update(Handle handle, Run run) {
        if (bindNext(handle.createUpdate(nextVersion("", "")), run).execute() != 1) {
            throw stale(handle, run);
        }
    }

    private void updateRoot(Handle handle, Run run, LeaseUse lease) {
        LeaseClause clause = LeaseClause.of(lease);
        Update update = bindNext(handle.createUpdate(nextVersion(clause.assignment(), clause.condition())), run);
        if (clause.bind(update, sql).execute() != 1) {
            Run found = find(handle, run.id()).orElseThrow(() -> Conflicts.missing(run.id()));
            throw found.version() == run.version() - 1
                    ? leaseConflict(handle, found, lease)
                    : Conflicts.version(run, found);
        }
    }

    private String nextVersion(String assignment, String condition) {
        return sql.of("UPDATE {runs} SET status = :status, version = :version, changeset_id = :changesetId,"
                + " updated_at = :updatedAt, progress = :progress"
                + (assignment.isEmpty() ? "" : ", " + assignment)
                + " WHERE run_id = :runId AND version = :version - 1"
                + (condition.isEmpty() ? "" : " AND " + condition));
    }

    private static Update bindNext(Update update, Run run) {
        return update.bind("status", run.status().name())
                .bind("version", run.version())
                .bind("changesetId", run.changesetId())
                .bind("updatedAt", run.updatedAt().toEpochMilli())
                .bind("progress", run.progress())
                .bind("runId", run.id());
    }

    private void lease(Handle handle, String rootId, LeaseUse lease) {
        LeaseClause clause = LeaseClause.of(lease);
        boolean allowed;
        if (clause.assignment().isEmpty()) {
            String query = "SELECT run_id FROM {runs} WHERE run_id = :rootId AND " + clause.condition() + "{lock}";
            allowed = clause.bind(handle.createQuery(sql.of(query)).bind("rootId", rootId), sql)
                    .mapTo(String.class)
                    .findOne()
                    .isPresent();
        } else {
            String update =
                    "UPDATE {runs} SET " + clause.assignment() + " WHERE run_id = :rootId AND " + clause.condition();
            allowed = clause.bind(handle.createUpdate(sql.of(update)).bind("rootId", rootId), sql)
                            .execute()
                    == 1;
        }
        if (!allowed) {
            Run found = find(handle, rootId).orElseThrow(() -> Conflicts.missing(rootId));
            throw leaseConflict(handle, found, lease);
        }
    }

    private RunConflictException existing(Handle handle, Run wanted) {
        return find(handle, wanted.id())
                .map(found -> Conflicts.exists(wanted, found))
                .orElseGet(() -> Conflicts.missing(wanted.id()));
    }

    private RunConflictException stale(Handle handle, Run wanted) {
        return find(handle, wanted.id())
                .map(found -> Conflicts.version(wanted, found))
                .orElseGet(() -> Conflicts.missing(wanted.id()));
    }

    private RunConflictException leaseConflict(Handle handle, Run root, LeaseUse wanted) {
        return handle.createQuery(selectLease)
                .bind("runId", root.id())
                .map((row, context) -> Conflicts.lease(
                        root,
                        wanted,
                        Optional.ofNullable(row.getString("lease_token")),
                        Instant.ofEpochMilli(row.getLong("lease_expires_at"))))
                .one();
    }

    static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getString("run_id"),
                row.getString("root_id"),
                parent(row),
                row.getString("runner_id"),
                row.getString("runner_name"),
                RunnerKind.valueOf(row.getString("runner_kind")),
                row.getString("session_id"),
                Optional.ofNullable(row.getString("user_id")),
                RunStatus.valueOf(row.getString("status")),
                row.getLong("version"),
                row.getString("changeset_id"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")),
                settings(row),
                row.getString("progress"));
    }

    private static String settings(ResultSet row) throws SQLException {
        String settings = row.getString("settings");
        if (settings == null) {
            throw new IllegalArgumentException("run " + row.getString("run_id") + " has no settings");
        }
        return settings;
    }

    private static Optional<CallKey> parent(ResultSet row) throws SQLException {
        String parentRunId = row.getString("parent_run_id");
        return parentRunId == null
                ? Optional.empty()
                : Optional.of(new CallKey(parentRunId, row.getInt("parent_sequence"), row.getInt("parent_index")));
    }
}
