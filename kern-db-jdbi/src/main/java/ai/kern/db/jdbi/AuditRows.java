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
    static final int FETCHED = 1_000;

    private static final String ENTRIES =
            "SELECT run_id, sequence, kind, record_id, recorded_at, key_id, document, hash FROM {audit} ";

    private static final String HEADS = "SELECT run_id, sequence, hash FROM {audit_heads} ";

    private final String selectEntries;
    private final String selectAllEntries;
    private final String selectHead;
    private final String selectAllHeads;
    private final Command insertHead;
    private final String lockHead;
    private final Command insertEntry;
    private final Command updateHead;
    private final String lockUnsealed;
    private final String selectLastCheckpoint;
    private final String selectCheckpoints;
    private final Command insertCheckpoint;
    private final Command sealHead;

    AuditRows(Sql sql) {
        selectEntries = sql.of(ENTRIES + "WHERE run_id = :runId ORDER BY sequence");
        selectAllEntries = sql.of(ENTRIES + "ORDER BY run_id, sequence");
        selectHead = sql.of(HEADS + "WHERE run_id = :runId");
        selectAllHeads = sql.of(HEADS);
        insertHead = sql.command(
                "INSERT INTO {audit_heads} (run_id, sequence, hash, sealed_sequence) VALUES (:runId, 0, '', 0)"
                        + " ON CONFLICT DO NOTHING");
        lockHead = selectHead + sql.of("{exclusively}");
        insertEntry = sql.command("""
                INSERT INTO {audit} (run_id, sequence, kind, record_id, recorded_at, key_id, document, hash)
                VALUES (:runId, :sequence, :kind, :recordId, :at, :keyId, :document, :hash)""");
        updateHead = sql.command("UPDATE {audit_heads} SET sequence = :sequence, hash = :hash WHERE run_id = :runId");
        lockUnsealed = sql.of(
                HEADS + "WHERE sequence > sealed_sequence AND sequence > 0 ORDER BY run_id LIMIT :limit{exclusively}");
        selectLastCheckpoint = sql.of("SELECT document FROM {audit_checkpoints} ORDER BY number DESC LIMIT 1");
        selectCheckpoints = sql.of("SELECT document FROM {audit_checkpoints} ORDER BY number");
        insertCheckpoint = sql.command("INSERT INTO {audit_checkpoints} (number, document) VALUES (:number, :document)"
                + " ON CONFLICT DO NOTHING");
        sealHead = sql.command("UPDATE {audit_heads} SET sealed_sequence = :sequence WHERE run_id = :runId");
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

    AuditHead lockHead(Transaction transaction, String runId) {
        return find(transaction.handle(), lockHead, runId).orElseGet(() -> {
            transaction.add(insertHead, new Values().text("runId", runId));
            return find(transaction.handle(), lockHead, runId)
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

    void append(Transaction transaction, List<AuditEntry> entries) {
        for (AuditEntry entry : entries) {
            transaction.add(
                    insertEntry,
                    new Values()
                            .text("runId", entry.runId())
                            .number("sequence", entry.sequence())
                            .text("kind", entry.kind().name())
                            .text("recordId", entry.recordId())
                            .number("at", entry.at().toEpochMilli())
                            .text("keyId", entry.keyId())
                            .text("document", entry.document())
                            .text("hash", entry.hash()));
        }
        AuditEntry last = entries.get(entries.size() - 1);
        transaction.add(
                updateHead,
                new Values()
                        .text("runId", last.runId())
                        .number("sequence", last.sequence())
                        .text("hash", last.hash()));
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

    boolean seal(Transaction transaction, AuditCheckpoint checkpoint) {
        boolean isNew = transaction.execute(
                        insertCheckpoint,
                        new Values().number("number", checkpoint.number()).text("document", checkpoint.toJson()))
                == 1;
        if (isNew) {
            checkpoint
                    .heads()
                    .forEach(head -> transaction.add(
                            sealHead, new Values().text("runId", head.runId()).number("sequence", head.sequence())));
        }
        return isNew;
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
