package ai.kern.specs.tool;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolExecution;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** What the specifications of tools share: tools that write to the ledger, and what the model was told. */
abstract class ToolSpec extends EngineSpec {

    /** A tool that notes in the ledger that it ran, and returns {@code <name> is done}. */
    FunctionTool.Builder<Map<String, Object>> noting(String name) {
        return FunctionTool.builder(name).call((arguments, context) -> note(name));
    }

    /** The same for a tool with parameters. */
    <A> FunctionTool.Builder<A> noting(String name, Class<A> parameters) {
        return FunctionTool.builder(name).parameters(parameters).call((arguments, context) -> note(name));
    }

    String note(String name) {
        lab.ledger().add(name);
        return name + " is done";
    }

    /** A tool that throws {@code <name> went wrong}. */
    static FunctionTool.Builder<Map<String, Object>> failing(String name) {
        return FunctionTool.builder(name).call((arguments, context) -> {
            throw new IOException(name + " went wrong");
        });
    }

    /** A model that calls tools once and then says "done". */
    static ScriptedModel callsOnce(ScriptedCall... calls) {
        return ScriptedModel.of(ScriptedAnswer.calls(calls), ScriptedAnswer.text("done"));
    }

    /** The results of the last request's last calls, in their order. */
    static List<Message.ToolResult> resultsIn(ModelRequest request) {
        return request.messages().stream()
                .filter(Message.ToolResult.class::isInstance)
                .map(Message.ToolResult.class::cast)
                .toList();
    }

    /** What the model was told last, of the only call. */
    static Message.ToolResult onlyResult(ScriptedModel model) {
        List<Message.ToolResult> results = resultsIn(model.lastRequest());
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    static List<String> resultsOf(RunOutput run) {
        return run.toolExecutions().stream()
                .map(ToolExecution::result)
                .map(result -> result.orElse("none"))
                .toList();
    }

    static void assertCompleted(RunOutput run) {
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.content()).endsWith("done");
    }

    /** The only open requirement, of the kind that is expected. */
    static <R extends Requirement> R onlyOpen(RunOutput run, Class<R> kind) {
        assertThat(run.status()).isEqualTo(RunStatus.PAUSED);
        assertThat(run.activeRequirements()).singleElement().isInstanceOf(kind);
        return kind.cast(run.activeRequirements().get(0));
    }

    /** Waits until something that is not an answer has settled all requirements. */
    RunOutput awaitSettled(Agent agent, String runId) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> lab.find(agent, runId),
                        run -> run.activeRequirements().isEmpty());
    }

    static Resolution confirm(Requirement requirement) {
        return ((Confirmation) requirement).confirm();
    }
}
