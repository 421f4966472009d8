package ai.kern.specs.faults;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.RunQuery;
import ai.kern.db.RunState;
import ai.kern.requirement.Resolution;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.SmallDiskServer;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL whose disk is full. All that is stored is made large, since small rows still find room in their tables. */
@Tag("DB-3")
class FullDiskTest {
    private static final String LARGE = incompressible(200_000);

    @TempDir
    static Path serverFolder;

    private static SmallDiskServer server;

    @TempDir
    Path folder;

    private final ScriptedModel model = ScriptedModel.of(calls(LedgerTools.call("pay", LARGE)), text("done"));
    private WatchedDb db;
    private Ledger ledger;

    private static String incompressible(int length) {
        return new Random(1)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @BeforeAll
    static void startTheServer() {
        server = SmallDiskServer.start(serverFolder);
    }

    @AfterAll
    static void endTheServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() {
        db = new WatchedDb(server.open());
        ledger = new Ledger(folder.resolve("effects.txt"));
    }

    @AfterEach
    void close() {
        server.makeRoom();
        db.close();
    }

    private Agent agent() {
        return Agent.builder()
                .name("Files")
                .model(model)
                .tools(new LedgerTools(ledger)
                        .tool("pay", (item, context) -> "paid for " + item.item())
                        .requiresConfirmation())
                .db(db)
                .build();
    }

    private RunOutput confirm(RunOutput paused) {
        List<Resolution> answers =
                paused.activeRequirements().stream().map(Confirmations::confirm).toList();
        return agent().continueRun(paused.runId(), answers);
    }

    private void assertEnded(RunOutput run) {
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.toolExecutions().get(0).result()).contains("paid for " + LARGE);
        assertThat(ledger.effects()).containsExactly("pay " + LARGE);
        model.verify();
    }

    @Test
    @Tag("HITL-13")
    void keepsTheCallFromStartingWhoseClaimFindsNoRoom() {
        RunOutput paused = agent().run("go");
        server.fill();
        RunState before = db.load(paused.runId()).orElseThrow();

        assertThatExceptionOfType(DbException.class)
                .isThrownBy(() -> confirm(paused))
                .withMessageContaining("there is no room left")
                .withMessageContaining("Make room");

        assertThat(ledger.effects()).as("nothing runs without its claim").isEmpty();
        assertThat(db.load(paused.runId())).contains(before);
        server.makeRoom();
        assertEnded(confirm(paused));
    }

    @Test
    @Tag("RUN-11")
    void takesAnOutcomeOnceThereIsRoomForIt() {
        RunOutput paused = agent().run("go");
        AtomicInteger refused = new AtomicInteger();
        db.forget();
        db.around((number, changeset, commit) -> {
            if (number == 2) {
                server.fill();
            }
            try {
                commit.run();
            } catch (DbException full) {
                assertThat(full).hasMessageContaining("there is no room left");
                refused.incrementAndGet();
                server.makeRoom();
                throw full;
            }
        });

        assertEnded(confirm(paused));

        assertThat(refused).as("tries that found the disk full").hasValue(1);
    }

    @Test
    void leavesWhatItHadAndNothingOfWhatItRefused() {
        agent().run("go");
        List<Run> before = db.runs(RunQuery.all()).items();
        server.fill();

        assertThatExceptionOfType(DbException.class)
                .isThrownBy(() -> agent().run(LARGE))
                .withMessageContaining("no room");

        try (Db another = server.open()) {
            assertThat(another.runs(RunQuery.all()).items()).isEqualTo(before);
        }
    }
}
