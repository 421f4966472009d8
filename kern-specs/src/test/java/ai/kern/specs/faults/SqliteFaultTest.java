package ai.kern.specs.faults;

import static ai.kern.specs.faults.Shop.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.db.DbException;
import ai.kern.db.RunState;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.faults.Scenario.Fate;
import ai.kern.specs.faults.Scenario.Times;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.ToolHook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SQLite file that cannot be written or read for a while, under a run that waits for a person. */
@Tag("DB-3")
@Tag("HITL-13")
class SqliteFaultTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int PAGE = 4096;

    /** Long enough that not even its claim fits into pages that are there already. */
    private static final String LONG = "x".repeat(200_000);

    private static final Scenario SCENARIO = new Scenario(
            "a long one",
            Role.agent("Files", calls(call("pay", LONG), call("pay", "b")), text("done")),
            false,
            7,
            List.of(new Fate("1-0", "pay", LONG, Times.ONCE), new Fate("1-1", "pay", "b", Times.ONCE)));

    @TempDir
    Path folder;

    private final ScriptedModel model = SCENARIO.model();
    private Lab lab;
    private RunOutput paused;

    @BeforeEach
    void startARun() {
        lab = new Lab(StoreKind.SQLITE, folder);
        paused = lab.run(agent(), "go");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private Path file() {
        return StoreKind.sqliteFile(folder);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private Agent agent(ToolHook... hooks) {
        return lab.builder(model, new Shop(lab.ledger()).tools())
                .toolHooks(hooks)
                .build();
    }

    /** An agent on a database object of its own, which is closed by the caller. */
    private Agent agentOn(SqliteDb db, ToolHook... hooks) {
        lab.decorate(other -> db);
        Agent agent = agent(hooks);
        lab.decorate(other -> other);
        return agent;
    }

    private RunOutput confirmAll(Agent agent) {
        return lab.continueAll(agent, paused, open -> ((Confirmation) open).confirm());
    }

    /** The continue fails, tells why and what to do, has started nothing, and the run waits as before. */
    private void assertFailsAndStartsNothing(SqliteDb db, String why, String whatToDo) {
        RunState before = lab.db().load(paused.runId()).orElseThrow();

        assertThatExceptionOfType(DbException.class)
                .isThrownBy(() -> confirmAll(agentOn(db)))
                .withMessageContaining(file().toString())
                .withMessageContaining(why)
                .withMessageContaining(whatToDo)
                .withRootCauseInstanceOf(SQLException.class);

        assertThat(lab.ledger().effects()).as("nothing runs without its claim").isEmpty();
        assertThat(lab.db().load(paused.runId())).contains(before);
    }

    private void assertGoesOn() {
        RunOutput run = new Person(lab, false).bringToTheEnd(agent(), paused.runId());
        new Auditor(SCENARIO, lab, paused.runId()).judge(run);
        model.verify();
    }

    private SqliteDb impatient() {
        return SqliteDb.builder().path(file()).busyTimeout(SHORT).open();
    }

    @Test
    void aLockedFileKeepsTheCallFromStarting() throws Exception {
        try (SqliteDb db = impatient();
                Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertFailsAndStartsNothing(db, "lock", "Let the other writer finish");

            statement.execute("ROLLBACK");
        }
        assertGoesOn();
    }

    @Test
    @Tag("RUN-11")
    void aFileThatIsLockedWhileTheToolRunsLeavesADoubtAndNoSecondEffect() throws Exception {
        try (SqliteDb db = impatient();
                Connection other = connect();
                Statement statement = other.createStatement()) {
            Agent agent = agentOn(db, invocation -> {
                Object result = invocation.proceed();
                statement.execute("BEGIN IMMEDIATE");
                return result;
            });

            assertThatExceptionOfType(DbException.class)
                    .isThrownBy(() -> confirmAll(agent))
                    .withMessageContaining("lock")
                    .withRootCauseInstanceOf(SQLException.class);

            statement.execute("ROLLBACK");
        }
        assertThat(lab.find(agent(), paused.runId()).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(lab.ledger().effects()).hasSize(1);
        lab.expireLeases();
        assertThat(lab.recover(agent(), paused.runId()).activeRequirements())
                .singleElement()
                .isInstanceOf(OutcomeUnknown.class);
        assertGoesOn();
    }

    @Test
    @Tag("RUN-11")
    void aLockThatIsGoneInTimeLosesNoOutcome() throws Exception {
        try (SqliteDb db = SqliteDb.builder()
                        .path(file())
                        .busyTimeout(Duration.ofSeconds(10))
                        .open();
                Connection other = connect();
                Statement statement = other.createStatement()) {
            Agent agent = agentOn(db, invocation -> {
                Object result = invocation.proceed();
                statement.execute("BEGIN IMMEDIATE");
                Thread unlocks = new Thread(() -> rollBack(statement));
                unlocks.start();
                return result;
            });

            assertThat(confirmAll(agent).status()).isEqualTo(RunStatus.COMPLETED);
        }
        assertThat(lab.find(agent(), paused.runId()).requirements()).hasSize(2);
        assertGoesOn();
    }

    private static void rollBack(Statement statement) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void aFileThatIsOpenForReadingOnlyKeepsTheCallFromStarting() {
        try (SqliteDb db = SqliteDb.builder()
                .url("jdbc:sqlite:file:" + file() + "?mode=ro")
                .open()) {
            assertThat(db.find(paused.runId())).isPresent();

            assertFailsAndStartsNothing(db, "the database is read-only", "Open it for writing");
        }
        assertGoesOn();
    }

    @Test
    void aFullFileKeepsTheCallFromStarting() throws Exception {
        try (SqliteDb db = SqliteDb.builder()
                .url("jdbc:sqlite:" + file() + "?max_page_count=" + pages())
                .open()) {

            assertFailsAndStartsNothing(db, "there is no room left", "Make room");
        }
        assertGoesOn();
    }

    private long pages() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA page_count")) {
            return row.getLong(1);
        }
    }

    @Test
    void aDamagedFileKeepsTheCallFromStarting() throws Exception {
        lab.close();
        Path copy = folder.resolve("backup.db");
        Files.copy(file(), copy);
        damage();

        assertThatExceptionOfType(DbException.class)
                .isThrownBy(() -> {
                    try (SqliteDb db = SqliteDb.open(file())) {
                        confirmAll(agentOn(db));
                    }
                })
                .withMessageContaining(file().toString())
                .withMessageContaining("damaged")
                .withMessageContaining("restore it from a backup")
                .withRootCauseInstanceOf(SQLException.class);

        assertThat(lab.ledger().effects()).isEmpty();
        deleteLog();
        Files.copy(copy, file(), StandardCopyOption.REPLACE_EXISTING);
        lab = new Lab(StoreKind.SQLITE, folder);
        assertGoesOn();
    }

    /** Overwrites every page but the first. */
    private void damage() throws IOException {
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            ByteBuffer rubbish = ByteBuffer.allocate((int) (channel.size() - PAGE));
            while (rubbish.hasRemaining()) {
                rubbish.put((byte) 'x');
            }
            channel.write(rubbish.flip(), PAGE);
        }
    }

    private void deleteLog() throws IOException {
        Files.deleteIfExists(Path.of(file() + "-wal"));
        Files.deleteIfExists(Path.of(file() + "-shm"));
    }
}
