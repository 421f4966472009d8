package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditKind;
import ai.kern.approval.Decision;
import ai.kern.db.DbException;
import ai.kern.db.TimeOffset;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.db.sqlite.SqliteOnConnections;
import ai.kern.model.Model;
import ai.kern.run.Actor;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.specs.support.OneDoor;
import ai.kern.specs.support.PlainSql;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultyConnections;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database fails at each statement of the pause, of the decision and of the continue in turn, or its tables of approvals are
 * away: no call runs that was not let through, none runs twice, and no run is PAUSED without its record. With the database back,
 * the run goes on.
 */
@Tag("APPR-3")
@Tag("APPR-16")
@OneDoor
class FailingApprovalStoreTest extends ApprovalSpec {
    private static final Actor ANN = Actor.of("ann");

    private final FaultyConnections faults = new FaultyConnections();
    private final ScriptedModel model = calling(call("pay", "1"));
    private ApprovalDb faulty;
    private PlainSql sql;

    @BeforeEach
    void openOnFaultyConnections() {
        assumeTrue(lab.kind().isDurable(), "memory has no connections");
        faulty = lab.kind() == StoreKind.SQLITE
                ? SqliteOnConnections.open(StoreKind.sqliteFile(lab.folder()), TimeOffset.NONE, faults::around)
                : PostgresServer.require().openOn(faults::around, PostgresServer.SCHEMA, TimeOffset.NONE);
        sql = PlainSql.on(lab);
    }

    @AfterEach
    void close() {
        if (lab.kind().isDurable()) {
            faulty.close();
            sql.close();
        }
    }

    /** Whose calls of {@code pay} an administrator decides on. */
    Runner runner(Model model) {
        return lab.agent(model, gated("pay"));
    }

    /** The id of who makes these calls. */
    String caller() {
        return "files";
    }

    private Runner sound() {
        return runner(model);
    }

    private Runner onFaulty() {
        lab.decorate(db -> faulty);
        Runner runner = sound();
        lab.decorate(db -> db);
        return runner;
    }

    /** Lets each statement of some work fail before it is carried out, and each commit once more behind that. */
    private void failEach(IntConsumer unstruck, IntConsumer struck) {
        faults.reset();
        unstruck.accept(0);
        List<String> statements = faults.statements();
        assertThat(statements).hasSizeGreaterThan(2);
        for (int i = 1; i <= statements.size(); i++) {
            faults.reset();
            faults.failAt(i);
            struck.accept(i);
            if (statements.get(i - 1).endsWith("COMMIT")) {
                faults.reset();
                faults.loseAt(i);
                struck.accept(i);
            }
        }
        faults.reset();
    }

