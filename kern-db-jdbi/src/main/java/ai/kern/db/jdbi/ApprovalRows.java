package ai.kern.db.jdbi;

import ai.kern.approval.ApprovalField;
import ai.kern.approval.ApprovalFormat;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditHead;
import ai.kern.approval.AuditedRecord;
import ai.kern.approval.TimeCondition;
import ai.kern.db.DbException;
import ai.kern.run.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The rows of approvals. What is shown of a record is read from its document, never from the columns that repeat it. Immutable. */
final class ApprovalRows {
    /** What {@link #current} reads, and the order of pages. */
    static final String SELECT = "SELECT approval_id, created_at, status, run_status, updated_at, request, state,"
            + " CASE WHEN status = 'PENDING' AND expires_at <= " + Sql.INSTANT
            + " THEN 1 ELSE 0 END AS overdue FROM {approvals} ";

    private static final String UPDATE = """
            UPDATE {approvals} SET status = :status, resolved_by = :resolved_by, use_by = :useBy, updated_at = :updatedAt,
                state = :state
            WHERE approval_id = :id AND\s""";

    /** What columns repeat of documents; the status is no repetition, and that of the run is a mirror. */
    private static final Set<ApprovalField> REPEATED =
            EnumSet.complementOf(EnumSet.of(ApprovalField.STATUS, ApprovalField.RUN_STATUS));

    private final Sql sql;
    private final Command insert;
    private final String select;
    private final String selectKept;
    private final String selectAll;
    private final String lock;
    private final String lockWithTrail;
    private final String selectOfRun;
    private final String lockOfRun;
    private final Command mirror;
    private final Command delete;
    private final String selectRunsOfSession;
    private final Command putDecided;
    private final String selectDecided;
    private final String selectQuestion;

    ApprovalRows(Sql sql) {
        this.sql = sql;
        insert = sql.command("""
                INSERT INTO {approvals} (approval_id, run_id, member_run_id, session_id, user_id, status, source_type, agent_id,
                    team_id, tool_name, approval_type, pause_type, pause_group, approvers, resolved_by, run_status, created_at,
                    expires_at, use_by, updated_at, request, state)
                VALUES (:id, :run_id, :member_run_id, :session_id, :user_id, :status, :source_type, :agent_id, :team_id,
                    :tool_name, :approval_type, :pause_type, :pause_group, :approvers, :resolved_by, :run_status, :createdAt,
                    :expiresAt, :useBy, :updatedAt, :request, :state)
                ON CONFLICT DO NOTHING""");
        select = sql.of(SELECT + "WHERE approval_id = :id");
        selectKept = sql.of("SELECT COUNT(*) FROM {approvals} WHERE approval_id = :id AND created_at = :createdAt"
                + " AND expires_at IS NOT DISTINCT FROM :expiresAt AND use_by IS NOT DISTINCT FROM :useBy AND "
                + REPEATED.stream()
                        .map(field -> field.label() + " IS NOT DISTINCT FROM :" + field.label())
                        .collect(Collectors.joining(" AND ")));
        selectAll = sql.of(
                "SELECT approval_id, status, run_status, updated_at, request, state, created_at, expires_at, use_by, "
                        + REPEATED.stream().map(ApprovalField::label).collect(Collectors.joining(", "))
                        + " FROM {approvals}");
        lock = select + sql.of("{exclusively}");
        lockWithTrail =
                sql.of("SELECT approval_id, status, run_status, updated_at, request, state, {audit_heads}.run_id,"
                        + " sequence, hash, {now} AS now FROM {approvals} JOIN {audit_heads}"
                        + " ON {audit_heads}.run_id = {approvals}.run_id WHERE approval_id = :id{exclusively}");
        selectOfRun = sql.of(SELECT + "WHERE run_id = :runId ORDER BY created_at, approval_id");
        lockOfRun = selectOfRun + sql.of("{exclusively}");
        mirror = sql.command("UPDATE {approvals} SET run_status = :status WHERE run_id = :runId");
        delete = sql.command("DELETE FROM {approvals} WHERE approval_id = :id");
        selectRunsOfSession = sql.of("SELECT DISTINCT run_id FROM {approvals} WHERE session_id = :sessionId");
        putDecided = sql.command(
                "UPDATE {requirements} SET decided = :document WHERE run_id = :runId AND requirement_id = :requirementId");
        String ofRequirement = " FROM {requirements} WHERE run_id = :runId AND requirement_id = :requirementId";
        selectDecided = sql.of("SELECT decided" + ofRequirement);
        selectQuestion = sql.of("SELECT document" + ofRequirement);
    }

