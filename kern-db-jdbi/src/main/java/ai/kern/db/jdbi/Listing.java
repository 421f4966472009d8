package ai.kern.db.jdbi;

import ai.kern.db.Limits;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.db.Session;
import ai.kern.db.SessionQuery;
import ai.kern.run.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Pages of runs and sessions, newest first, each by an index that has their order. Immutable. */
final class Listing {
    private final Sql sql;
    private final String selectAbandoned;

    Listing(Sql sql) {
        this.sql = sql;
        selectAbandoned = sql.of(RunRows.SELECT + "\n" + """
                WHERE parent_run_id IS NULL AND status IN ('PENDING', 'RUNNING')
                    AND (lease_token IS NULL OR lease_expires_at <= {now})
                ORDER BY created_at, run.run_id LIMIT :limit""");
    }

    Page<Run> runs(Handle handle, RunQuery query) {
        Map<String, String> filters = new LinkedHashMap<>();
        query.sessionId().ifPresent(id -> filters.put("session_id", id));
        query.userId().ifPresent(id -> filters.put("user_id", id));
        query.runnerId().ifPresent(id -> filters.put("runner_id", id));
        query.status().ifPresent(status -> filters.put("status", status.name()));
        List<Run> read = page(
                handle,
                RunRows.SELECT + " WHERE parent_run_id IS NULL",
                "run.run_id",
                filters,
                query.after(),
                query.size(),
                (row, context) -> RunRows.run(row));
        return Page.of(read, query.size(), run -> new PagePosition(run.createdAt(), run.id()));
    }

    Page<Session> sessions(Handle handle, SessionQuery query) {
        Map<String, String> filters = new LinkedHashMap<>();
        query.userId().ifPresent(id -> filters.put("user_id", id));
        List<Session> read = page(
                handle,
                "SELECT * FROM {sessions} WHERE 1 = 1",
                "session_id",
                filters,
                query.after(),
                query.size(),
                (row, context) -> SessionRows.session(row));
        return Page.of(read, query.size(), session -> new PagePosition(session.createdAt(), session.id()));
    }

    List<Run> abandoned(Handle handle, int limit) {
        return handle.createQuery(selectAbandoned)
                .bind("offset", sql.offset())
                .bind("limit", limit)
                .map((row, context) -> RunRows.run(row))
                .list();
    }

    private <T> List<T> page(
            Handle handle,
            String select,
            String id,
            Map<String, String> filters,
            Optional<PagePosition> after,
            int size,
            RowMapper<T> mapper) {
        if (!filters.values().stream().allMatch(Limits::isName)) {
            return List.of();
        }
        StringBuilder text = new StringBuilder(select);
        filters.keySet().forEach(column -> text.append(" AND " + column + " = :" + column));
        if (after.isPresent()) {
            text.append(" AND (created_at, " + id + ") < (:afterAt, :afterId)");
        }
        text.append(" ORDER BY created_at DESC, " + id + " DESC LIMIT :limit");
        var query = handle.createQuery(sql.of(text.toString())).bind("limit", size + 1);
        filters.forEach(query::bind);
        after.ifPresent(
                place -> query.bind("afterAt", place.createdAt().toEpochMilli()).bind("afterId", place.id()));
        return query.map(mapper).list();
    }
}
