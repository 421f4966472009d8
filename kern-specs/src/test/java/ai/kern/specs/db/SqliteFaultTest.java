package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.RunQuery;
import ai.kern.db.TimeOffset;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.db.sqlite.SqliteOnConnections;
import ai.kern.specs.support.VirtualThreads;
import ai.kern.testkit.FaultyConnections;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers see when a SQLite file fails: the cause and what to do, never an empty result. */
@Tag("DB-3")
class SqliteFaultTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private SqliteDb impatient() {
        return SqliteDb.builder()
                .path(file())
                .busyTimeout(Duration.ofMillis(50))
                .open();
    }

    private SqliteDb opened(String options) {
        return SqliteDb.builder()
                .url("jdbc:sqlite:" + file().toUri() + options)
                .busyTimeout(Duration.ofMillis(50))
                .open();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsToldAtOnceToThoseWhoListenHere() {
        FaultyConnections faults = new FaultyConnections();
        List<Thread> tellers = new CopyOnWriteArrayList<>();
        try (SqliteDb db = SqliteOnConnections.open(file(), TimeOffset.NONE, faults::around)) {
            db.commit(Rows.creation("a"));
            db.commit(Rows.pause(db.find("a").orElseThrow()));
            Changeset first = Rows.pause(db.find("a").orElseThrow());
            faults.reset();
            db.commit(first);
            int statements = faults.statements().size();
            Changeset second = Rows.pause(db.find("a").orElseThrow());
            faults.reset();
            // Not before, since who listens asks the file whether it has changed, by statements that count.
            faults.doAt(statements - 1, () -> db.changes(change -> tellers.add(Thread.currentThread())));
            faults.loseAt(statements);

            assertThatThrownBy(() -> db.commit(second)).isInstanceOf(DbException.class);

            assertThat(tellers).contains(Thread.currentThread());
            assertThat(db.find("a").orElseThrow().changesetId()).isEqualTo(second.id());
        }
    }

    @Test
    void aFileThatAnotherConnectionHasLockedIsSaidToBeLocked() throws Exception {
        try (SqliteDb db = impatient()) {
            db.commit(Rows.creation("before"));
            try (Connection other = SqliteFile.connect(file());
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");

                assertThatThrownBy(() -> db.commit(Rows.creation("meanwhile")))
                        .isInstanceOf(DbException.class)
                        .hasMessageContaining(file().toString())
                        .hasMessageContaining("lock")
                        .hasMessageContaining("meanwhile")
                        .hasCauseInstanceOf(Exception.class);
                assertThat(db.find("before")).isPresent();
                assertThat(db.find("meanwhile")).isEmpty();

                statement.execute("ROLLBACK");
            }
            db.commit(Rows.creation("meanwhile"));
            assertThat(db.find("meanwhile")).isPresent();
        }
    }

    @Test
    void aFreshFileThatAnotherConnectionHasLockedIsNotOpened() throws Exception {
        try (Connection other = SqliteFile.connect(file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");

            assertThatThrownBy(this::impatient).isInstanceOf(DbException.class).hasMessageContaining("lock");

            statement.execute("ROLLBACK");
        }
        impatient().close();
        SqliteFile.verifyClosed(file());
    }

    @Test
    void aFileThatIsOpenedForReadingIsReadAndNotWritten() {
        try (SqliteDb db = impatient()) {
            db.commit(Rows.creation("before"));
        }
        try (SqliteDb db = opened("?mode=ro")) {
            assertThat(db.find("before")).isPresent();
            assertThatThrownBy(() -> db.commit(Rows.creation("after")))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("read-only");
            assertThat(db.find("before")).isPresent();
            assertThat(db.find("after")).isEmpty();
        }
    }

    @Test
    void aMissingFileThatIsOpenedForReadingIsNotCreated() {
        assertThatThrownBy(() -> opened("?mode=ro"))
                .isInstanceOf(DbException.class)
                .hasMessageContainingAll("the database's file cannot be used", "Check that its path is right")
                .hasMessageNotContaining("running");
        assertThat(file()).doesNotExist();
    }

    @Test
    void aFullFileIsSaidToBeFullAndKeepsWhatItHad() {
        impatient().close();
        try (SqliteDb db = opened("?max_page_count=60")) {
            db.commit(Rows.creation("before"));
            String large = "\"" + "x".repeat(1_000_000) + "\"";

            assertThatThrownBy(() -> db.commit(Rows.creation("large", large)))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("no room");

            assertThat(db.find("large")).isEmpty();
            assertThat(db.find("before")).isPresent();
            db.commit(Rows.creation("after"));
            assertThat(db.find("after")).isPresent();
        }
        SqliteFile.verifyIdle(file());
    }

    @Test
    void aDamagedFileIsSaidToBeDamaged() throws Exception {
        try (SqliteDb db = impatient()) {
            for (int i = 0; i < 50; i++) {
                db.commit(Rows.creation("run-" + i, "\"" + "x".repeat(1_000) + "\""));
            }
        }
        damage(4096L * 3, (int) (Files.size(file()) - 4096L * 3));

        Throwable thrown = catchThrowable(() -> {
            try (SqliteDb db = impatient()) {
                for (int i = 0; i < 50; i++) {
                    assertThat(db.find("run-" + i)).isPresent();
                }
            }
        });

        assertThat(thrown).isInstanceOf(DbException.class).hasMessageContaining("damaged");
    }

    private void damage(long from, int length) throws Exception {
        byte[] noise = new byte[length];
        Arrays.fill(noise, (byte) 0x5A);
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            bytes.seek(from);
            bytes.write(noise);
        }
    }

    @Test
    void somethingElseThanADatabaseIsNotOpened() throws Exception {
        Files.writeString(file(), "This is a letter to somebody, and not a database at all. ".repeat(100));

        assertThatThrownBy(this::impatient).isInstanceOf(DbException.class).hasMessageContaining("not a database");
    }

    @Test
    void aFileThatIsDeletedMeanwhileTakesNoCommitIntoItsGrave() throws Exception {
        try (SqliteDb db = impatient()) {
            db.commit(Rows.creation("before"));
            Files.delete(file());

            assertThatThrownBy(() -> db.commit(Rows.creation("after")))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("not there any more");
            assertThatThrownBy(() -> db.find("before")).isInstanceOf(DbException.class);
            assertThat(file()).doesNotExist();
        }
    }

    @Test
    void aFileThatIsReplacedMeanwhileTakesNoCommitEither() throws Exception {
        Path copy = folder.resolve("copy.db");
        SqliteDb.open(copy).close();
        try (SqliteDb db = impatient()) {
            db.commit(Rows.creation("before"));
            Path aside = folder.resolve("aside.db");
            Files.move(file(), aside);
            Files.move(copy, file());

            assertThatThrownBy(() -> db.commit(Rows.creation("after")))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("replaced");

            Files.delete(file());
            Files.move(aside, file());
            db.commit(Rows.creation("after"));
            assertThat(db.find("before")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kern_runs", "kern_run_settings", "kern_executions", "kern_sessions"})
    void aTableThatIsMissingIsAnErrorAndNotAnEmptyResult(String table) throws Exception {
        try (SqliteDb db = impatient()) {
            db.commit(Rows.creation("a"));
            try (Connection connection = SqliteFile.connect(file());
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE " + table);
            }

            Throwable thrown = catchThrowable(() -> {
                db.load("a");
                db.findSession("session");
            });

            assertThat(thrown).isInstanceOf(DbException.class).hasMessageContaining(table);
        }
    }

    @Test
    void aRowThatThisVersionDoesNotUnderstandIsAnError() throws Exception {
        try (SqliteDb db = impatient()) {
            db.commit(Rows.creation("a"));
            try (Connection connection = SqliteFile.connect(file());
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE kern_runs SET status = 'DREAMING'");
            }

            assertThatThrownBy(() -> db.find("a"))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("DREAMING");
        }
    }

    @Test
    void aRunWithoutItsSettingsIsAnErrorAndNotAMissingRun() throws Exception {
        try (SqliteDb db = impatient()) {
            db.commit(Rows.creation("a"));
            try (Connection connection = SqliteFile.connect(file());
                    Statement statement = connection.createStatement()) {
                statement.execute("DELETE FROM kern_run_settings");
            }

            assertThatThrownBy(() -> db.find("a"))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("run a has no settings");
            assertThatThrownBy(() -> db.runs(RunQuery.all()))
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining("run a has no settings");
        }
    }

    @Test
    @Timeout(60)
    void whoWaitsForALockOnAVirtualThreadHoldsUpNobody() throws Exception {
        // Also on platform threads, where there are no virtual ones: the outcome is the same.
        try (SqliteDb db = SqliteDb.builder()
                        .path(file())
                        .busyTimeout(Duration.ofSeconds(50))
                        .open();
                Connection other = SqliteFile.connect(file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            // More than there are carriers.
            int waiting = 4 * Runtime.getRuntime().availableProcessors();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < waiting; i++) {
                String id = "run-" + i;
                threads.add(VirtualThreads.start(() -> db.commit(Rows.creation(id))));
            }
            Thread unrelated = VirtualThreads.start(() -> {});
            unrelated.join();
            assertThat(threads).allMatch(Thread::isAlive);

            statement.execute("ROLLBACK");
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(db.find("run-" + (waiting - 1))).isPresent();
        }
    }
}
