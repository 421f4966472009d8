package ai.kern.specs.hitl;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.db.RunState;
import ai.kern.model.Message;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;

/** What the specifications of pauses share: tools that write to the ledger, and looks at what is stored and told. */
abstract class HitlSpec extends EngineSpec {
    LedgerTools tools;

    @BeforeEach
    void makeTools() {
        tools = new LedgerTools(lab.ledger());
    }

    /** A tool whose calls run freely. */
    FunctionTool.Builder<Item> list() {
        return tools.tool("list");
    }

    /** A tool whose calls a person confirms. */
    FunctionTool.Builder<Item> delete() {
        return tools.tool("delete").requiresConfirmation();
    }

    static ScriptedCall call(String tool, String item) {
        return LedgerTools.call(tool, item);
    }

    /** A model that calls tools in one batch and is done. */
    static ScriptedModel batch(ScriptedCall... calls) {
        return ScriptedModel.of(calls(calls), text("done"));
    }

    /** A model that gives these answers in turn. */
    static ScriptedModel script(ScriptedAnswer... answers) {
        return ScriptedModel.of(answers);
    }

    List<String> effects() {
        return lab.ledger().effects();
    }

    /** Everything that is stored of a run. */
    RunState stored(RunOutput run) {
        return lab.db().load(run.runId()).orElseThrow();
    }

    /** The only open requirement of a run. */
    static <R extends Requirement> R only(RunOutput run, Class<R> type) {
        assertThat(run.activeRequirements()).hasSize(1);
        return type.cast(run.activeRequirements().get(0));
    }

    /** The open requirement of the call whose arguments hold this text. */
    static <R extends Requirement> R about(RunOutput run, String item, Class<R> type) {
        List<Requirement> found = run.activeRequirements().stream()
                .filter(open -> open.toolCall().arguments().json().contains("\"" + item + "\""))
                .toList();
        assertThat(found).hasSize(1);
        return type.cast(found.get(0));
    }

    /** One answer to each open requirement. */
    static Resolution[] answers(RunOutput run, Function<Requirement, Resolution> answer) {
        return run.activeRequirements().stream().map(answer).toArray(Resolution[]::new);
    }

    /** What the model was told of the calls, in its last request. */
    static List<String> results(ScriptedModel model) {
        return model.lastRequest().messages().stream()
                .filter(Message.ToolResult.class::isInstance)
                .map(Message::text)
                .toList();
    }

    /** Holds an action to being refused as a whole: nothing stored, nothing run, nothing asked of the model. */
    AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            RunOutput run, ScriptedModel model, ThrowingCallable action) {
        RunState before = stored(run);
        List<String> effectsBefore = effects();
        int asked = model.requests().size();
        Throwable thrown = catchThrowable(action);
        assertThat(stored(run)).as("what is stored").isEqualTo(before);
        assertThat(stored(run).toString()).as("what is stored, as text").isEqualTo(before.toString());
        assertThat(effects()).as("what the tools did").isEqualTo(effectsBefore);
        assertThat(model.requests()).as("what the model was asked").hasSize(asked);
        return assertThat(thrown);
    }
}
