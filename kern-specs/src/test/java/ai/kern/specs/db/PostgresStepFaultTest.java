package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.LeaseUse;
import ai.kern.db.RunState;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.specs.support.PostgresServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a PostgreSQL server may have against a step while it carries it out, and what is then left of the step: nothing. */
@Tag("DB-3")
class PostgresStepFaultTest {
    private static final LeaseUse ACQUIRE = new LeaseUse.Acquire("token", Duration.ofDays(1));
    private static final LeaseUse HOLD = new LeaseUse.Hold("token");
    private static final String TRIGGER = """
            CREATE FUNCTION fault() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN %s; RETURN NEW; END $$;
            CREATE %s TRIGGER fault AFTER INSERT ON kern_executions %s FOR EACH ROW EXECUTE FUNCTION fault()""";

    private final PostgresServer server = PostgresServer.require();
    private final String schema = PostgresServer.newSchema();
    private PostgresDb db;

    @BeforeEach
    void open() {
        db = open("");
        db.commit(Rows.creation("run"));
        db.commit(Rows.step(db.find("run").orElseThrow(), ACQUIRE, 1, 0));
    }

    private PostgresDb open(String options) {
        return PostgresDb.builder()
                .url(server.url() + (server.url().contains("?") ? "&" : "?") + "options=" + options)
                .schema(schema)
                .poolSize(2)
                .open();
    }

    @AfterEach
    void close() {
        assertThat(server.idleTransactions()).isEmpty();
        db.close();
        server.drop(schema);
    }

    private Changeset step() {
        return Rows.step(db.find("run").orElseThrow(), HOLD, 1, 1);
    }

    private void assertRefused(PostgresDb by, String reason) {
        RunState before = db.load("run").orElseThrow();
        Changeset step = step();

        assertThatThrownBy(() -> by.commit(step))
                .isInstanceOf(DbException.class)
                .hasMessageContaining(step.id())
                .hasMessageContaining(reason)
                .hasRootCauseInstanceOf(SQLException.class);

        assertThat(db.load("run")).contains(before);
    }

    private void assertTaken() {
        db.commit(step());

        assertThat(db.load("run").orElseThrow().executions()).hasSize(1);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url())) {
            connection.setSchema(schema);
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aStatementThatTheServerRefusesUndoesThoseBeforeIt() throws SQLException {
        execute(TRIGGER.formatted("RAISE 'not today' USING ERRCODE = '23514'", "", ""));

        assertRefused(db, "SQL state 23514");

        execute("DROP TRIGGER fault ON kern_executions");
        assertTaken();
    }

    @Test
    void aCommitThatTheServerRefusesLeavesNothingBehind() throws SQLException {
        execute(TRIGGER.formatted(
                "RAISE 'not today' USING ERRCODE = '23514'", "CONSTRAINT", "DEFERRABLE INITIALLY DEFERRED"));

        assertRefused(db, "SQL state 23514");

        execute("DROP TRIGGER fault ON kern_executions");
        assertTaken();
    }

    @Test
    void aServerThatEndsTheConnectionInTheMiddleLeavesNothingBehind() throws SQLException {
        execute(TRIGGER.formatted("PERFORM pg_terminate_backend(pg_backend_pid())", "", ""));

        assertRefused(db, "cannot be reached");

        execute("DROP TRIGGER fault ON kern_executions");
        assertTaken();
    }

    @Test
    void aDivisionByZeroThatIsNoneOfTheStoresIsToldAsAnError() throws SQLException {
        execute(TRIGGER.formatted("PERFORM 1 / (SELECT COUNT(*) FROM kern_requirements)", "", ""));

        assertRefused(db, "SQL state 22012");
    }

    @Test
    void aUniqueKeyThatIsNoneOfTheStoresIsToldAsAnError() throws SQLException {
        execute(TRIGGER.formatted("RAISE 'there is one' USING ERRCODE = '23505'", "", ""));

        assertRefused(db, "SQL state 23505");
    }

    @Test
    void aStepThatWaitsForALockForTooLongIsAnErrorThatSaysSo() throws SQLException {
        try (PostgresDb hasty = open("-c%20lock_timeout=100");
                Connection holder = DriverManager.getConnection(server.url())) {
            holder.setSchema(schema);
            holder.setAutoCommit(false);
            try (Statement lock = holder.createStatement()) {
                lock.execute("SELECT run_id FROM kern_runs FOR UPDATE");
            }
            assertRefused(hasty, "another connection kept its lock for too long");
            holder.rollback();

            hasty.commit(step());
        }
    }

    @Test
    void aStepThatTakesTheServerTooLongLeavesNothingBehind() throws SQLException {
        execute(TRIGGER.formatted("PERFORM pg_sleep(60)", "", ""));
        try (PostgresDb hasty = open("-c%20statement_timeout=100")) {
            assertRefused(hasty, "SQL state 57014");

            execute("DROP TRIGGER fault ON kern_executions");
            hasty.commit(step());
        }
    }

    private HikariDataSource poolOfOne(long patienceInMillis) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.url());
        config.setSchema(schema);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(patienceInMillis);
        return new HikariDataSource(config);
    }

    @Test
    void aStepThatFindsNoConnectionFreeIsAnErrorThatSaysSo() throws SQLException {
        try (HikariDataSource pool = poolOfOne(250);
                PostgresDb small = PostgresDb.of(pool)) {
            try (Connection taken = pool.getConnection()) {
                assertThat(taken.isClosed()).isFalse();
                assertRefused(small, "Connection is not available");
            }
            small.commit(step());
        }
    }

    @Test
    void whoIsInterruptedWhileItWaitsForAConnectionHasItsStepStoredAllTheSame() throws Exception {
        try (HikariDataSource pool = poolOfOne(30_000);
                PostgresDb small = PostgresDb.of(pool)) {
            Changeset step = step();
            FutureTask<Boolean> committing = new FutureTask<>(() -> {
                small.commit(step);
                return Thread.currentThread().isInterrupted();
            });
            Thread thread = new Thread(committing, "committing");
            try (Connection taken = pool.getConnection()) {
                assertThat(taken.isClosed()).isFalse();
                thread.start();
                Awaitility.await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
                thread.interrupt();
            }

            assertThat(committing.get(30, TimeUnit.SECONDS))
                    .as("interrupted still")
                    .isTrue();
            assertThat(db.find("run").orElseThrow().changesetId()).isEqualTo(step.id());
        }
    }
}
