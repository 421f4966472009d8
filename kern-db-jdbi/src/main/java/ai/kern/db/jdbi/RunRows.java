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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

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

    private final Sql sql;
    private final Command insert;
    private final Command insertSettings;
    private final String select;
    private final String selectLease;

    RunRows(Sql sql) {
        this.sql = sql;
        insert = sql.command("""
                INSERT INTO {runs} (run_id, root_id, parent_run_id, parent_sequence, parent_index, runner_id, runner_name,
                    runner_kind, session_id, user_id, status, version, changeset_id, created_at, updated_at, lease_token,
                    lease_expires_at, progress)
                VALUES (:runId, :rootId, :parentRunId, :parentSequence, :parentIndex, :runnerId, :runnerName, :runnerKind,
                    :sessionId, :userId, :status, :version, :changesetId, :createdAt, :updatedAt, :token,
                    {now} + :leaseMillis, :progress)
                ON CONFLICT DO NOTHING""");
        insertSettings = sql.command("INSERT INTO {run_settings} (run_id, settings) VALUES (:runId, :settings)");
        select = sql.of(SELECT + " WHERE run_id = :runId");
        selectLease = sql.of("SELECT lease_token, lease_expires_at FROM {runs} WHERE run_id = :runId");
    }

    Optional<Run> find(Handle handle, String runId) {
        return handle.createQuery(select)
                .bind("runId", runId)
                .map((row, context) -> run(row))
                .findOne();
    }

    /** Writes the runs of a changeset and the lease of their root: its row before all others, and each before those below it. */
    void write(Transaction transaction, Changeset changeset) {
        LeaseUse lease = changeset.lease();
        List<Run> written = parentsFirst(changeset.runs());
        boolean rootIsWritten = !written.isEmpty() && written.get(0).isRoot();
        if (!rootIsWritten) {
            lease(transaction, changeset.rootId(), lease);
        }
        List<Run> created = new ArrayList<>();
        for (Run run : written) {
            if (run.version() == 1) {
                created.add(run);
            } else {
                update(transaction, run, lease);
            }
        }
        insert(transaction, created, lease);
    }

    private static List<Run> parentsFirst(List<Run> runs) {
        Map<String, Run> byId = runs.stream().collect(Collectors.toMap(Run::id, run -> run));
        return runs.stream()
                .sorted(Comparator.comparingInt(run -> depth(run, byId)))
                .toList();
    }

    /** How far a run is below the root, as far as its changeset tells. */
    private static int depth(Run run, Map<String, Run> written) {
        int depth = 0;
        Optional<Run> above = Optional.of(run).filter(below -> !below.isRoot());
        while (above.isPresent() && depth <= written.size()) {
            depth++;
            above = above.flatMap(Run::parentCall).map(call -> written.get(call.runId()));
        }
        return depth;
    }

    private void insert(Transaction transaction, List<Run> runs, LeaseUse lease) {
        for (Run run : runs) {
            if (run.isRoot() && (lease instanceof LeaseUse.Hold || lease instanceof LeaseUse.Release)) {
                throw Conflicts.lease(run, lease, Optional.empty(), Instant.EPOCH);
            }
            transaction.require(insert, values(run, lease), () -> existing(transaction.handle(), run));
        }
        for (Run run : runs) {
            transaction.add(insertSettings, new Values().text("runId", run.id()).text("settings", run.settings()));
        }
    }

    private Values values(Run run, LeaseUse lease) {
        Optional<CallKey> parent = run.parentCall();
        Optional<LeaseUse.Acquire> acquired =
                run.isRoot() && lease instanceof LeaseUse.Acquire acquire ? Optional.of(acquire) : Optional.empty();
        return valuesOfNext(run)
                .text("rootId", run.rootId())
                .text("parentRunId", parent.map(CallKey::runId))
                .whole("parentSequence", parent.map(CallKey::sequence))
                .whole("parentIndex", parent.map(CallKey::index))
                .text("runnerId", run.runnerId())
                .text("runnerName", run.runnerName())
                .text("runnerKind", run.runnerKind().name())
                .text("sessionId", run.sessionId())
                .text("userId", run.userId())
                .number("createdAt", run.createdAt().toEpochMilli())
                .text("token", acquired.map(LeaseUse.Acquire::token))
                .number(
                        "leaseMillis",
                        acquired.map(acquire -> acquire.duration().toMillis()))
                .number("offset", sql.offset());
    }

    private void update(Transaction transaction, Run run, LeaseUse lease) {
        LeaseClause clause = run.isRoot() ? LeaseClause.of(lease) : LeaseClause.NONE;
        Values values = clause.addTo(valuesOfNext(run), sql);
        if (sql.writesWhatStays()
                && transaction.execute(sql.command(nextVersion("", clause) + " AND status = :status"), values) == 1) {
            return;
        }
        transaction.require(
                sql.command(nextVersion("status = :status, ", clause)),
                values,
                () -> stale(transaction.handle(), run, lease));
    }

    private static String nextVersion(String status, LeaseClause clause) {
        return "UPDATE {runs} SET " + status + "version = :version, changeset_id = :changesetId,"
                + " updated_at = :updatedAt, progress = :progress"
                + (clause.assignment().isEmpty() ? "" : ", " + clause.assignment())
                + " WHERE run_id = :runId AND version = :version - 1"
                + (clause.condition().isEmpty() ? "" : " AND " + clause.condition());
    }

    private static Values valuesOfNext(Run run) {
        return new Values()
                .text("runId", run.id())
                .text("status", run.status().name())
                .number("version", run.version())
                .text("changesetId", run.changesetId())
                .number("updatedAt", run.updatedAt().toEpochMilli())
                .text("progress", run.progress());
    }

    private void lease(Transaction transaction, String rootId, LeaseUse lease) {
        LeaseClause clause = LeaseClause.of(lease);
        Values values = clause.addTo(new Values().text("rootId", rootId), sql);
        if (clause.assignment().isEmpty()) {
            String query = "SELECT run_id FROM {runs} WHERE run_id = :rootId AND " + clause.condition() + "{lock}";
            if (values.bindTo(transaction.handle().createQuery(sql.of(query)))
                    .mapTo(String.class)
                    .findOne()
                    .isEmpty()) {
                throw leaseConflict(transaction.handle(), rootId, lease);
            }
        } else {
            transaction.require(
                    sql.command("UPDATE {runs} SET " + clause.assignment() + " WHERE run_id = :rootId AND "
                            + clause.condition()),
                    values,
                    () -> leaseConflict(transaction.handle(), rootId, lease));
        }
    }

    private RunConflictException existing(Handle handle, Run wanted) {
        return find(handle, wanted.id())
                .map(found -> Conflicts.exists(wanted, found))
                .orElseGet(() -> Conflicts.missing(wanted.id()));
    }

    /** Why a run could not be replaced by its next version. */
    private RunConflictException stale(Handle handle, Run wanted, LeaseUse lease) {
        Optional<Run> found = find(handle, wanted.id());
        if (found.isEmpty()) {
            return Conflicts.missing(wanted.id());
        }
        return wanted.isRoot() && found.get().version() == wanted.version() - 1
                ? leaseConflict(handle, wanted.id(), lease)
                : Conflicts.version(wanted, found.get());
    }

    private RunConflictException leaseConflict(Handle handle, String rootId, LeaseUse wanted) {
        Optional<Run> root = find(handle, rootId);
        if (root.isEmpty()) {
            return Conflicts.missing(rootId);
        }
        return handle.createQuery(selectLease)
                .bind("runId", rootId)
                .map((row, context) -> Conflicts.lease(
                        root.get(),
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
