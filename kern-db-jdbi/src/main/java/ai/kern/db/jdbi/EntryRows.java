package ai.kern.db.jdbi;

import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.internal.Conflicts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of transcripts. Immutable. */
final class EntryRows {
    private final Command insert;
    private final String select;

    EntryRows(Sql sql) {
        insert = sql.command("""
                INSERT INTO {run_entries} (run_id, sequence, kind, written_at, document)
                VALUES (:runId, :sequence, :kind, :at, :document)
                ON CONFLICT DO NOTHING""");
        select = sql.of("""
                SELECT run_id, sequence, kind, written_at, document FROM {run_entries}
                WHERE run_id = :runId ORDER BY sequence""");
    }

    void insert(Transaction transaction, List<Entry> entries) {
        for (Entry entry : entries) {
            transaction.require(
                    insert, values(entry), () -> Conflicts.duplicate(entry.runId(), "entry " + entry.sequence()));
        }
    }

    List<Entry> of(Handle handle, String runId) {
        return handle.createQuery(select)
                .bind("runId", runId)
                .map((row, context) -> entry(row))
                .list();
    }

    private static Values values(Entry entry) {
        return new Values()
                .text("runId", entry.runId())
                .whole("sequence", entry.sequence())
                .text("kind", entry.kind().name())
                .number("at", entry.at().toEpochMilli())
                .text("document", entry.document());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("run_id"),
                row.getInt("sequence"),
                EntryKind.valueOf(row.getString("kind")),
                Instant.ofEpochMilli(row.getLong("written_at")),
                row.getString("document"));
    }
}
