package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("RUN-5")
class ThrowingToolTest extends ToolSpec {

    static class Broken {
        @Tool
        void fetch() throws IOException {
            throw new IOException("no route to host", new IllegalStateException("secret of the cause"));
        }
    }

    private static FunctionTool.Builder<Map<String, Object>> throwing(Exception exception) {
        return FunctionTool.builder("fetch").call((arguments, context) -> {
            throw exception;
        });
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                Arguments.of(new IllegalStateException("the disk is full"), "Error: the disk is full"),
                Arguments.of(new IOException("no route to host"), "Error: no route to host"),
                Arguments.of(new NullPointerException(), "Error: NullPointerException"),
                Arguments.of(new IllegalArgumentException("  "), "Error: IllegalArgumentException"),
                Arguments.of(new RuntimeException(new IOException("inner")), "Error: java.io.IOException: inner"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void aToolThatThrowsGivesTheModelItsMessageAndTheRunGoesOn(Exception thrown, String told) {
        ScriptedModel model = callsOnce(call("fetch"));

        RunOutput run = lab.run(lab.agent(model, throwing(thrown)), "Fetch.");

        assertCompleted(run);
        assertThat(onlyResult(model)).isEqualTo(new Message.ToolResult("call_1_1", "fetch", told, true));
        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.FAILED);
        assertThat(run.failure()).isEmpty();
    }

    @Test
    void aMethodThatThrowsTellsNeitherItsStackNorItsCause() {
        ScriptedModel model = callsOnce(call("fetch"));

        assertCompleted(lab.run(lab.agent(model, new Broken()), "Fetch."));

        assertThat(onlyResult(model).text()).isEqualTo("Error: no route to host");
    }

    @Test
    void aProtectedToolThatThrowsIsToldTheSameWay() {
        ScriptedModel model = callsOnce(call("fails"));
        Agent agent = lab.agent(model, failing("fails").requiresConfirmation());

        RunOutput run = lab.continueAll(agent, lab.run(agent, "Go."), ToolSpec::confirm);

        assertCompleted(run);
        assertThat(onlyResult(model).text()).isEqualTo("Error: fails went wrong");
    }

    @Test
    void aToolWithATimeOutThatThrowsIsToldTheSameWay() {
        ScriptedModel model = callsOnce(call("fails"));

        assertCompleted(lab.run(lab.agent(model, failing("fails").timeout(Duration.ofMinutes(5))), "Go."));

        assertThat(onlyResult(model).text()).isEqualTo("Error: fails went wrong");
    }

    static Stream<Error> errorsOfTheTool() {
        return Stream.of(new StackOverflowError(), new NoClassDefFoundError("com/example/Missing"));
    }

    @ParameterizedTest
    @MethodSource("errorsOfTheTool")
    void anErrorThatIsTheToolsOwnIsToldLikeAnException(Error thrown) {
        ScriptedModel model = callsOnce(call("fetch"));

        RunOutput run = lab.run(
                lab.agent(model, FunctionTool.builder("fetch").call((arguments, context) -> {
                    throw thrown;
                })),
                "Fetch.");

        assertCompleted(run);
        assertThat(onlyResult(model).text()).startsWith("Error: ");
        assertThat(onlyResult(model).error()).isTrue();
    }

    @Test
    void aMessageBeyondAllMeasureIsCutAndTheRunGoesOn() {
        ScriptedModel model = callsOnce(call("fetch"));

        RunOutput run =
                lab.run(lab.agent(model, throwing(new IOException("<html>" + "x".repeat(6 * 1024 * 1024)))), "Fetch.");

        assertCompleted(run);
        assertThat(onlyResult(model).text()).startsWith("Error: <html>xxx").hasSizeLessThan(20_000);
    }

    @Test
    void aMessageThatIsNoCleanTextReachesTheModelAllTheSame() {
        String message = "broken \uD83D pair, \u0000 and \u2028";
        ScriptedModel model = callsOnce(call("fetch"));

        assertCompleted(lab.run(lab.agent(model, throwing(new IOException(message))), "Fetch."));

        assertThat(onlyResult(model).text()).isEqualTo("Error: " + message);
    }

    @Test
    @Tag("RUN-4")
    void anErrorOfTheMachineReachesTheCallerAndAnotherProcessTakesTheRunOver() {
        FunctionTool.Builder<Map<String, Object>> dies = FunctionTool.builder("dies")
                .call((arguments, context) -> {
                    lab.ledger().add(context.runId());
                    if (context.attempt() == 1) {
                        throw new ProcessDied();
                    }
                    return "alive";
                });
        ScriptedModel model = callsOnce(call("dies"));
        Agent agent = lab.agent(model, dies);

        assertThatExceptionOfType(ProcessDied.class).isThrownBy(() -> lab.run(agent, "Go."));

        String runId = lab.ledger().effects().get(0);
        assertThat(lab.find(agent, runId).status()).isEqualTo(RunStatus.RUNNING);
        lab.expireLeases();
        assertCompleted(lab.recover(agent, runId));
        assertThat(onlyResult(model).text()).isEqualTo("alive");
    }

    // an interrupted caller
}
