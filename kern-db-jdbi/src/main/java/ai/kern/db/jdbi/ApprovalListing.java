package ai.kern.db.jdbi;

import ai.kern.approval.ApprovalField;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.db.PagePosition;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Pages of records, newest first, each by an index that has their order. Immutable. */
final class ApprovalListing {
    /** Those of which there is an index each, since they have many values; the one that leaves the fewest records comes first. */
    private static final List<ApprovalField> INDEXED = List.of(
            ApprovalField.PAUSE_GROUP,
            ApprovalField.MEMBER_RUN_ID,
            ApprovalField.RUN_ID,
            ApprovalField.SESSION_ID,
            ApprovalField.USER_ID,
            ApprovalField.RESOLVED_BY,
            ApprovalField.TOOL_NAME,
            ApprovalField.AGENT_ID,
            ApprovalField.TEAM_ID);

    /** Of these there is another one, which has the status too. */
    private static final Set<ApprovalField> INDEXED_WITH_STATUS =
            EnumSet.of(ApprovalField.USER_ID, ApprovalField.TOOL_NAME);

    private final Sql sql;
    private final String selectOverdue;

    ApprovalListing(Sql sql) {
        this.sql = sql;
        selectOverdue = sql.of("SELECT approval_id FROM {approvals} WHERE status = 'PENDING' AND expires_at <= "
                + Sql.INSTANT + " ORDER BY expires_at LIMIT :limit");
    }

    List<ApprovalRecord> list(Handle handle, ApprovalQuery query, int limit) {
        Filters filters = filters(query);
        if (!filters.canFit()) {
            return List.of();
        }
        Optional<PagePosition> after = query.after();
        String place = after.isPresent() ? " AND (created_at, approval_id) < (:afterAt, :afterId)" : "";
        String page = " ORDER BY created_at DESC, approval_id DESC LIMIT :limit";
        List<String> parts = statuses(query).stream()
                .map(status -> ApprovalRows.SELECT + "WHERE 1 = 1" + status + filters.conditions() + place + page)
                .toList();
        // Of several parts each one is read in its order, no further than the page, and then they are merged.
        String text = parts.size() == 1
                ? parts.get(0)
                : parts.stream()
                        .map(part -> "SELECT * FROM (" + part + ") AS part")
                        .collect(Collectors.joining(" UNION ALL ", "", page));
        Query statement = sql.bindTime(filters.bindTo(handle.createQuery(sql.of(text))), text)
                .bind("limit", limit);
        after.ifPresent(from ->
                statement.bind("afterAt", from.createdAt().toEpochMilli()).bind("afterId", from.id()));
        return statement.map((row, context) -> ApprovalRows.current(row)).list();
    }

    long count(Handle handle, ApprovalQuery query) {
        Filters filters = filters(query);
        if (!filters.canFit()) {
            return 0;
        }
        String text = statuses(query).stream()
                .map(status -> "(SELECT COUNT(*) FROM {approvals} WHERE 1 = 1" + status + filters.conditions() + ")")
                .collect(Collectors.joining(" + ", "SELECT ", ""));
        return sql.bindTime(filters.bindTo(handle.createQuery(sql.of(text))), text)
                .mapTo(Long.class)
                .one();
    }

    /** The ids of records that wait though their time is over, those first whose time ended first. */
    List<String> overdue(Handle handle, int limit) {
        return handle.createQuery(selectOverdue)
                .bind("offset", sql.offset())
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    private Filters filters(ApprovalQuery query) {
        Filters filters = new Filters(sql);
        Stream.concat(INDEXED.stream(), query.filters().keySet().stream())
                .distinct()
                .filter(field -> field != ApprovalField.STATUS)
                .forEach(field -> Optional.ofNullable(query.filters().get(field))
                        .ifPresent(value -> filters.add(field.label(), value)));
        Optional.ofNullable(query.filters().get(ApprovalField.STATUS))
                .ifPresent(status -> filters.addValue(ApprovalField.STATUS.label(), status));
        return filters;
    }

    /** Conditions on the status that take in what time has done to it; no record fits two of them. */
    private List<String> statuses(ApprovalQuery query) {
        String wanted = query.filters().get(ApprovalField.STATUS);
        if (wanted == null) {
            return List.of("");
        }
        boolean isSearched = INDEXED.stream()
                .filter(query.filters()::containsKey)
                .findFirst()
                .map(INDEXED_WITH_STATUS::contains)
                .orElse(true);
        String status = " AND " + (isSearched ? "status" : sql.unsearched("status"));
        if (wanted.equals(ApprovalStatus.PENDING.name())) {
            return List.of(status + " = :status AND (expires_at IS NULL OR expires_at > " + Sql.INSTANT + ")");
        }
        String stored = status + " = :status";
        return wanted.equals(ApprovalStatus.EXPIRED.name())
                ? List.of(stored, status + " = 'PENDING' AND " + sql.unsearched("expires_at") + " <= " + Sql.INSTANT)
                : List.of(stored);
    }
}
