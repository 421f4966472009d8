package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.ExternalExecution;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls that somebody else executes. */
@Tag("HITL-3")
class ExternalExecutionTest extends HitlSpec {
    private final ScriptedModel model = batch(call("print", "a"));

    private Agent agent() {
        return lab.agent(model, tools.tool("print").externalExecution());
    }

    private String resultToldFor(Object result) {
        RunOutput run = lab.run(agent(), "go");
        lab.continueRun(agent(), run.runId(), only(run, ExternalExecution.class).result(result));
        return results(model).get(0);
    }

    @Test
    void aTextGoesToTheModelAsItIs() {
        assertThat(resultToldFor("line 1\n\"line\" 2")).isEqualTo("line 1\n\"line\" 2");
    }

    @Test
    void anythingElseGoesToTheModelAsJson() {
        assertThat(resultToldFor(new TreeMap<>(Map.of("pages", List.of(1, 2), "ok", true))))
                .isEqualTo("{\"ok\":true,\"pages\":[1,2]}");
    }

    @Test
    void kernNeverCallsTheTool() {
        resultToldFor("printed");

        assertThat(effects()).isEmpty();
    }

    @Test
    void anErrorIsToldAsOne() {
        RunOutput run = lab.run(agent(), "go");

        RunOutput ended = lab.continueRun(
                agent(), run.runId(), only(run, ExternalExecution.class).error("no paper"));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.FAILED);
        assertThat(results(model).get(0)).startsWith("Error").contains("no paper");
    }

    @Test
    @Tag("HITL-10")
    void theResultMayComeAfterARestart() {
        RunOutput run = lab.run(agent(), "go");
        lab.restart();

        assertThat(lab.continueRun(
                                agent(),
                                run.runId(),
                                only(run, ExternalExecution.class).result("printed"))
                        .isCompleted())
                .isTrue();
        assertThat(results(model)).containsExactly("printed");
    }

    @Test
    @Tag("TOOL-9")
    void aResultThatEndsTheRunIsShownWithoutAFurtherRequest() {
        Agent ending = lab.agent(
                model, tools.tool("print").externalExecution().stopAfterCall().showResult());
        RunOutput run = lab.run(ending, "go");

        RunOutput ended = lab.continueRun(
                ending, run.runId(), only(run, ExternalExecution.class).result("printed"));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(ended.content()).contains("printed");
        assertThat(model.requests()).hasSize(1);
    }
}
