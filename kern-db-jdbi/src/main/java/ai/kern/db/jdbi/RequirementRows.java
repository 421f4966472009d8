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

/** The rows of requirements. Immutable. */
final class RequirementRows {
    private final Command insert;
    private final String select;
    private final Command settle;
    private final String selectStatus;

    RequirementRows(Sql sql) {
        insert = sql.command("""
                INSERT INTO {requirements} (run_id, requirement_id, call_sequence, call_index, ordinal, type, status, created_at,
                    document, settled_at, settlement)
                VALUES (:runId, :requirementId, :sequence, :index, :ordinal, :type, :status, :createdAt, :document, :settledAt,
                    :settlement)
                ON CONFLICT DO NOTHING""");
        select = sql.of("""
                SELECT run_id, requirement_id, call_sequence, call_index, ordinal, type, status, created_at, document,
                    settled_at, settlement
                FROM {requirements} WHERE run_id = :runId ORDER BY call_sequence, call_index, ordinal""");
        settle = sql.command("""
                UPDATE {requirements} SET status = :status, settled_at = :settledAt, settlement = :settlement
                WHERE run_id = :runId AND requirement_id = :requirementId AND status = 'OPEN'""");
        selectStatus =
                sql.of("SELECT status FROM {requirements} WHERE run_id = :runId AND requirement_id = :requirementId");
    }

    void insert(Transaction transaction, List<StoredRequirement> requirements) {
        for (StoredRequirement requirement : requirements) {
            transaction.require(
                    insert,
                    values(requirement),
                    () -> Conflicts.duplicate(requirement.call().runId(), "requirement " + requirement.id()));
        }
    }

    void settle(Transaction transaction, List<Settlement> settlements) {
        for (Settlement settlement : settlements) {
            transaction.require(
                    settle,
                    values(settlement),
                    () -> Conflicts.notOpen(
                            settlement.runId(), settlement.requirementId(), status(transaction.handle(), settlement)));
        }
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

    private static Values values(StoredRequirement requirement) {
        CallKey call = requirement.call();
        return new Values()
                .text("runId", call.runId())
                .text("requirementId", requirement.id())
                .whole("sequence", call.sequence())
                .whole("index", call.index())
                .whole("ordinal", requirement.ordinal())
                .text("type", requirement.type().name())
                .text("status", requirement.status().name())
                .number("createdAt", requirement.createdAt().toEpochMilli())
                .text("document", requirement.document())
                .number("settledAt", requirement.settlement().map(by -> by.at().toEpochMilli()))
                .text("settlement", requirement.settlement().map(Settlement::document));
    }

    private static Values values(Settlement settlement) {
        return new Values()
                .text("runId", settlement.runId())
                .text("requirementId", settlement.requirementId())
                .text("status", settlement.status().name())
                .number("settledAt", settlement.at().toEpochMilli())
                .text("settlement", settlement.document());
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
