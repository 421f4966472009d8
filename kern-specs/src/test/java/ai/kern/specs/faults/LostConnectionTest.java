package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.TimeOffset;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.PostgresServer;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.testkit.FaultyConnections;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Connections to PostgreSQL that are lost in the middle of a commit, while the process goes on. */
@Tag("RUN-13")
class LostConnectionTest {
    private static final Scenario SCENARIO = Scenario.named("a mixed batch");
    private static final String COMMIT = "COMMIT";

    @TempDir
    Path folder;

    private Lab lab;
    private Optional<DbException> told = Optional.empty();

    @BeforeEach
    void openLab() {
        lab = new Lab(StoreKind.POSTGRES, folder);
    }

    @AfterEach
    void closeLab() {
        lab.close();
    }

    /** Loses a connection, and tells at which statement. */
    private interface Loss {
        void plan(FaultyConnections connections, AtomicReference<String> statement);
    }

    /** The server ends the connection right before a statement. */
    private static Loss before(int statement) {
        return (connections, lost) -> connections.doAt(statement, () -> {
            lost.set(connections.statements().get(statement - 1));
            assertThat(PostgresServer.require().disconnectUnpooled(PostgresServer.SCHEMA))
                    .isEqualTo(1);
        });
    }

    /** The connection breaks after a statement, before its answer is read. */
    private static Loss after(int statement) {
        return (connections, lost) -> {
            connections.loseAt(statement);
            lost.set(COMMIT);
        };
    }

    @TestFactory
    Stream<DynamicTest> atAnyStatementOfACommitItCostsNoRunAndLeavesNoDoubt() {
        List<FaultPoint> commits = FaultCell.record(SCENARIO, lab).stream()
                .filter(point -> point.place() == Place.COMMIT && point.moment() == Moment.BEFORE)
                .toList();
        assertThat(commits).hasSize(SCENARIO.commits());
        return commits.stream()
                .map(commit -> dynamicTest(commit.toString().replace("before ", ""), () -> {
                    int statement = 1;
                    while (!lose(commit, before(statement)).endsWith(COMMIT)) {
                        statement++;
                    }
                    lose(commit, after(statement));
                    assertThat(told).as("a lost answer is read back").isEmpty();
                }));
    }

    private String lose(FaultPoint commit, Loss loss) {
        FaultyConnections connections = new FaultyConnections();
        AtomicReference<String> lost = new AtomicReference<>("");
        FaultPlan plan = FaultPlan.of(commit, begun -> {
            connections.reset();
            loss.plan(connections, lost);
        });
        Players players = SCENARIO.players();
        told = Optional.empty();
        try (Db unpooled =
                PostgresServer.require().openOn(connections::around, PostgresServer.SCHEMA, TimeOffset.NONE)) {
            FaultCell.play(SCENARIO, lab, players, plan, plan.db(unpooled));
        } catch (DbException failure) {
            told = Optional.of(failure);
        }
        lab.decorate(db -> db);
        players.verify();
        assertThat(plan.hasStruck() && connections.hasStruck())
                .as("the connection is lost")
                .isTrue();
        judge(plan.runs().get(0), commit);
        return lost.get();
    }

    private void judge(String runId, FaultPoint commit) {
        if (lab.db().find(runId).isEmpty()) {
            assertThat(commit.step())
                    .as("the commit without which there is no run")
                    .isEqualTo(1);
            assertThat(told).as("what its starter is told").isPresent();
            return;
        }
        Players players = SCENARIO.players();
        RunOutput run = new Person(lab, SCENARIO.oneByOne()).bringToTheEnd(players.runner(lab), runId);
        Auditor auditor = new Auditor(SCENARIO, lab, runId);
        auditor.judge(run);
        players.verify();
        assertThat(Auditor.doubts(run))
                .as("doubts, though nothing of the process is lost")
                .isZero();
        assertThat(auditor.effects()).hasSize((int) SCENARIO.bodies());
    }
}
