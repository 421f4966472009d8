package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.RunState;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunStatusTest extends EngineSpec {

    @Test
    @Tag("RUN-1")
    void aRunHasOneOfSixStatuses() {
        assertThat(RunStatus.values())
                .extracting(RunStatus::name)
                .containsExactlyInAnyOrder("PENDING", "RUNNING", "PAUSED", "COMPLETED", "ERROR", "CANCELLED");
    }

    @Test
    @Tag("RUN-1")
    void aRunWhoseModelIsDoneIsStoredAsCompleted() {
        RunOutput run = lab.run(lab.agent(ScriptedModel.of(text("hello"))), "hi");

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(storedStatus(run.runId())).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    @Tag("RUN-1")
    void aRunIsRunningWhileAToolRunsAndPausedWhileACallWaits() {
        Halt halt = new Halt();
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a")), calls(call("pay", "a")), text("paid")),
                lab.tool("look", (item, context) -> {
                    halt.pass(context);
                    return "seen";
                }),
                lab.tool("pay").requiresConfirmation());

        Background<RunOutput> working = Background.start(() -> lab.run(agent, "pay"));
        String runId = halt.awaitArrival().runId();
        assertThat(storedStatus(runId)).isEqualTo(RunStatus.RUNNING);

        halt.open();
        assertThat(working.join().status()).isEqualTo(RunStatus.PAUSED);
        assertThat(storedStatus(runId)).isEqualTo(RunStatus.PAUSED);
    }

    @Test
    @Tag("RUN-1")
    void aCompletedRunNeverChanges() {
        Agent agent = lab.agent(ScriptedModel.of(text("hello")));
        RunOutput run = lab.run(agent, "hi");

        refusesEveryDoor(agent, run.runId(), RunStatus.COMPLETED);
        assertThatThrownBy(() -> agent.cancel(run.runId()))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining("COMPLETED");
        assertThat(storedStatus(run.runId())).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    @Tag("RUN-1")
    void aCancelledRunNeverChanges() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
        RunOutput run = lab.run(agent, "pay");
        agent.cancel(run.runId());
        RunState cancelled = lab.db().load(run.runId()).orElseThrow();

        assertThatThrownBy(() -> lab.continueAll(agent, run, Confirmations::confirm))
                .isInstanceOf(RunNotPausedException.class);
        refusesEveryDoor(agent, run.runId(), RunStatus.CANCELLED);
        assertThat(agent.cancel(run.runId()).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(lab.db().load(run.runId())).contains(cancelled);
    }

    @Test
    @Tag("RUN-1")
    void aFailedRunIsChangedByNoDoorButARetry() {
        Agent agent = lab.agent(ScriptedModel.of(failure("the model is gone")));
        RunFailedException failed = failureOf(agent);
        RunState stored = lab.db().load(failed.runId()).orElseThrow();

        refusesEveryDoor(agent, failed.runId(), RunStatus.ERROR);
        assertThatThrownBy(() -> agent.cancel(failed.runId()))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining("ERROR");
        assertThat(lab.db().load(failed.runId())).contains(stored);
    }

    private RunFailedException failureOf(Agent agent) {
        try {
            throw new AssertionError("the run did not fail: " + lab.run(agent, "hi"));
        } catch (RunFailedException failed) {
            return failed;
        }
    }

    private void refusesEveryDoor(Agent agent, String runId, RunStatus status) {
        lab.expireLeases();
        assertThatThrownBy(() -> lab.continueRun(agent, runId))
                .isInstanceOfSatisfying(
                        RunNotPausedException.class,
                        refused -> assertThat(refused.status()).isEqualTo(status))
                .hasMessageContaining(status.name());
        assertThatThrownBy(() -> lab.recover(agent, runId))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining(status.name());
    }

    private RunStatus storedStatus(String runId) {
        return lab.db().find(runId).orElseThrow().status();
    }
}
