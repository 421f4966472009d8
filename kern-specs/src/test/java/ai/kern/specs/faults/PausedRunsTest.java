package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.OtherJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits in a file costs a process that opens it nothing; {@code -Dpaused} says how many runs wait. */
@Tag("STR-4")
class PausedRunsTest {
    private static final int PAUSED = Integer.getInteger("paused", 2_000);
    private static final int CONTINUED = 1_000;
    private static final int THREADS = 4;
    private static final int MOST_THREADS = 40;

    @TempDir
    Path folder;

    @Test
    void aSmallProcessOpensThemAndContinuesSome() throws Exception {
        fill();
        Path output = folder.resolve("output.txt");

        Process small = OtherJvm.of(
                        Small.class, List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"), List.of(folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(small.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readAllLines(output)).last().isEqualTo("done");
        assertThat(small.exitValue()).isZero();
        assertThat(ledger(folder).effects()).hasSize(CONTINUED);
        try (SqliteDb db = open(folder)) {
            assertThat(paused(db)).hasSize(PAUSED - CONTINUED);
        }
        FaultDocument.publish(
                "runs that wait in a SQLite file, opened by a JVM of 128 MB that continues 1,000 of them",
                PAUSED,
                FaultReport.KEPT);
    }

    /** Lets the engine pause runs; that none is lost when the power fails is no part of this. */
    private void fill() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (SqliteDb db = open(folder)) {
            Agent agent = agent(db, folder);
            List<Future<?>> filling = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                filling.add(threads.submit(() -> {
                    for (int run = 0; run < PAUSED / THREADS; run++) {
                        assertThat(agent.run("pay").isPaused()).isTrue();
                    }
                }));
            }
            for (Future<?> filled : filling) {
                filled.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static SqliteDb open(Path folder) {
        return SqliteDb.builder()
                .path(folder.resolve("runs.db"))
                .synchronous(SqliteDb.Synchronous.NORMAL)
                .open();
    }

    private static Ledger ledger(Path folder) {
        return new Ledger(folder.resolve("effects.txt"));
    }

    private static Agent agent(SqliteDb db, Path folder) {
        return Agent.builder()
                .name("Payer")
                .model(new Paying())
                .tools(new LedgerTools(ledger(folder)).tool("pay").requiresConfirmation())
                .db(db)
                .build();
    }

    /** Pays once, and remembers nothing of all the runs that ask it. */
    private static final class Paying implements Model {
        @Override
        public String id() {
            return "paying";
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            boolean isFirst = request.messages().size() == 1;
            List<ToolCallRequest> calls =
                    isFirst ? List.of(new ToolCallRequest("call-1", "pay", "{\"item\":\"a\"}")) : List.of();
            return new ModelResponse(new Message.Assistant(isFirst ? "" : "paid", calls, Optional.empty()), Usage.NONE);
        }
    }

    private static List<String> paused(SqliteDb db) {
        RunQuery query = RunQuery.all().status(RunStatus.PAUSED).size(1_000);
        List<String> ids = new ArrayList<>();
        Optional<PagePosition> next = Optional.empty();
        do {
            Page<Run> page = db.runs(next.map(query::after).orElse(query));
            page.items().stream().map(Run::id).forEach(ids::add);
            next = page.next();
        } while (next.isPresent());
        return ids;
    }

    /** The process that opens the file. */
    static final class Small {
        private Small() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            try (SqliteDb db = open(folder)) {
                Agent agent = agent(db, folder);
                List<String> waiting = paused(db);
                checkThreads();
                for (String runId : waiting.subList(0, CONTINUED)) {
                    RunOutput run = agent.find(runId).orElseThrow();
                    if (!agent.continueRun(runId, Confirmations.confirmAll(run)).isCompleted()) {
                        throw new IllegalStateException("run " + runId + " did not complete");
                    }
                }
                checkThreads();
            }
            System.out.println("done");
        }

        private static void checkThreads() {
            int threads = Thread.getAllStackTraces().size();
            if (threads >= MOST_THREADS) {
                throw new IllegalStateException("there are " + threads + " threads");
            }
        }
    }
}
