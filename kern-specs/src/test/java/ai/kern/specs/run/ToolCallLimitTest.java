package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.ToolExecution;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ToolCallLimitTest extends EngineSpec {

    @Test
    @Tag("RUN-6")
    void callsUpToTheLimitRunAndThoseBeyondAreRefused() {
        RunOutput run = lab.run(
                builder(calls(call("look", "a"), call("look", "b"), call("look", "c")), text("done"))
                        .toolCallLimit(2)
                        .build(),
                "look");

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactlyInAnyOrder("look a", "look b");
        assertThat(run.toolExecutions())
                .extracting(ToolExecution::outcome)
                .last()
                .satisfies(last -> assertThat(last).contains(OutcomeStatus.REFUSED));
        assertThat(run.toolExecutions().get(2).result().orElseThrow()).contains("limit of 2");
    }

    @Test
    @Tag("RUN-6")
    void theLimitCountsOverAllTurns() {
        RunOutput run = lab.run(
                builder(calls(call("look", "a")), calls(call("look", "b")), calls(call("look", "c")), text("done"))
                        .toolCallLimit(2)
                        .build(),
                "look");

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("look a", "look b");
    }

    @Test
    @Tag("RUN-6")
    @Tag("HITL-17")
    void theLimitCountsOverAllPausesAndRestarts() {
        ScriptedAnswer[] script = {
            calls(call("pay", "a")), calls(call("pay", "b")), calls(call("pay", "c")), text("done")
        };
        RunOutput run = lab.run(builder(script).toolCallLimit(2).build(), "pay");
        for (int pause = 1; pause <= 2; pause++) {
            assertThat(run.isPaused()).as("pause " + pause).isTrue();
            lab.restart();
            run = lab.continueAll(builder(script).toolCallLimit(2).build(), run, Confirmations::confirm);
        }

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a", "pay b");
        assertThat(run.toolExecutions().get(2).outcome()).contains(OutcomeStatus.REFUSED);
    }

    @Test
    @Tag("RUN-6")
    @Tag("RUN-12")
    void theLimitThatTheRunWasStartedWithHoldsUnderAnAgentWithAnother() {
        ScriptedAnswer[] script = {calls(call("pay", "a")), calls(call("pay", "b")), text("done")};
        RunRequest request = RunRequest.builder("pay").toolCallLimit(1).build();
        RunOutput paused = lab.run(builder(script).toolCallLimit(50).build(), request);
        lab.restart();

        RunOutput run = lab.continueAll(builder(script).toolCallLimit(70).build(), paused, Confirmations::confirm);

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("RUN-6")
    void nobodyIsAskedToApproveACallBeyondTheLimit() {
        RunOutput run = lab.run(
                builder(calls(call("look", "a"), call("pay", "b")), text("done"))
                        .toolCallLimit(1)
                        .build(),
                "go");

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.requirements()).isEmpty();
        assertThat(lab.ledger().effects()).containsExactly("look a");
    }

    @Test
    @Tag("RUN-6")
    void theModelIsOfferedNoToolsOnceTheLimitIsUsedUp() {
        ScriptedModel model = ScriptedModel.of(calls(call("look", "a")), text("done"));

        lab.run(lab.builder(model, lab.tool("look")).toolCallLimit(1).build(), "look");

        assertThat(model.requests().get(0).tools()).hasSize(1);
        assertThat(model.requests().get(1).tools()).isEmpty();
    }

    @Test
    @Tag("RUN-6")
    void aModelThatInsistsOnToolsBeyondTheLimitEndsTheRunAsError() {
        Agent agent = builder(calls(call("look", "a")), calls(call("look", "b")), calls(call("look", "c")))
                .toolCallLimit(1)
                .build();

        assertThatThrownBy(() -> lab.run(agent, "look"))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("1 tool calls were used up");
        assertThat(lab.ledger().effects()).containsExactly("look a");
    }

    @Test
    @Tag("RUN-6")
    void aLimitOfZeroLetsNoToolRun() {
        RunOutput run = lab.run(
                builder(calls(call("look", "a")), text("done")).toolCallLimit(0).build(), "look");

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).isEmpty();
    }

    private AgentBuilder builder(ScriptedAnswer... answers) {
        return lab.builder(
                ScriptedModel.of(answers), lab.tool("look"), lab.tool("pay").requiresConfirmation());
    }
}
