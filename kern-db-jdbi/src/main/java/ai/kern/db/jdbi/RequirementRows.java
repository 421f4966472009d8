package ai.kern.db.jdbi;

import ai.kern.db.RequirementStatus;
import ai.kern.db.Settlement;
import ai.kern.db.StoredRequirement;
import ai.kern.db.internal.Conflicts;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of requirements. Immutable. */
final class RequirementRows {
    private final String insert;
    private final String select;
    private final String settle;
    private final String selectStatus;

    RequirementRows(Sql sql) {
        insert = sql.of("""
                INSERT INTO {requirements} (run_id, requirement_id, call_sequence, call_index, ordinal, type, status, created_at,
                    document, settled_at, settlement)
                VALUES (:runId, :requirementId, :sequence, :index, :ordinal, :type, :status, :createdAt, :document, :settledAt,
                    :settlement)
                ON CONFLICT DO NOTHING""");
        select = sql.of("""
                SELECT run_id, requirement_id, call_sequence, call_index, ordinal, type, status, created_at, document,
                    settled_at, settlement
                FROM {requirements} WHERE run_id = :runId ORDER BY call_sequence, call_index, ordinal""");
        settle = sql.of("""
                UPDATE {requirements} SET status = :status, settled_at = :settledAt, settlement = :settlement
                WHERE run_id = :runId AND requirement_id = :requirementId AND status = 'OPEN'""");
        selectStatus =
                sql.of("SELECT status FROM {requirements} WHERE run_id = :runId AND requirement_id = :requirementId");
    }

    void insert(Handle handle, List<StoredRequirement> requirements) {
        Batches.execute(
                handle,
                insert,
                requirements,
                RequirementRows::bind,
                requirement -> Conflicts.duplicate(requirement.call().runId(), "requirement " + requirement.id()));
    }

    void settle(Handle handle, List<Settlement> settlements) {
        Batches.execute(
                handle,
                settle,
                settlements,
                RequirementRows::bind,
                settlement ->
                        Conflicts.notOpen(settlement.runId(), settlement.requirementId(), status(handle, settlement)));
    }

    List<StoredRequirement> of(Handle handle, String runId) {
        return handle.createQuery(select)
                .bind("runId", runId)
                .map((row, context) -> requirement(row))
                .list();
    }

    private Optional<String> status(Handle handle, Settlement settlement) {
        return handle.createQuery(selectStatus)
                .bind("runId", settlement.runId())
                .bind("requirementId", settlement.requirementId())
                .mapTo(String.class)
                .findOne();
    }

    private static void bind(PreparedBatch batch, StoredRequirement requirement) {
        CallKey call = requirement.call();
        batch.bind("runId", call.runId())
                .bind("requirementId", requirement.id())
                .bind("sequence", call.sequence())
                .bind("index", call.index())
                .bind("ordinal", requirement.ordinal())
                .bind("type", requirement.type().name())
                .bind("status", requirement.status().name())
                .bind("createdAt", requirement.createdAt().toEpochMilli())
                .bind("document", requirement.document())
                .bind(
                        "settledAt",
                        requirement
                                .settlement()
                                .map(by -> by.at().toEpochMilli())
                                .orElse(null))
                .bind(
                        "settlement",
                        requirement.settlement().map(Settlement::document).orElse(null));
    }

    private static void bind(PreparedBatch batch, Settlement settlement) {
        batch.bind("runId", settlement.runId())
                .bind("requirementId", settlement.requirementId())
                .bind("status", settlement.status().name())
                .bind("settledAt", settlement.at().toEpochMilli())
                .bind("settlement", settlement.document());
    }

    private static StoredRequirement requirement(ResultSet row) throws SQLException {
        String runId = row.getString("run_id");
        String id = row.getString("requirement_id");
        RequirementStatus status = RequirementStatus.valueOf(row.getString("status"));
        String settlement = row.getString("settlement");
        return new StoredRequirement(
                id,
                new CallKey(runId, row.getInt("call_sequence"), row.getInt("call_index")),
                row.getInt("ordinal"),
                PauseType.valueOf(row.getString("type")),
                status,
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("document"),
                settlement == null
                        ? Optional.empty()
                        : Optional.of(new Settlement(
                                id, runId, status, Instant.ofEpochMilli(row.getLong("settled_at")), settlement)));
    }
}
