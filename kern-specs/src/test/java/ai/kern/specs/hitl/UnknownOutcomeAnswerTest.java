package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Resolution;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.specs.support.ProcessDied;
import ai.kern.tool.FunctionTool;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the model is told of a call in doubt: nothing before somebody has answered, and then what the answer makes of it. */
@Tag("HITL-13")
class UnknownOutcomeAnswerTest extends DeathSpec {
    private static final String NOT_KNOWN =
            "The call was started, and it is not known whether it took effect. It was not repeated.";

    /** The calls that are asked about when their process died. */
    enum Kind {
        PROTECTED(FunctionTool.Builder::requiresConfirmation),
        FREE_ONCE_ONLY(FunctionTool.Builder::onceOnly);

        private final UnaryOperator<FunctionTool.Builder<Item>> mark;

        Kind(UnaryOperator<FunctionTool.Builder<Item>> mark) {
            this.mark = mark;
        }
    }

    private FunctionTool.Builder<Item> delete(Kind kind) {
        return kind.mark.apply(mortal("delete"));
    }

    private RunOutput inDoubt(Kind kind) {
        Agent agent = lab.agent(model, delete(kind));
        if (kind == Kind.PROTECTED) {
            return dieAndRecover(agent, lab.run(agent, "go"), delete(kind));
        }
        assertThat(catchThrowable(() -> lab.run(agent, "go"))).isInstanceOf(ProcessDied.class);
        return recover(runOfTheLedger(), delete(kind));
    }

    private RunOutput answer(Kind kind, Function<OutcomeUnknown, Resolution> answer) {
        RunOutput doubt = inDoubt(kind);
        assertThat(model.requests())
                .as("the model is asked when somebody has answered")
                .hasSize(1);
        lab.restart();
        RunOutput ended =
                lab.continueAll(lab.agent(model, delete(kind)), doubt, open -> answer.apply((OutcomeUnknown) open));
        assertThat(ended.isCompleted()).isTrue();
        return ended;
    }

    private void assertTold(String text, boolean isError) {
        assertThat(model.requests()).hasSize(2);
        assertThat(model.lastRequest().messages().stream()
                        .filter(Message.ToolResult.class::isInstance)
                        .toList())
                .isEqualTo(List.of(new Message.ToolResult("call_1_1", "delete", text, isError)));
    }

    @ParameterizedTest
    @EnumSource
    void aResultIsToldAsTheCallsOwn(Kind kind) {
        RunOutput ended = answer(kind, open -> open.result("it is gone"));

        assertTold("it is gone", false);
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.SUCCEEDED);
        assertThat(keys()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aResultThatIsNoTextIsToldAsJson(Kind kind) {
        answer(kind, open -> open.result(Map.of("deleted", true)));

        assertTold("{\"deleted\":true}", false);
    }

    @ParameterizedTest
    @EnumSource
    void givingUpIsToldWithItsNote(Kind kind) {
        RunOutput ended = answer(kind, open -> open.giveUp("the log is lost"));

        assertTold(NOT_KNOWN + " Note: the log is lost", true);
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.UNKNOWN);
        assertThat(keys()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void givingUpIsToldWithoutANoteToo(Kind kind) {
        answer(kind, open -> open.giveUp(""));

        assertTold(NOT_KNOWN, true);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("TOOL-8")
    void whatTheSecondAttemptGivesIsToldAloneAndHadTheSameKey(Kind kind) {
        RunOutput ended = answer(kind, OutcomeUnknown::runAgain);

        assertTold("delete a is done", false);
        assertThat(ended.toolExecutions().get(0).attempts()).isEqualTo(2);
        String key = ended.toolExecutions().get(0).key().idempotencyKey();
        assertThat(keys()).containsExactly("attempt 1 key " + key, "attempt 2 key " + key);
    }

    @ParameterizedTest
    @EnumSource
    void aSecondAttemptThatFailsIsToldAsItsError(Kind kind) {
        RunOutput doubt = inDoubt(kind);
        FunctionTool.Builder<Item> failing = kind.mark.apply(tools.tool("delete", (item, context) -> {
            throw new IllegalStateException("there is no such thing any more");
        }));

        lab.continueAll(lab.agent(model, failing), doubt, open -> ((OutcomeUnknown) open).runAgain());

        assertTold("Error: there is no such thing any more", true);
    }

    @Test
    @Tag("HITL-6")
    void aCallWithChangedArgumentsRunsAgainWithThemAndTheModelIsToldOfTheChange() {
        Agent agent = lab.agent(model, delete(Kind.PROTECTED).editable());
        RunOutput run = lab.run(agent, "go");
        Resolution changed = only(run, Confirmation.class).confirm(Map.of("item", "b"));
        assertThat(catchThrowable(() -> lab.continueRun(agent, run.runId(), changed)))
                .isInstanceOf(ProcessDied.class);
        RunOutput doubt = recover(run.runId(), delete(Kind.PROTECTED).editable());

        lab.continueAll(
                lab.agent(model, delete(Kind.PROTECTED).editable()), doubt, open -> ((OutcomeUnknown) open).runAgain());

        assertThat(effects()).filteredOn(effect -> effect.startsWith("delete")).containsExactly("delete b", "delete b");
        assertTold(
                "[A person changed the arguments before the call ran. It ran with: {\"item\":\"b\"}]\ndelete b is done",
                false);
    }

    @Test
    void anIdempotentProtectedCallIsToldOnceAsIfNothingHadHappened() {
        Agent agent = lab.agent(model, delete(Kind.PROTECTED).idempotent());

        RunOutput ended = dieAndRecover(
                agent, lab.run(agent, "go"), delete(Kind.PROTECTED).idempotent());

        assertThat(ended.isCompleted()).isTrue();
        assertThat(keys()).hasSize(2);
        assertTold("delete a is done", false);
    }

    @Test
    @Tag("TOOL-9")
    void aResultThatSomebodyBringsEndsTheRunWhereTheToolSaysSo() {
        Agent agent = lab.agent(model, delete(Kind.PROTECTED).stopAfterCall());
        RunOutput doubt = dieAndRecover(
                agent, lab.run(agent, "go"), delete(Kind.PROTECTED).stopAfterCall());

        RunOutput ended = lab.continueAll(
                lab.agent(model, delete(Kind.PROTECTED).stopAfterCall()),
                doubt,
                open -> ((OutcomeUnknown) open).result("it is gone"));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(ended.content()).isEqualTo("it is gone");
        assertThat(model.requests()).hasSize(1);
    }
}
