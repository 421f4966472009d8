package ai.kern.specs.db;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.Changeset;
import ai.kern.db.LeaseUse;
import ai.kern.db.TimeOffset;
import ai.kern.db.postgres.PostgresDb;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.specs.support.PostgresServer;
import ai.kern.testkit.FaultyConnections;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often a commit goes to the server and back, which over a network is what it costs. */
@Tag("RUN-2")
class PostgresRoundTripTest {
    private static final LeaseUse HOLD = new LeaseUse.Hold("token");
    private static final LeaseUse ACQUIRE = new LeaseUse.Acquire("token", Duration.ofDays(1));

    private final PostgresServer server = PostgresServer.require();
    private final String schema = PostgresServer.newSchema();
    private final FaultyConnections connections = new FaultyConnections();
    private PostgresDb db;

    @BeforeEach
    void open() {
        server.create(schema);
        db = server.openOn(connections::around, schema, TimeOffset.NONE);
        db.commit(Rows.creation("run"));
    }

    @AfterEach
    void close() {
        db.close();
        server.drop(schema);
    }

    private Run run() {
        return db.find("run").orElseThrow();
    }

    private List<String> sentFor(Changeset changeset) {
        connections.reset();
        db.commit(changeset);
        return connections.statements();
    }

    @Test
    void aStepGoesOnceHoweverManyRowsItHas() {
        db.commit(Rows.step(run(), ACQUIRE, 1, 0));

        assertThat(sentFor(Rows.step(run(), HOLD, 1, 1)))
                .singleElement()
                .asString()
                .endsWith("COMMIT");
        assertThat(sentFor(Rows.step(run(), HOLD, 9, 8))).hasSize(1);
        assertThat(db.load("run").orElseThrow().executions()).hasSize(9);
    }

    @Test
    void aStepOfVeryManyRowsGoesOnceForEachThirtyTwo() {
        assertThat(sentFor(Rows.step(run(), ACQUIRE, 64, 0))).hasSize(3);
        assertThat(db.load("run").orElseThrow().entries()).hasSize(64);
    }

    @Test
    void aRunOfAToolIsCreatedByThreeAndGoesOnceForEachStep() {
        Agent agent = Agent.builder()
                .name("Files")
                .model(ScriptedModel.of(calls(call("look")), text("done")))
                .tools(FunctionTool.builder("look").call((arguments, context) -> "seen"))
                .db(db)
                .build();
        connections.reset();

        assertThat(agent.run("Go.").isCompleted()).isTrue();

        // The session, which is new, the run, the claim, the outcome and the end; what was read is not among them.
        assertThat(connections.statements())
                .filteredOn(sql -> sql.contains("INSERT") || sql.contains("UPDATE"))
                .hasSize(5);
        assertThat(connections.statements()).filteredOn("COMMIT"::equals).isEmpty();
    }

    @Test
    void whatStoodAgainstACommitAndIsGoneWhenItIsLookedForStandsAgainstItNoMore() {
        db.commit(Rows.step(run(), ACQUIRE, 0, 0));
        Run held = run();
        connections.reset();
        // The first way finds the lease of another; before the second one asks why, that is given back.
        connections.doAt(2, () -> {
            try (PostgresDb other = server.open(schema, TimeOffset.NONE)) {
                other.commit(Changeset.builder(UUID.randomUUID().toString(), "run", new LeaseUse.Release("token"))
                        .build());
            }
        });

        db.commit(Rows.step(held, new LeaseUse.Acquire("another", Duration.ofDays(1)), 1, 1));

        assertThat(connections.hasStruck()).isTrue();
        assertThat(run().version()).isEqualTo(held.version() + 1);
        assertThat(db.load("run").orElseThrow().entries()).hasSize(1);
    }

    @Test
    void aConditionThatDoesNotHoldLeavesNothingOfTheOthersBehind() {
        db.commit(Rows.step(run(), ACQUIRE, 1, 1));
        Run current = run();
        Changeset next = Rows.step(current, HOLD, 1, 1);
        db.commit(Changeset.builder(UUID.randomUUID().toString(), "run", HOLD)
                .executions(next.executions())
                .build());

        assertThatThrownBy(() -> db.commit(next))
                .isInstanceOf(RunConflictException.class)
                .hasNoSuppressedExceptions()
                .hasMessageContaining("CLAIM");

        assertThat(run()).isEqualTo(current);
        assertThat(db.load("run").orElseThrow().entries()).hasSize(1);
    }
}