    boolean insert(Transaction transaction, ApprovalRecord record) {
        return transaction.change(
                insert,
                withRepeated(state(record), record)
                        .text("run_status", record.runStatus().name())
                        .text("request", ApprovalFormat.request(record)));
    }

    /** Whether the columns that repeat what stands in documents say the same. */
    boolean isKeptAs(Handle handle, ApprovalRecord record) {
        return withRepeated(new Values().text("id", record.id()).number("useBy", millis(record.useBy())), record)
                        .bindTo(handle.createQuery(selectKept))
                        .mapTo(Long.class)
                        .one()
                == 1;
    }

    private static Values withRepeated(Values values, ApprovalRecord record) {
        REPEATED.forEach(field -> values.text(field.label(), field.of(record)));
        return values.number("createdAt", record.createdAt().toEpochMilli())
                .number("expiresAt", millis(record.expiresAt()));
    }

    /** Hands on all records as they are stored, whatever the time, those that cannot be read too. */
    void forEachStored(Handle handle, Consumer<AuditedRecord> consumer) {
        try (Query query = handle.createQuery(selectAll).setFetchSize(AuditRows.FETCHED);
                Stream<AuditedRecord> records = query.map((row, context) -> audited(row)).stream()) {
            records.forEach(consumer);
        }
    }

    private static AuditedRecord audited(ResultSet row) throws SQLException {
        Optional<ApprovalRecord> record = readable(row);
        boolean isKept = record.isPresent() && isKept(row, record.get());
        return new AuditedRecord(
                row.getString("run_id"), row.getString("approval_id"), row.getString("status"), record, isKept);
    }

