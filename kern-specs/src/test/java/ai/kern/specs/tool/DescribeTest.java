package ai.kern.specs.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.kern.agent.Agent;
import ai.kern.run.RunnerDescription;
import ai.kern.run.RunnerKind;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Protection;
import ai.kern.tool.Tool;
import ai.kern.tool.Toolkit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An agent tells what stands before each of its tools, wherever that was said. */
@Tag("APPR-2")
class DescribeTest {
    static class Files {
        @Tool(onceOnly = true)
        void send() {}

        @Tool(requiresConfirmation = true, editable = true, idempotent = true)
        void wipe() {}
    }

    private final Agent agent = Agent.builder()
            .name("Files")
            .model(ScriptedModel.of(ScriptedAnswer.text("done")))
            .tools(
                    Toolkit.of(FunctionTool.builder("pay").callVoid((arguments, context) -> {}))
                            .requiresConfirmation("pay"),
                    new Files())
            .build();

    @Test
    void eachToolIsListedWithItsProtection() {
        RunnerDescription files = agent.describe();

        assertThat(files.id()).isEqualTo("files");
        assertThat(files.kind()).isEqualTo(RunnerKind.AGENT);
        assertThat(files.members()).isEmpty();
        assertThat(files.allTools())
                .extracting(RunnerDescription.Tool::name, RunnerDescription.Tool::protection)
                .containsExactly(
                        tuple("pay", Protection.CONFIRMATION),
                        tuple("send", Protection.NONE),
                        tuple("wipe", Protection.CONFIRMATION));
    }

    @Test
    void whatMayBeRepeatedAndChangedIsTold() {
        RunnerDescription.Tool send = agent.describe().tools().get(1);
        RunnerDescription.Tool wipe = agent.describe().tools().get(2);

        assertThat(send.isFree()).isTrue();
        assertThat(send.isGated()).isFalse();
        assertThat(send.onceOnly()).isTrue();
        assertThat(send.origin()).contains("Files.send");
        assertThat(wipe.isFree()).isFalse();
        assertThat(wipe.idempotent()).isTrue();
        assertThat(wipe.editable()).isTrue();
        assertThat(wipe.runnerId()).isEqualTo("files");
    }
}
