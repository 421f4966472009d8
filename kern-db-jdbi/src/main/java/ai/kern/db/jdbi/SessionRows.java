package ai.kern.db.jdbi;

import ai.kern.db.Session;
import ai.kern.db.SessionNotFoundException;
import ai.kern.db.StatePatch;
import ai.kern.run.OwnerMismatchException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The rows of sessions and of their state. Immutable. */
final class SessionRows {
    /** One order for everybody, puts and removals alike, so that two who change the same keys do not wait for each other. */
    private static final Comparator<StatePatch> BY_KEY =
            Comparator.comparing(StatePatch::sessionId).thenComparing(StatePatch::key);

    private final Command insert;
    private final String select;
    private final String rename;
    private final String selectState;
    private final Command putKey;
    private final Command removeKey;

    SessionRows(Sql sql) {
        insert = sql.command("""
                INSERT INTO {sessions} (session_id, user_id, created_at) VALUES (:sessionId, :userId, :createdAt)
                ON CONFLICT DO NOTHING""");
        select = sql.of("SELECT session_id, user_id, name, created_at FROM {sessions} WHERE session_id = :sessionId");
        rename = sql.of("UPDATE {sessions} SET name = :name WHERE session_id = :sessionId");
        selectState = sql.of("SELECT state_key, document FROM {session_state} WHERE session_id = :sessionId");
        putKey = sql.command("""
                INSERT INTO {session_state} (session_id, state_key, document) VALUES (:sessionId, :key, :document)
                ON CONFLICT (session_id, state_key) DO UPDATE SET document = excluded.document""");
        removeKey = sql.command("DELETE FROM {session_state} WHERE session_id = :sessionId AND state_key = :key");
    }

    /** Creates a session that is not there, and throws if one that is belongs to somebody else. */
    void ensure(Transaction transaction, Session wanted) {
        int created = transaction.execute(
                insert,
                new Values()
                        .text("sessionId", wanted.id())
                        .text("userId", wanted.userId())
                        .number("createdAt", wanted.createdAt().toEpochMilli()));
        if (created == 0) {
            Optional<String> owner = find(transaction.handle(), wanted.id()).flatMap(Session::userId);
            if (owner.isPresent() && wanted.userId().isPresent() && !owner.equals(wanted.userId())) {
                throw new OwnerMismatchException("session " + wanted.id() + " belongs to another user than "
                        + wanted.userId().get() + ". Use a session of that user");
            }
        }
    }

    Optional<Session> find(Handle handle, String sessionId) {
        return handle.createQuery(select)
                .bind("sessionId", sessionId)
                .map((row, context) -> session(row))
                .findOne();
    }

    static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getString("session_id"),
                Optional.ofNullable(row.getString("user_id")),
                Optional.ofNullable(row.getString("name")),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }

    void rename(Handle handle, String sessionId, Optional<String> name) {
        int renamed = handle.createUpdate(rename)
                .bind("sessionId", sessionId)
                .bind("name", name.orElse(null))
                .execute();
        if (renamed == 0) {
            throw new SessionNotFoundException(sessionId);
        }
    }

    /** Changes keys; of several changes of one key the last counts. */
    void change(Transaction transaction, List<StatePatch> patches) {
        SortedMap<StatePatch, StatePatch> last = new TreeMap<>(BY_KEY);
        patches.forEach(patch -> last.put(patch, patch));
        for (StatePatch patch : last.values()) {
            Values key = new Values().text("sessionId", patch.sessionId()).text("key", patch.key());
            patch.value()
                    .ifPresentOrElse(
                            document -> transaction.add(putKey, key.text("document", document)),
                            () -> transaction.add(removeKey, key));
        }
    }

    Map<String, String> state(Handle handle, String sessionId) {
        Map<String, String> state = new TreeMap<>();
        handle.createQuery(selectState)
                .bind("sessionId", sessionId)
                .map((row, context) -> Map.entry(row.getString("state_key"), row.getString("document")))
                .forEach(entry -> state.put(entry.getKey(), entry.getValue()));
        return Map.copyOf(state);
    }
}
