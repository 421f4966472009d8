package ai.kern.specs.db;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.Hearer;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Several processes on one durable store. */
@ParameterizedClass(name = "{0}")
@EnumSource(value = StoreKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
class StoreProcessesTest {
    private static final int STARTING = 10;
    private static final int CLAIMING = 3;
    private static final int ATTEMPTS = 100;

    @Parameter
    StoreKind kind;

    @TempDir
    Path folder;

    private final List<ForkedJvm> processes = new ArrayList<>();
    private FreshStore store;

    @BeforeEach
    void chooseAStore() {
        store = FreshStore.of(kind, folder);
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(ForkedJvm::close);
        store.close();
    }

    @Test
    @Tag("DB-2")
    @Tag("DB-4")
    void processesThatFindNoTablesAllSucceedAndMakeOneSchema() throws Exception {
        for (int i = 0; i < STARTING; i++) {
            processes.add(store.fork(List.of(), "create", "run-" + i));
        }

        ForkedJvm.run(processes);

        try (Db db = store.open()) {
            for (int i = 0; i < STARTING; i++) {
                assertThat(db.find("run-" + i)).isPresent();
            }
        }
        assertThat(store.migrations()).isNotEmpty().doesNotHaveDuplicates();
        store.verifyIdle();
    }

    @Test
    @Tag("DB-2")
    void objectsOfOneProcessThatFindNoTablesAllSucceed() throws Exception {
        int objects = 8;
        ExecutorService threads = Executors.newFixedThreadPool(objects);
        CyclicBarrier start = new CyclicBarrier(objects);
        List<Callable<Db>> openings = IntStream.range(0, objects)
                .<Callable<Db>>mapToObj(i -> () -> {
                    start.await();
                    return store.open();
                })
                .toList();
        try {
            for (Future<Db> opened : threads.invokeAll(openings)) {
                opened.get().close();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.migrations()).isNotEmpty().doesNotHaveDuplicates();
        store.verifyIdle();
    }

    @Test
    @Tag("DB-4")
    void ofManyProcessesOneClaimsAnAttempt() throws Exception {
        try (Db db = store.open()) {
            db.commit(Rows.creation("contested"));
        }
        for (int i = 0; i < CLAIMING; i++) {
            processes.add(store.fork(List.of(), "claim", String.valueOf(ATTEMPTS)));
        }

        List<String> won =
                ForkedJvm.run(processes).stream().flatMap(List::stream).toList();

        assertThat(won)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, ATTEMPTS)
                        .mapToObj(String::valueOf)
                        .toList());
        store.verifyIdle();
    }

    @Test
    @Tag("DB-4")
    void whatAnotherProcessPausesIsToldHere() throws Exception {
        processes.add(store.fork(List.of(), "pause", "a"));
        try (Db db = store.open();
                Hearer hearer = new Hearer(db)) {
            db.commit(Rows.creation("own"));
            db.commit(Rows.pause(db.find("own").orElseThrow()));
            hearer.await("own", () -> Rows.isPaused(db, "own"));

            ForkedJvm.run(processes);

            hearer.await("a", () -> Rows.isPaused(db, "a"));
        }
    }

    @Test
    @Tag("DB-2")
    void flywayIsLoadedOnlyWhenThereIsSomethingToMigrate() throws Exception {
        Path whenFresh = folder.resolve("fresh.log");
        Path whenCurrent = folder.resolve("current.log");
        processes.add(store.fork(List.of("-Xlog:class+load:file=" + whenFresh), "open"));
        ForkedJvm.run(processes);
        processes.clear();

        processes.add(store.fork(List.of("-Xlog:class+load:file=" + whenCurrent), "open"));
        ForkedJvm.run(processes);

        assertThat(Files.readString(whenFresh)).contains("org.flywaydb.core.Flyway");
        assertThat(Files.readString(whenCurrent))
                .contains("ai.kern.db.jdbi.JdbiDb")
                .doesNotContain("org.flywaydb");
    }
}
