package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tool of a call in doubt is another one today than when the call was claimed. */
@Tag("HITL-14")
class RunAgainOfChangedToolTest extends EngineSpec {
    private final ScriptedModel model =
            ScriptedModel.of(ScriptedAnswer.calls(LedgerTools.call("pay", "a")), ScriptedAnswer.text("done"));

    private RunOutput dieAndRecover(Object toolOfTheNext) {
        Agent first = lab.agent(
                model,
                lab.tool("pay", (item, context) -> {
                            throw new ProcessDied();
                        })
                        .requiresConfirmation());
        RunOutput run = lab.run(first, "go");
        assertThat(catchThrowable(() -> lab.continueAll(first, run, open -> ((Confirmation) open).confirm())))
                .isInstanceOf(ProcessDied.class);
        lab.restart();
        lab.expireLeases();
        return lab.recover(lab.agent(model, toolOfTheNext), run.runId());
    }

    private void assertRunAgainDoesNotRun(Object toolOfTheNext) {
        RunOutput doubt = dieAndRecover(toolOfTheNext);

        Throwable thrown = catchThrowable(() ->
                lab.continueAll(lab.agent(model, toolOfTheNext), doubt, open -> ((OutcomeUnknown) open).runAgain()));

        assertThat(lab.ledger().effects()).containsExactly("pay a");
        assertThat(thrown).isInstanceOf(KernException.class);
    }

    @Test
    void aToolThatExecutesOutsideKernByNowIsNotCalledByKern() {
        assertRunAgainDoesNotRun(lab.tool("pay").externalExecution());
    }

    @Test
    @Tag("TOOL-2")
    void aToolIsNotCalledWithArgumentsThatItsSchemaRefusesByNow() {
        assertRunAgainDoesNotRun(FunctionTool.builder("pay")
                .parameters("{\"type\":\"object\",\"properties\":{\"item\":{\"type\":\"string\"},"
                        + "\"costCentre\":{\"type\":\"string\"}},\"required\":[\"item\",\"costCentre\"]}")
                .call((arguments, context) -> {
                    lab.ledger().add("pay without cost centre: " + arguments);
                    return "paid";
                })
                .requiresConfirmation());
    }
}
