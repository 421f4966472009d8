package ai.kern.db.jdbi;

import ai.kern.approval.AuditCheckpoint;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditHead;
import ai.kern.approval.AuditKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The rows of the audit trail. Immutable. */
final class AuditRows {
    /** How many rows are fetched at once where all are read. */
    private static final int FETCHED = 1_000;

    private static final String ENTRIES =
            "SELECT run_id, sequence, kind, record_id, recorded_at, key_id, document, hash FROM {audit} ";

    private static final String HEADS = "SELECT run_id, sequence, hash FROM {audit_heads} ";

    private final String selectEntries;
    private final String selectAllEntries;
    private final String selectHead;
    private final String selectAllHeads;
    private final String insertHead;
    private final String lockHead;
    private final String insertEntry;
    private final String updateHead;
    private final String lockUnsealed;
    private final String selectLastCheckpoint;
    private final String selectCheckpoints;
    private final String insertCheckpoint;
    private final String sealHead;

    AuditRows(Sql sql) {
        selectEntries = sql.of(ENTRIES + "WHERE run_id = :runId ORDER BY sequence");
        selectAllEntries = sql.of(ENTRIES + "ORDER BY run_id, sequence");
        selectHead = sql.of(HEADS + "WHERE run_id = :runId");
        selectAllHeads = sql.of(HEADS);
        insertHead =
                sql.of("INSERT INTO {audit_heads} (run_id, sequence, hash, sealed_sequence) VALUES (:runId, 0, '', 0)"
                        + " ON CONFLICT DO NOTHING");
        lockHead = selectHead + sql.of("{exclusively}");
        insertEntry = sql.of("""
                INSERT INTO {audit} (run_id, sequence, kind, record_id, recorded_at, key_id, document, hash)
                VALUES (:runId, :sequence, :kind, :recordId, :at, :keyId, :document, :hash)""");
        updateHead = sql.of("UPDATE {audit_heads} SET sequence = :sequence, hash = :hash WHERE run_id = :runId");
        lockUnsealed = sql.of(
                HEADS + "WHERE sequence > sealed_sequence AND sequence > 0 ORDER BY run_id LIMIT :limit{exclusively}");
        selectLastCheckpoint = sql.of("SELECT document FROM {audit_checkpoints} ORDER BY number DESC LIMIT 1");
        selectCheckpoints = sql.of("SELECT document FROM {audit_checkpoints} ORDER BY number");
        insertCheckpoint = sql.of("INSERT INTO {audit_checkpoints} (number, document) VALUES (:number, :document)"
                + " ON CONFLICT DO NOTHING");
        sealHead = sql.of("UPDATE {audit_heads} SET sealed_sequence = :sequence WHERE run_id = :runId");
    }

    List<AuditEntry> entries(Handle handle, String runId) {
        return handle.createQuery(selectEntries)
                .bind("runId", runId)
                .map((row, context) -> entry(row))
                .list();
    }

    AuditHead head(Handle handle, String runId) {
        return find(handle, selectHead, runId).orElseGet(() -> AuditHead.none(runId));
    }

    AuditHead lockHead(Handle handle, String runId) {
        return find(handle, lockHead, runId).orElseGet(() -> {
            handle.createUpdate(insertHead).bind("runId", runId).execute();
            return find(handle, lockHead, runId)
                    .orElseThrow(() -> new IllegalStateException(
                            "the end of the trail of run " + runId + " is neither there nor can it be made"));
        });
    }

    private static Optional<AuditHead> find(Handle handle, String sql, String runId) {
        return handle.createQuery(sql)
                .bind("runId", runId)
                .map((row, context) -> head(row))
                .findOne();
    }

    void append(Handle handle, List<AuditEntry> entries) {
        Batches.execute(
                handle,
                insertEntry,
                entries,
                (batch, entry) -> batch.bind("runId", entry.runId())
                        .bind("sequence", entry.sequence())
                        .bind("kind", entry.kind().name())
                        .bind("recordId", entry.recordId())
                        .bind("at", entry.at().toEpochMilli())
                        .bind("keyId", entry.keyId().orElse(null))
                        .bind("document", entry.document())
                        .bind("hash", entry.hash()));
        AuditEntry last = entries.get(entries.size() - 1);
        handle.createUpdate(updateHead)
                .bind("runId", last.runId())
                .bind("sequence", last.sequence())
                .bind("hash", last.hash())
                .execute();
    }

    List<AuditHead> lockUnsealed(Handle handle, int limit) {
        return handle.createQuery(lockUnsealed)
                .bind("limit", limit)
                .map((row, context) -> head(row))
                .list();
    }

    Optional<String> lastCheckpoint(Handle handle) {
        return handle.createQuery(selectLastCheckpoint).mapTo(String.class).findOne();
    }

    boolean seal(Handle handle, AuditCheckpoint checkpoint) {
        int inserted = handle.createUpdate(insertCheckpoint)
                .bind("number", checkpoint.number())
                .bind("document", checkpoint.toJson())
                .execute();
        if (inserted == 1) {
            Batches.execute(
                    handle,
                    sealHead,
                    checkpoint.heads(),
                    (batch, head) -> batch.bind("runId", head.runId()).bind("sequence", head.sequence()));
        }
        return inserted == 1;
    }

    void forEachEntry(Handle handle, Consumer<AuditEntry> consumer) {
        try (Query query = handle.createQuery(selectAllEntries).setFetchSize(FETCHED);
                Stream<AuditEntry> entries = query.map((row, context) -> entry(row)).stream()) {
            entries.forEach(consumer);
        }
    }

    void forEachHead(Handle handle, Consumer<AuditHead> consumer) {
        try (Query query = handle.createQuery(selectAllHeads).setFetchSize(FETCHED);
                Stream<AuditHead> heads = query.map((row, context) -> head(row)).stream()) {
            heads.forEach(consumer);
        }
    }

    void forEachCheckpoint(Handle handle, Consumer<String> consumer) {
        try (Query query = handle.createQuery(selectCheckpoints).setFetchSize(1);
                Stream<String> documents = query.mapTo(String.class).stream()) {
            documents.forEach(consumer);
        }
    }

    static AuditHead head(ResultSet row) throws SQLException {
        return new AuditHead(row.getString("run_id"), row.getLong("sequence"), row.getString("hash"));
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getString("run_id"),
                row.getLong("sequence"),
                kind(row.getString("kind")),
                row.getString("record_id"),
                Instant.ofEpochMilli(row.getLong("recorded_at")),
                Optional.ofNullable(row.getString("key_id")),
                row.getString("document"),
                row.getString("hash"));
    }

    private static AuditKind kind(String name) {
        for (AuditKind kind : AuditKind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return AuditKind.UNKNOWN;
    }
}
