package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolFunction;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a tool's result or exception does when it is looked at, it is the tool's. */
@Tag("RUN-5")
@Tag("HITL-13")
class ThrowingResultTest extends EngineSpec {
    /** A result that cannot be written down, since a class of its is not there. */
    public static final class Broken {
        public String getValue() {
            throw new NoClassDefFoundError("com/example/Money");
        }
    }

    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new NullPointerException("no code");
        }
    }

    private void goesOnWithAnError(ToolFunction<Map<String, Object>> body) {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay")), text("done")),
                FunctionTool.builder("pay").call(body).requiresConfirmation());
        RunOutput paused = lab.run(agent, "Pay.");

        RunOutput run = lab.continueAll(agent, paused, requirement -> ((Confirmation) requirement).confirm());

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.toolExecutions().get(0).outcome()).isEqualTo(Optional.of(OutcomeStatus.FAILED));
    }

    @Test
    void aResultWhoseWritingThrowsALinkageErrorIsAnErrorResult() {
        goesOnWithAnError((arguments, context) -> new Broken());
    }

    @Test
    void anErrorAboutAFileSaysWhatIsWrongWithIt() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("read")), text("done")),
                FunctionTool.builder("read").call((arguments, context) -> {
                    throw new NoSuchFileException("old.txt");
                }));

        RunOutput run = lab.run(agent, "Go.");

        assertThat(run.toolExecutions().get(0).result()).contains("Error: NoSuchFileException: old.txt");
    }

    @Test
    void anExceptionWhoseMessageCannotBeReadIsAnErrorResult() {
        goesOnWithAnError((arguments, context) -> {
            throw new Mute();
        });
    }
}
