package ai.kern.db.jdbi;

import ai.kern.db.Attempt;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.internal.Conflicts;
import ai.kern.run.CallKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of executions; that of a claim knows until when its body counts as alive. Immutable. */
final class ExecutionRows {
    /** One order for everybody who locks claims, so that a commit and a renewal do not wait for each other. */
    private static final Comparator<Attempt> BY_KEY =
            Comparator.comparing(Attempt::call).thenComparingInt(Attempt::number);

    private static final String ATTEMPT =
            "run_id = :runId AND call_sequence = :sequence AND call_index = :index AND attempt = :attempt";

    private static final String CLAIM = ATTEMPT + " AND phase = 'CLAIM'";

    private final Sql sql;
    private final Command insert;
    private final String select;
    private final Command renew;
    private final Command requireEnded;
    private final String selectClaim;
    private final String selectOutcome;

    ExecutionRows(Sql sql) {
        this.sql = sql;
        insert = sql.command("""
                INSERT INTO {executions} (run_id, call_sequence, call_index, attempt, phase, recorded_at, alive_until, document)
                VALUES (:runId, :sequence, :index, :attempt, :phase, :at, {now} + :aliveMillis, :document)
                ON CONFLICT DO NOTHING""");
        select = sql.of("""
                SELECT run_id, call_sequence, call_index, attempt, phase, recorded_at, document FROM {executions}
                WHERE run_id = :runId
                ORDER BY call_sequence, call_index, attempt,
                    CASE phase WHEN 'CLAIM' THEN 0 WHEN 'OUTCOME' THEN 1 ELSE 2 END""");
        renew = sql.command("UPDATE {executions} SET alive_until = {now} + :aliveMillis WHERE " + CLAIM);
        // It changes nothing, but keeps the row from being renewed until the end of the transaction.
        requireEnded = sql.command(
                "UPDATE {executions} SET alive_until = alive_until WHERE " + CLAIM + " AND alive_until <= {now}");
        selectClaim = sql.of("SELECT alive_until FROM {executions} WHERE " + CLAIM);
        selectOutcome = sql.of("SELECT attempt FROM {executions} WHERE " + ATTEMPT + " AND phase = 'OUTCOME'");
    }

    void insert(Transaction transaction, List<Execution> executions, Duration claimLife) {
        for (Execution execution : executions) {
            boolean isClaim = execution.phase() == ExecutionPhase.CLAIM;
            Values values = values(execution.ofAttempt())
                    .text("phase", execution.phase().name())
                    .number("at", execution.at().toEpochMilli())
                    .number("offset", sql.offset())
                    .number("aliveMillis", isClaim ? Optional.of(claimLife.toMillis()) : Optional.empty())
                    .text("document", execution.document());
            transaction.require(
                    insert, values, () -> Conflicts.duplicate(execution.call().runId(), Conflicts.name(execution)));
        }
    }

    /** Throws if one of the attempts has its outcome. The root's row is locked, so none can come before the commit. */
    void requireNoOutcome(Transaction transaction, List<Attempt> attempts) {
        for (Attempt attempt : attempts) {
            if (values(attempt)
                    .bindTo(transaction.handle().createQuery(selectOutcome))
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent()) {
                throw Conflicts.outcome(attempt);
            }
        }
    }

    /** Throws if one of the attempts may still be at work. */
    void requireEnded(Transaction transaction, List<Attempt> attempts) {
        for (Attempt attempt : attempts.stream().sorted(BY_KEY).toList()) {
            transaction.require(
                    requireEnded,
                    values(attempt).number("offset", sql.offset()),
                    () -> Conflicts.claim(attempt, aliveUntil(transaction.handle(), attempt)));
        }
    }

    /** Makes the claims of attempts count as alive from now on, where they are there. */
    void renew(Transaction transaction, List<Attempt> attempts, Duration claimLife) {
        for (Attempt attempt : attempts.stream().sorted(BY_KEY).toList()) {
            transaction.add(
                    renew, values(attempt).number("offset", sql.offset()).number("aliveMillis", claimLife.toMillis()));
        }
    }

    List<Execution> of(Handle handle, String runId) {
        return handle.createQuery(select)
                .bind("runId", runId)
                .map((row, context) -> execution(row))
                .list();
    }

    private Optional<Instant> aliveUntil(Handle handle, Attempt attempt) {
        return values(attempt)
                .bindTo(handle.createQuery(selectClaim))
                .map((row, context) -> Instant.ofEpochMilli(row.getLong("alive_until")))
                .findOne();
    }

    private static Values values(Attempt attempt) {
        return new Values()
                .text("runId", attempt.call().runId())
                .whole("sequence", attempt.call().sequence())
                .whole("index", attempt.call().index())
                .whole("attempt", attempt.number());
    }

    private static Execution execution(ResultSet row) throws SQLException {
        return new Execution(
                new CallKey(row.getString("run_id"), row.getInt("call_sequence"), row.getInt("call_index")),
                row.getInt("attempt"),
                ExecutionPhase.valueOf(row.getString("phase")),
                Instant.ofEpochMilli(row.getLong("recorded_at")),
                row.getString("document"));
    }
}
