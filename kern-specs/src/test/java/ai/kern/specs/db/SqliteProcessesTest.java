package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.sqlite.SqliteDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one SQLite file. */
class SqliteProcessesTest {
    private static final int PROCESSES = 3;
    private static final int ATTEMPTS = 100;

    @TempDir
    Path folder;

    private final List<ForkedJvm> processes = new ArrayList<>();

    private Path file() {
        return folder.resolve("app.db");
    }

    private void start(List<String> options, String... arguments) {
        processes.add(ForkedJvm.start(SqliteProcess.class, options, arguments));
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(ForkedJvm::close);
    }

    @Test
    @Tag("DB-2")
    @Tag("DB-4")
    void processesThatFindNoTablesAllSucceed() throws Exception {
        for (int i = 0; i < PROCESSES; i++) {
            start(List.of(), "create", file().toString(), "run-" + i);
        }

        ForkedJvm.run(processes);

        try (SqliteDb db = SqliteDb.open(file())) {
            for (int i = 0; i < PROCESSES; i++) {
                assertThat(db.find("run-" + i)).isPresent();
            }
        }
        assertThat(SqliteFile.query(file(), "SELECT version FROM kern_schema_version WHERE version <> '0'"))
                .containsExactly("1");
        SqliteFile.verifyIdle(file());
        SqliteFile.verifyClosed(file());
    }

    @Test
    @Tag("DB-2")
    void objectsOfOneProcessThatFindNoTablesAllSucceed() throws Exception {
        int objects = 8;
        ExecutorService threads = Executors.newFixedThreadPool(objects);
        CyclicBarrier start = new CyclicBarrier(objects);
        List<Callable<SqliteDb>> openings = IntStream.range(0, objects)
                .<Callable<SqliteDb>>mapToObj(i -> () -> {
                    start.await();
                    return SqliteDb.open(file());
                })
                .toList();
        try {
            for (Future<SqliteDb> opened : threads.invokeAll(openings)) {
                opened.get().close();
            }
        } finally {
            threads.shutdownNow();
        }
        SqliteFile.verifyIdle(file());
        SqliteFile.verifyClosed(file());
    }

    @Test
    @Tag("DB-4")
    void ofManyProcessesOneClaimsAnAttempt() throws Exception {
        try (SqliteDb db = SqliteDb.open(file())) {
            db.commit(Rows.creation("contested"));
        }
        for (int i = 0; i < PROCESSES; i++) {
            start(List.of(), "claim", file().toString(), String.valueOf(ATTEMPTS));
        }

        List<String> won =
                ForkedJvm.run(processes).stream().flatMap(List::stream).toList();

        assertThat(won)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, ATTEMPTS)
                        .mapToObj(String::valueOf)
                        .toList());
        SqliteFile.verifyIdle(file());
    }

    @Test
    @Tag("DB-2")
    void flywayIsLoadedOnlyWhenThereIsSomethingToMigrate() throws Exception {
        Path whenFresh = folder.resolve("fresh.log");
        Path whenCurrent = folder.resolve("current.log");
        start(List.of("-Xlog:class+load:file=" + whenFresh), "open", file().toString());
        ForkedJvm.run(processes);
        processes.clear();

        start(List.of("-Xlog:class+load:file=" + whenCurrent), "open", file().toString());
        ForkedJvm.run(processes);

        assertThat(Files.readString(whenFresh)).contains("org.flywaydb.core.Flyway");
        assertThat(Files.readString(whenCurrent))
                .contains("ai.kern.db.sqlite.SqliteDb")
                .doesNotContain("org.flywaydb");
    }
}
