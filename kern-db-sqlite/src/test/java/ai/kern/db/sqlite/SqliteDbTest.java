package ai.kern.db.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Attempt;
import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.LeaseUse;
import ai.kern.db.Session;
import ai.kern.db.StatePatch;
import ai.kern.db.jdbi.TableNames;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SqliteDbTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    @Tag("DB-2")
    void aCurrentSchemaIsRecognisedByOneQuery() {
        Path file = folder.resolve("app.db");
        SqliteDb.open(file).close();
        List<String> statements = new CopyOnWriteArrayList<>();

        open(file, statements).close();

        // Apart from those that set up the connection and frame the transaction.
        assertThat(statements)
                .filteredOn(sql -> !sql.startsWith("PRAGMA") && !sql.equals("BEGIN") && !sql.equals("COMMIT"))
                .singleElement()
                .asString()
                .startsWith("SELECT")
                .contains("kern_schema_version");
    }

    @Test
    void tablesAreMadeWithoutTellingEverybody() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.setLevel(Level.DEBUG);
        root.addAppender(lines);
        root.getAppender("console").stop();
        try {
            SqliteDb.open(folder.resolve("app.db")).close();
        } finally {
            root.detachAppender(lines);
            root.getAppender("console").start();
            root.setLevel(level);
        }

        assertThat(lines.list)
                .anySatisfy(line -> assertThat(line.getFormattedMessage()).contains("Successfully applied"))
                .noneSatisfy(line ->
                        assertThat(line.getLevel().isGreaterOrEqual(Level.INFO)).isTrue());
    }

    @Test
    void aNameThatElsewhereMeansMemoryIsNoFile() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteDb.open(Path.of(":memory:")))
                .withMessageContaining("InMemoryApprovalDb");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqliteDb.builder().url("jdbc:sqlite::memory:").open())
                .withMessageContaining("InMemoryApprovalDb");
    }

    @Test
    void aCommitTakesOneStatementForEachKindOfRowAndSetsNoStatusThatStays() {
        List<String> statements = new CopyOnWriteArrayList<>();
        try (SqliteDb db = open(folder.resolve("app.db"), statements)) {
            db.commit(created("a").build());
            db.commit(next(db, "c2", new LeaseUse.Acquire("token", Duration.ofSeconds(30))));
            Changeset third = next(db, "c3", new LeaseUse.Hold("token"));
            statements.clear();

            db.commit(third);

            assertThat(statements).hasSize(3);
            assertThat(statements.get(0)).isEqualTo("BEGIN IMMEDIATE");
            assertThat(statements.get(1))
                    .startsWith("UPDATE \"kern_runs\" SET version = ")
                    .contains("lease_token", "version = ", "AND status = ")
                    .doesNotContain("SET status", ", status");
            assertThat(statements.get(2)).isEqualTo("COMMIT");
        }
    }

    @Test
    void aStatusThatChangesTakesAStatementMore() {
        List<String> statements = new CopyOnWriteArrayList<>();
        try (SqliteDb db = open(folder.resolve("app.db"), statements)) {
            db.commit(created("a").build());
            Changeset second = next(db, "c2", new LeaseUse.Acquire("token", Duration.ofSeconds(30)));
            statements.clear();

            db.commit(second);

            assertThat(statements).hasSize(4);
            assertThat(statements.get(2))
                    .startsWith("UPDATE \"kern_runs\" SET status = ")
                    .contains("lease_token", "version = ");
            assertThat(db.find("a").orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
        }
    }

    private static Changeset next(SqliteDb db, String changesetId, LeaseUse lease) {
        Run next = db.find("a").orElseThrow().next(RunStatus.RUNNING, "{}", changesetId, NOW);
        return Changeset.builder(changesetId, "a", lease).run(next).build();
    }

    @Test
    @Tag("RUN-2")
    void noStatementLooksAtMoreRowsThanItConcerns() throws Exception {
        Path file = folder.resolve("app.db");
        List<String> statements = new CopyOnWriteArrayList<>();
        Attempt attempt = new Attempt(new CallKey("a", 1, 0), 1);
        try (SqliteDb db = open(file, statements)) {
            statements.clear();
            db.commit(created("a")
                    .executions(List.of(new Execution(attempt.call(), 1, ExecutionPhase.CLAIM, NOW, "{}")))
                    .withoutOutcome(List.of(attempt))
                    .state(List.of(
                            new StatePatch("session", "a", Optional.of("1")),
                            new StatePatch("session", "b", Optional.empty())))
                    .build());
            Run next = db.find("a").orElseThrow().next(RunStatus.RUNNING, "{}", "c2", NOW);
            db.commit(Changeset.builder("c2", "a", new LeaseUse.Acquire("token", Duration.ofSeconds(30)))
                    .run(next)
                    .build());
            db.commit(Changeset.builder("c3", "a", new LeaseUse.Hold("token")).build());
            db.renew(new LeaseRenewal(List.of("token"), List.of(attempt), Duration.ofSeconds(30)));
            db.load("a");
            db.findSession("session");
            db.sessionState("session");
        }

        assertThat(statements).filteredOn(sql -> sql.startsWith("UPDATE")).hasSizeGreaterThan(2);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String sql : statements) {
                if (!sql.startsWith("BEGIN") && !sql.equals("COMMIT") && !sql.startsWith("PRAGMA")) {
                    assertThat(plan(connection, sql))
                            .as(sql)
                            .noneMatch(step -> step.startsWith("SCAN \"kern") || step.startsWith("SCAN kern"));
                }
            }
        }
    }

    private static List<String> plan(Connection connection, String sql) throws Exception {
        List<String> steps = new ArrayList<>();
        try (ResultSet rows = connection.createStatement().executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }

    @Test
    void tablesBearTheNamesThatWereChosenForThem() throws Exception {
        Path file = folder.resolve("app.db");
        TableNames names = TableNames.builder()
                .prefix("app_")
                .name(TableNames.Table.RUNS, "order")
                .build();
        try (SqliteDb db = SqliteDb.builder().path(file).tableNames(names).open()) {
            db.commit(created("a").build());
        }
        // Beside the tables of somebody else.
        try (SqliteDb db = SqliteDb.open(file)) {
            assertThat(db.find("a")).isEmpty();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet row = connection.createStatement().executeQuery("SELECT count(*) FROM \"order\"")) {
            assertThat(row.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void anOddNameOfAFileIsItsName() {
        Path file = folder.resolve("a b?c=d%20#é.db");
        SqliteDb.open(file).close();

        assertThat(file).exists();
    }

    @Test
    void aMissingFolderAndAFolderInPlaceOfAFileAreNamed() {
        assertThatThrownBy(() -> SqliteDb.open(folder.resolve("none/app.db")))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("folder")
                .hasMessageContaining(folder.resolve("none").toString());
        assertThatThrownBy(() -> SqliteDb.open(folder))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("it is a folder");
    }

    @Test
    void isClosedTwiceAndNotUsedAfterwards() {
        Path file = folder.resolve("app.db");
        SqliteDb db = SqliteDb.open(file);
        db.close();
        db.close();

        assertThatThrownBy(() -> db.find("a"))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("closed")
                .hasMessageContaining("app.db");
        assertThat(Files.exists(folder.resolve("app.db-wal"))).isFalse();
    }

    @Test
    void itsThreadsEndWithIt() {
        SqliteDb db = SqliteDb.open(folder.resolve("app.db"));
        assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
        db.close();

        assertThat(threads()).isEmpty();
    }

    @Test
    void anInterruptedCallerLearnsTheOutcomeAndStaysInterrupted() {
        try (SqliteDb db = SqliteDb.open(folder.resolve("app.db"))) {
            Thread.currentThread().interrupt();

            db.commit(created("a").build());

            assertThat(db.find("a")).isPresent();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kern-sqlite"))
                .toList();
    }

    private static SqliteDb open(Path file, List<String> statements) {
        return SqliteDb.builder()
                .path(file)
                .sqlLogger(new SqlLogger() {
                    @Override
                    public void logAfterExecution(StatementContext context) {
                        statements.add(context.getRenderedSql());
                    }
                })
                .open();
    }

    private static Changeset.Builder created(String id) {
        return Changeset.builder("changeset-of-" + id, id, new LeaseUse.None())
                .session(new Session("session", Optional.empty(), NOW))
                .run(new Run(
                        id,
                        id,
                        Optional.empty(),
                        "agent",
                        "Agent",
                        RunnerKind.AGENT,
                        "session",
                        Optional.empty(),
                        RunStatus.PENDING,
                        1,
                        "changeset-of-" + id,
                        NOW,
                        NOW,
                        "{}",
                        "{}"));
    }
}