    private static Optional<ApprovalRecord> readable(ResultSet row) throws SQLException {
        try {
            return Optional.of(stored(row));
        } catch (DbException unreadable) {
            // The verification tells of it.
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** As {@link #isKeptAs}, of a row that is there. */
    private static boolean isKept(ResultSet row, ApprovalRecord record) throws SQLException {
        for (ApprovalField field : REPEATED) {
            if (!Objects.equals(row.getString(field.label()), field.of(record).orElse(null))) {
                return false;
            }
        }
        return row.getLong("created_at") == record.createdAt().toEpochMilli()
                && instant(row, "expires_at").equals(record.expiresAt())
                && instant(row, "use_by").equals(record.useBy());
    }

    boolean update(Transaction transaction, ApprovalRecord next, TimeCondition condition) {
        return transaction.change(
                sql.command(UPDATE + text(condition)), state(next).number("offset", sql.offset()));
    }

    private static Values state(ApprovalRecord record) {
        return new Values()
                .text("id", record.id())
                .text("status", record.status().name())
                .text("resolved_by", record.resolvedBy())
                .number("useBy", millis(record.useBy()))
                .number("updatedAt", record.updatedAt().toEpochMilli())
                .text("state", ApprovalFormat.state(record));
    }

    private static String text(TimeCondition condition) {
        return switch (condition) {
            case NONE -> "1 = 1";
            case BEFORE_EXPIRY -> "(expires_at IS NULL OR expires_at > {now})";
            case BEFORE_USE_BY -> "(use_by IS NULL OR use_by > {now})";
            case PAST -> "((status = 'PENDING' AND expires_at <= {now}) OR (status = 'APPROVED' AND use_by <= {now}))";
        };
    }

    Optional<ApprovalRecord> find(Handle handle, String id) {
        return timed(handle, select)
                .bind("id", id)
                .map((row, context) -> current(row))
                .findOne();
    }

    /**
     * A record, locked together with the end of its run's trail.
     *
     * @param record as it is stored, whatever the time
     * @param end the end of the trail
     * @param now the database's time
     */
    record Locked(ApprovalRecord record, AuditHead end, Instant now) {}

    /** All that a decision needs, locked on one way to the database; empty where one of the two rows is not there. */
    Optional<Locked> lockWithTrail(Handle handle, String id) {
        return timed(handle, lockWithTrail)
                .bind("id", id)
                .map((row, context) ->
                        new Locked(stored(row), AuditRows.head(row), Instant.ofEpochMilli(row.getLong("now"))))
                .findOne();
    }

    /** A record as it is stored, whatever the time, locked. */
    Optional<ApprovalRecord> lock(Handle handle, String id) {
        return timed(handle, lock)
                .bind("id", id)
                .map((row, context) -> stored(row))
                .findOne();
    }

    List<ApprovalRecord> ofRun(Handle handle, String runId) {
        return timed(handle, selectOfRun)
                .bind("runId", runId)
                .map((row, context) -> current(row))
                .list();
    }

    /** The records of a run as they are stored, whatever the time, locked. */
    List<ApprovalRecord> lockOfRun(Handle handle, String runId) {
        return timed(handle, lockOfRun)
                .bind("runId", runId)
                .map((row, context) -> stored(row))
                .list();
    }

    void mirror(Transaction transaction, String runId, RunStatus status) {
        transaction.add(mirror, new Values().text("status", status.name()).text("runId", runId));
    }

    void delete(Transaction transaction, String id) {
        transaction.add(delete, new Values().text("id", id));
    }

    List<String> runsOfSession(Handle handle, String sessionId) {
        return handle.createQuery(selectRunsOfSession)
                .bind("sessionId", sessionId)
                .mapTo(String.class)
                .list();
    }

    boolean putDecided(Transaction transaction, ApprovalRecord record, String document) {
        return transaction.change(putDecided, requirement(record).text("document", document));
    }

    Optional<String> decided(Handle handle, ApprovalRecord record) {
        return requirement(record)
                .bindTo(handle.createQuery(selectDecided))
                .map((row, context) -> Optional.ofNullable(row.getString("decided")))
                .findOne()
                .flatMap(found -> found);
    }

    Optional<String> question(Handle handle, ApprovalRecord record) {
        return requirement(record)
                .bindTo(handle.createQuery(selectQuestion))
                .mapTo(String.class)
                .findOne();
    }

    private static Values requirement(ApprovalRecord record) {
        return new Values().text("runId", record.request().call().runId()).text("requirementId", record.id());
    }

    private Query timed(Handle handle, String text) {
        return handle.createQuery(text).bind("offset", sql.offset());
    }

    private static Optional<Long> millis(Optional<Instant> instant) {
        return instant.map(Instant::toEpochMilli);
    }

    /** A record as of now: one that waits though its time is over is expired. */
    static ApprovalRecord current(ResultSet row) throws SQLException {
        return record(row, row.getInt("overdue") == 1 ? ApprovalStatus.EXPIRED.name() : row.getString("status"));
    }

    private static ApprovalRecord stored(ResultSet row) throws SQLException {
        return record(row, row.getString("status"));
    }

    private static ApprovalRecord record(ResultSet row, String status) throws SQLException {
        String id = row.getString("approval_id");
        try {
            return ApprovalFormat.read(
                    id,
                    row.getString("request"),
                    ApprovalStatus.valueOf(status),
                    row.getString("state"),
                    RunStatus.valueOf(row.getString("run_status")),
                    Instant.ofEpochMilli(row.getLong("updated_at")));
        } catch (IllegalArgumentException unreadable) {
            throw new DbException(
                    "record " + id + " is not what this version of kern writes ("
                            + unreadable.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                            + "): it was changed, or is of a later version. Use that version, or cancel the run",
                    unreadable);
        }
    }
}
