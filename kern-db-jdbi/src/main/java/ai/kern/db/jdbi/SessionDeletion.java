package ai.kern.db.jdbi;

import ai.kern.db.SessionInUseException;
import ai.kern.db.SessionNotFoundException;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Deletes a session with all that belongs to it. A run that is created, or goes on, while it is deleted keeps its row, and so the
 * session: the deletion then fails as a whole. Immutable.
 */
final class SessionDeletion {
    private final String lockRuns;
    private final String selectUnended;
    private final List<Command> deletions;
    private final Command deleteSession;

    SessionDeletion(Sql sql) {
        lockRuns = sql.of("SELECT run_id FROM {runs} WHERE session_id = :sessionId ORDER BY run_id{exclusively}");
        selectUnended = sql.of("""
                SELECT run_id FROM {runs}
                WHERE session_id = :sessionId AND status NOT IN ('COMPLETED', 'ERROR', 'CANCELLED')
                ORDER BY created_at, run_id LIMIT 1""");
        deletions = Stream.of(
                        "DELETE FROM {requirements} WHERE run_id IN (SELECT run_id FROM {runs} WHERE session_id = :sessionId)",
                        "DELETE FROM {executions} WHERE run_id IN (SELECT run_id FROM {runs} WHERE session_id = :sessionId)",
                        "DELETE FROM {run_entries} WHERE run_id IN (SELECT run_id FROM {runs} WHERE session_id = :sessionId)",
                        "DELETE FROM {run_settings} WHERE run_id IN (SELECT run_id FROM {runs} WHERE session_id = :sessionId)",
                        "DELETE FROM {runs} WHERE session_id = :sessionId AND status IN ('COMPLETED', 'ERROR', 'CANCELLED')",
                        "DELETE FROM {session_state} WHERE session_id = :sessionId")
                .map(sql::command)
                .toList();
        deleteSession = sql.command("DELETE FROM {sessions} WHERE session_id = :sessionId");
    }

    /**
     * Locks the runs of a session, as whoever changes one does first.
     *
     * @throws SessionInUseException if one of them has not ended
     */
    void prepare(Handle handle, String sessionId) {
        handle.createQuery(lockRuns)
                .bind("sessionId", sessionId)
                .mapTo(String.class)
                .list();
        handle.createQuery(selectUnended)
                .bind("sessionId", sessionId)
                .mapTo(String.class)
                .findOne()
                .ifPresent(runId -> {
                    throw new SessionInUseException(sessionId, runId);
                });
    }

    /** Deletes all that belongs to a session whose runs are locked. */
    void delete(Transaction transaction, String sessionId) {
        Values session = new Values().text("sessionId", sessionId);
        deletions.forEach(deletion -> transaction.add(deletion, session));
        transaction.require(deleteSession, session, () -> new SessionNotFoundException(sessionId));
    }
}
