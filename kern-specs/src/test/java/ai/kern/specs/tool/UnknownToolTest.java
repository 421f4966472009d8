package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.model.Message;
import ai.kern.requirement.Confirmation;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownToolTest extends ToolSpec {

    @ParameterizedTest
    @ValueSource(strings = {"delete_all", "READ", "read ", "", "read\nwrite"})
    @Tag("TOOL-6")
    void aCallOfAToolThatDoesNotExistIsAnErrorThatListsTheToolsThereAre(String name) {
        ScriptedModel model = callsOnce(call(name, "not even JSON"));

        RunOutput run = lab.run(lab.agent(model, noting("read"), noting("write").requiresConfirmation()), "Delete.");

        assertCompleted(run);
        assertThat(onlyResult(model).error()).isTrue();
        assertThat(onlyResult(model).text())
                .isEqualTo("Error: There is no tool named " + name + ". The tools are: read, write");
        assertThat(run.toolExecutions())
                .singleElement()
                .satisfies(execution -> assertThat(execution.outcome()).contains(OutcomeStatus.REFUSED));
        assertThat(run.requirements()).isEmpty();
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("TOOL-6")
    void anAgentWithoutToolsSaysSo() {
        ScriptedModel model = callsOnce(call("read"));

        assertCompleted(lab.run(lab.agent(model), "Read."));

        assertThat(onlyResult(model).text()).isEqualTo("Error: There is no tool named read. There are no tools.");
    }

    @Test
    @Tag("TOOL-6")
    void theOtherCallsOfTheBatchGoOn() {
        ScriptedModel model = callsOnce(call("delete_all"), call("read"), call("write"));
        var agent = lab.agent(model, noting("read"), noting("write").requiresConfirmation());

        RunOutput paused = lab.run(agent, "Go.");
        assertThat(lab.ledger().effects()).containsExactly("read");
        RunOutput run = lab.continueRun(
                agent, paused.runId(), onlyOpen(paused, Confirmation.class).confirm());

        assertCompleted(run);
        assertThat(resultsOf(run).get(0)).contains("There is no tool named delete_all");
        assertThat(resultsOf(run).subList(1, 3)).containsExactly("read is done", "write is done");
    }

    @Test
    @Tag("RUN-6")
    void callsThatCouldNotRunCountTowardsTheLimitTogetherWithThoseThatFailed() {
        ScriptedModel model = ScriptedModel.of(
                calls(call("delete_all"), call("read", "{\"x\":1}"), call("fails")), calls(call("read")), text("done"));
        var agent = lab.builder(model, noting("read"), failing("fails"))
                .toolCallLimit(3)
                .build();

        RunOutput run = lab.run(agent, "Go.");

        assertCompleted(run);
        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(run.toolExecutions())
                .extracting(execution -> execution.outcome().orElseThrow())
                .containsExactly(
                        OutcomeStatus.REFUSED, OutcomeStatus.REFUSED, OutcomeStatus.FAILED, OutcomeStatus.REFUSED);
        assertThat(resultsOf(run).get(3)).contains("limit of 3 tool calls").contains("Answer without tools");
        assertThat(model.requests())
                .extracting(request -> request.tools().isEmpty())
                .as("no tools are on offer once the calls are used up")
                .containsExactly(false, true, true);
    }

    @Test
    @Tag("RUN-6")
    void withinABatchTheFirstCallsUseUpTheLimitWhateverBecomesOfThem() {
        ScriptedModel model = callsOnce(call("nothing"), call("read"), call("write"), call("read"));
        var agent = lab.builder(model, noting("read"), noting("write").requiresConfirmation())
                .toolCallLimit(2)
                .build();

        RunOutput run = lab.run(agent, "Go.");

        assertCompleted(run);
        assertThat(run.requirements())
                .as("nobody is asked about a call beyond the limit")
                .isEmpty();
        assertThat(lab.ledger().effects()).containsExactly("read");
        assertThat(resultsIn(model.lastRequest()))
                .extracting(Message.ToolResult::error)
                .containsExactly(true, false, true, true);
    }

    @Test
    @Tag("RUN-6")
    void rejectedCallsCountTowardsTheLimit() {
        ScriptedModel model = ScriptedModel.of(calls(call("write")), calls(call("read")), text("done"));
        var agent = lab.builder(model, noting("read"), noting("write").requiresConfirmation())
                .toolCallLimit(1)
                .build();

        RunOutput paused = lab.run(agent, "Go.");
        RunOutput run = lab.continueRun(
                agent, paused.runId(), onlyOpen(paused, Confirmation.class).reject("no"));

        assertCompleted(run);
        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(resultsOf(run).get(1)).contains("limit of 1 tool calls");
    }

    @Test
    @Tag("RUN-6")
    void aModelThatInsistsOnToolsBeyondTheLimitEndsTheRunAsError() {
        ScriptedModel model =
                ScriptedModel.of(calls(call("read")), calls(call("read")), calls(call("read")), text("never"));
        var agent = lab.builder(model, noting("read")).toolCallLimit(1).build();

        assertThatExceptionOfType(RunFailedException.class)
                .isThrownBy(() -> lab.run(agent, "Go."))
                .withMessageContaining("1 tool calls were used up")
                .satisfies(failed -> assertThat(
                                agent.find(failed.runId()).orElseThrow().status())
                        .isEqualTo(RunStatus.ERROR));
        assertThat(model.requests()).hasSize(3);
        assertThat(lab.ledger().effects()).containsExactly("read");
    }
}