    @Test
    void atEachStatementOfThePause() {
        Runner runner = onFaulty();
        failEach(none -> assertThat(lab.run(runner, "go").isPaused()).isTrue(), i -> {
            Throwable told = catchThrowable(() -> lab.run(runner, "go"));
            assertThat(told == null || told instanceof DbException)
                    .as("statement %d: %s", i, told)
                    .isTrue();
            assertEachPausedRunHasItsRecord();
            assertNothingRan();
        });

        lab.expireLeases();
        for (Run run : unfinished()) {
            RunOutput recovered = lab.recover(sound(), run.id());
            assertThat(recovered.isPaused()).isTrue();
            approve(recovered);
            assertThat(lab.continueRun(sound(), run.id()).isCompleted()).isTrue();
        }
        assertEachPausedRunHasItsRecord();
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    private List<Run> unfinished() {
        return sql
                .rows("SELECT run_id FROM kern_runs WHERE run_id = root_id AND status IN ('PENDING', 'RUNNING')")
                .stream()
                .map(row -> lab.db().find(String.valueOf(row.get("run_id"))).orElseThrow())
                .toList();
    }

    private void assertEachPausedRunHasItsRecord() {
        List<Map<String, Object>> bare = sql.rows("SELECT r.run_id FROM kern_runs r LEFT JOIN kern_approvals a"
                + " ON COALESCE(a.member_run_id, a.run_id) = r.run_id WHERE (r.status = 'PAUSED') <> (a.run_id IS NOT NULL)"
                + " AND r.status <> 'COMPLETED' AND r.runner_id = '" + caller() + "'");
        assertThat(bare)
                .as("runs that are paused without a record, or have one and are not")
                .isEmpty();
    }

    @Test
    void atEachStatementOfADecision() {
        Runner runner = sound();
        failEach(none -> decide(lab.run(runner, "go")), i -> {
            RunOutput run = lab.run(runner, "go");
            Throwable told = catchThrowable(() -> decide(run));

            ApprovalRecord record = record(run);
            assertThat(told == null || told instanceof DbException)
                    .as("statement %d: %s", i, told)
                    .isTrue();
            assertThat(record.isPending() || record.status() == ApprovalStatus.REJECTED)
                    .isTrue();
            assertThat(told != null || !record.isPending())
                    .as("what was said to be decided")
                    .isTrue();
        });
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    private void decide(RunOutput run) {
        faulty.approvals().reject(awaited(run).recordId(), Decision.by(ANN));
    }

    @Test
    @Tag("AUD-4")
    void atEachStatementOfTheContinue() {
        Runner runner = onFaulty();
        failEach(none -> lab.continueRun(runner, approved().runId()), i -> {
            RunOutput run = approved();
            int before = lab.ledger().effects().size();

            Throwable told = catchThrowable(() -> lab.continueRun(runner, run.runId()));

            assertThat(told == null || told instanceof RuntimeException)
                    .as("statement %d: %s", i, told)
                    .isTrue();
            RunOutput left = lab.find(sound(), run.runId());
            if (left.isPaused()) {
                assertThat(lab.ledger().effects()).as("statement %d", i).hasSize(before);
                lab.continueRun(sound(), run.runId());
            } else if (left.status() != RunStatus.COMPLETED) {
                lab.expireLeases();
                lab.recover(sound(), run.runId());
            }
            assertThat(lab.find(sound(), run.runId()).status())
                    .as("statement %d", i)
                    .isEqualTo(RunStatus.COMPLETED);
            assertThat(lab.ledger().effects()).as("statement %d", i).hasSize(before + 1);
            assertIsTold(run, i);
        });
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    /** What has run has used its approval, and its start is in the trail, once. */
    private void assertIsTold(RunOutput run, int statement) {
        assertThat(approvals().approvals().ofRun(run.runId()))
                .as("statement %d", statement)
                .singleElement()
                .satisfies(record -> assertThat(record.use()).isPresent());
        assertThat(approvals().auditTrail().ofRun(run.runId()))
                .as("statement %d", statement)
                .filteredOn(entry -> entry.kind() == AuditKind.START)
                .hasSize(1);
    }

    private RunOutput approved() {
        RunOutput run = lab.run(sound(), "go");
        approve(run);
        return run;
    }

    @Test
    @Tag("DB-3")
    void tablesThatAreMissingLetNoRunPauseAndNoCallStart() {
        for (String table : List.of("kern_approvals", "kern_audit", "kern_audit_heads")) {
            RunOutput waiting = approved();
            int before = lab.ledger().effects().size();
            sql.execute("ALTER TABLE " + table + " RENAME TO away");
            Throwable pause = catchThrowable(() -> lab.run(sound(), "go"));
            Throwable start = catchThrowable(() -> lab.continueRun(sound(), waiting.runId()));
            Throwable decision = catchThrowable(
                    () -> approvals().approvals().reject(awaited(waiting).recordId(), Decision.by(ANN)));
            sql.execute("ALTER TABLE away RENAME TO " + table);

            assertThat(List.of(pause, start)).as(table).allMatch(DbException.class::isInstance);
            assertThat(decision).as(table).isInstanceOf(RuntimeException.class);
            assertThat(lab.ledger().effects()).hasSize(before);
            assertEachPausedRunHasItsRecord();
            assertThat(lab.find(sound(), waiting.runId()).isPaused()).isTrue();
            lab.expireLeases();
            unfinished()
                    .forEach(run -> assertThat(lab.recover(sound(), run.id()).isPaused())
                            .isTrue());
            assertThat(lab.continueRun(sound(), waiting.runId()).isCompleted()).isTrue();
            assertThat(lab.ledger().effects()).hasSize(before + 1);
        }
    }

    @Test
    @Tag("DB-3")
    void aLockThatStaysLetsNoRunPauseAndNoCallStart() {
        RunOutput waiting = approved();
        ScriptedModel locking = ScriptedModel.playing(request -> {
            lock();
            return ScriptedAnswer.calls(call("pay", "1"));
        });
        try (ApprovalDb impatient = openImpatient()) {
            lab.decorate(db -> impatient);
            Runner runner = runner(locking);
            lab.decorate(db -> db);

            assertThat(catchThrowable(() -> lab.run(runner, "go"))).isInstanceOf(DbException.class);
            assertThat(catchThrowable(() -> lab.continueRun(runner, waiting.runId())))
                    .isInstanceOf(DbException.class);
            assertThat(catchThrowable(
                            () -> impatient.approvals().reject(awaited(waiting).recordId(), Decision.by(ANN))))
                    .isInstanceOf(DbException.class);
        }
        sql.execute("ROLLBACK");

        assertNothingRan();
        assertEachPausedRunHasItsRecord();
        lab.expireLeases();
        assertThat(unfinished()).hasSize(1);
        assertThat(lab.recover(sound(), unfinished().get(0).id()).isPaused()).isTrue();
        assertEachPausedRunHasItsRecord();
        assertThat(lab.continueRun(sound(), waiting.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    /** Locks what the database can lock: the table on PostgreSQL, all writing on SQLite. */
    private void lock() {
        if (lab.kind() == StoreKind.SQLITE) {
            sql.execute("BEGIN IMMEDIATE");
        } else {
            sql.execute("BEGIN");
            sql.execute("LOCK TABLE kern_approvals IN ACCESS EXCLUSIVE MODE");
        }
    }

    /** The same database, where nobody waits long for a lock. */
    private ApprovalDb openImpatient() {
        if (lab.kind() == StoreKind.SQLITE) {
            return SqliteDb.builder()
                    .path(StoreKind.sqliteFile(lab.folder()))
                    .busyTimeout(Duration.ofMillis(20))
                    .open();
        }
        return PostgresServer.require()
                .openOn(
                        source -> {
                            ((PGSimpleDataSource) source).setOptions("-c lock_timeout=20");
                            return source;
                        },
                        PostgresServer.SCHEMA,
                        TimeOffset.NONE);
    }
}
