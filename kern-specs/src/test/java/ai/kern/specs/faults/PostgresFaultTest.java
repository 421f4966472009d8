package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EmbeddedServer;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.testkit.FaultyConnections;
import ai.kern.testkit.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real failures of PostgreSQL under runs: connections that the server ends, and a server that is away for a while. How many runs
 * there are is set by {@code -Dcycles}.
 */
@Tag("RUN-11")
@Tag("RUN-13")
@Tag("HITL-13")
class PostgresFaultTest {
    private static final int CYCLES = Integer.getInteger("cycles", 500);
    private static final int AT_A_TIME = 100;
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final int LONGEST_PEACE_IN_MILLIS = 20;
    private static final Scenario SCENARIO = Scenario.named("a mixed batch");

    @TempDir
    Path folder;

    private Lab lab(String name) throws IOException {
        return new Lab(StoreKind.POSTGRES, Files.createDirectory(folder.resolve(name)));
    }

    @Test
    void runsOutliveConnectionsThatAreEndedAtRandomMoments() throws Exception {
        Random random = new Random();
        int ended = 0;
        for (int cycles = 0; cycles < CYCLES; cycles += AT_A_TIME) {
            try (Lab lab = lab("from-" + cycles);
                    Workload workload = Workload.start(SCENARIO, lab, Math.min(AT_A_TIME, CYCLES - cycles))) {
                while (workload.isWorking()) {
                    ended += PostgresServer.require().disconnectOne(PostgresServer.SCHEMA);
                    Thread.sleep(random.nextInt(LONGEST_PEACE_IN_MILLIS));
                }
                workload.join();
                assertThat(workload.judge()).isGreaterThanOrEqualTo(Math.min(AT_A_TIME, CYCLES - cycles));
            }
        }
        assertThat(ended).as("connections that were ended").isPositive();
    }

    @Test
    void runsOutliveAServerThatIsAwayForAWhile() throws Exception {
        EmbeddedServer server = PostgresServer.require().requireOwn();
        try (Lab lab = lab("outage");
                Workload workload = Workload.start(SCENARIO, lab, Integer.MAX_VALUE)) {
            workload.awaitEnded(10);
            server.stop();
            try {
                assertThatThrownBy(PostgresFaultTest::openImpatiently)
                        .isInstanceOf(DbException.class)
                        .hasMessageContaining("cannot be reached");
                Thread.sleep(AWAY.toMillis());
            } finally {
                server.startAgain();
            }
            workload.awaitEnded(10);
            workload.finish();
            assertThat(workload.judge()).isGreaterThanOrEqualTo(20);
        }
    }

    private static void openImpatiently() {
        PostgresDb.builder()
                .url(PostgresServer.require().url())
                .connectTimeout(Duration.ofMillis(250))
                .open()
                .close();
    }

    @TestFactory
    Stream<DynamicTest> aConnectionThatIsLostInMidCommitCostsNoRunAndLeavesNoDoubt() throws IOException {
        List<FaultPoint> commits;
        try (Lab lab = lab("recording")) {
            commits = FaultCell.record(SCENARIO, lab).stream()
                    .filter(point -> point.place() == Place.COMMIT && point.moment() == Moment.BEFORE)
                    .toList();
        }
        assertThat(commits).hasSize(SCENARIO.commits());
        return commits.stream()
                .map(commit -> dynamicTest(commit.toString().replace("before", "at each statement of"), () -> {
                    try (Lab lab = lab("commit-" + commit.step())) {
                        int statement = 1;
                        while (!loseConnection(lab, commit, statement).equals("COMMIT")) {
                            statement++;
                        }
                    }
                }));
    }

    /** Has the server end the connection right before a statement of a commit, and returns that statement. */
    private static String loseConnection(Lab lab, FaultPoint commit, int statement) {
        PostgresServer server = PostgresServer.require();
        FaultyConnections connections = new FaultyConnections();
        AtomicReference<String> lost = new AtomicReference<>("");
        FaultPlan plan = FaultPlan.of(commit, begun -> {
            connections.reset();
            connections.doAt(statement, () -> {
                lost.set(connections.statements().get(statement - 1));
                assertThat(server.disconnectUnpooled(PostgresServer.SCHEMA)).isEqualTo(1);
            });
        });
        try (Db unpooled = server.openOn(connections::around, PostgresServer.SCHEMA, TimeOffset.NONE)) {
            ScriptedModel model = SCENARIO.model();
            try {
                FaultCell.play(SCENARIO, lab, model, plan, plan.db(unpooled));
            } catch (DbException lostWithTheConnection) {
                assertThat(lostWithTheConnection).hasStackTraceContaining("SQLException");
            } finally {
                lab.decorate(db -> db);
            }
            model.verify();
        }
        assertThat(lost.get())
                .as("the statement at which the connection was lost")
                .isNotEmpty();
        judge(lab, plan.runs().get(0), commit);
        return lost.get();
    }

    private static void judge(Lab lab, String runId, FaultPoint commit) {
        if (lab.db().find(runId).isEmpty()) {
            assertThat(commit.step())
                    .as("the commit without which there is no run")
                    .isEqualTo(1);
            return;
        }
        ScriptedModel model = SCENARIO.model();
        RunOutput run = new Person(lab, SCENARIO.oneByOne())
                .bringToTheEnd(lab.agent(model, new Shop(lab.ledger()).tools()), runId);
        Auditor auditor = new Auditor(SCENARIO, lab, runId);
        auditor.judge(run);
        model.verify();
        assertThat(Auditor.doubts(run))
                .as("doubts, though nothing of the process is lost")
                .isZero();
        assertThat(auditor.effects()).hasSize((int) SCENARIO.bodies());
    }
}
