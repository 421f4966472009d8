package ai.kern.db.jdbi;

import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.db.Session;
import ai.kern.db.SessionQuery;
import ai.kern.run.Run;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** Pages of runs and sessions, newest first, each by an index that has their order. Immutable. */
final class Listing {
    private final Sql sql;
    private final String selectAbandoned;

    Listing(Sql sql) {
        this.sql = sql;
        // Said as the index says it; of IN, SQLite would search another one, and sort.
        selectAbandoned = sql.of(RunRows.SELECT + "\n" + """
                WHERE parent_run_id IS NULL AND status NOT IN ('PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED')
                    AND (lease_token IS NULL OR lease_expires_at <= {now})
                ORDER BY created_at, run_id LIMIT :limit""");
    }

    Page<Run> runs(Handle handle, RunQuery query) {
        Filters filters = new Filters(sql);
        // The filter that leaves the fewest rows first: its index is the one that is searched.
        query.sessionId().ifPresent(id -> filters.add("session_id", id));
        query.userId().ifPresent(id -> filters.add("user_id", id));
        query.runnerId().ifPresent(id -> filters.add("runner_id", id));
        query.status().ifPresent(status -> {
            if (query.sessionId().isPresent()) {
                filters.add("status", status.name());
            } else {
                filters.addSearched("status", status.name());
            }
        });
        List<Run> read = page(
                handle,
                RunRows.SELECT + " WHERE parent_run_id IS NULL",
                "run_id",
                filters,
                query.after(),
                query.size(),
                (row, context) -> RunRows.run(row));
        return Page.of(read, query.size(), run -> new PagePosition(run.createdAt(), run.id()));
    }

    Page<Session> sessions(Handle handle, SessionQuery query) {
        Filters filters = new Filters(sql);
        query.userId().ifPresent(id -> filters.add("user_id", id));
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
            Filters filters,
            Optional<PagePosition> after,
            int size,
            RowMapper<T> mapper) {
        if (!filters.canFit()) {
            return List.of();
        }
        StringBuilder text = new StringBuilder(select).append(filters.conditions());
        if (after.isPresent()) {
            text.append(" AND (created_at, " + id + ") < (:afterAt, :afterId)");
        }
        text.append(" ORDER BY created_at DESC, " + id + " DESC LIMIT :limit");
        Query query =
                filters.bindTo(handle.createQuery(sql.of(text.toString()))).bind("limit", size + 1);
        after.ifPresent(
                place -> query.bind("afterAt", place.createdAt().toEpochMilli()).bind("afterId", place.id()));
        return query.map(mapper).list();
    }
}
