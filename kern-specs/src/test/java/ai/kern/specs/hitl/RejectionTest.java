package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.UserFeedbackTools;
import ai.kern.tool.UserInputTools;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that a person does not want. */
@Tag("HITL-7")
class RejectionTest extends HitlSpec {

    private void assertNoteReachesTheModel(
            ScriptedAnswer asking, Object tool, String note, Function<Requirement, Resolution> no) {
        ScriptedModel model = script(asking, ScriptedAnswer.text("understood"));
        Agent agent = lab.agent(model, tool);
        RunOutput run = lab.run(agent, "go");

        RunOutput ended = lab.continueAll(agent, run, no);

        assertThat(effects()).isEmpty();
        assertThat(ended.content()).isEqualTo("understood");
        assertThat(results(model)).hasSize(1);
        assertThat(results(model).get(0)).contains(note);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wrong file",
                "Zeile 1\nZeile 2 \"quoted\" {\"json\": true}",
                "  kept as it is  ",
                "ünïcødé \uD83D\uDE80 \u202e and \u0000 too"
            })
    void theNoteReachesTheModelWordForWord(String note) {
        assertNoteReachesTheModel(
                ScriptedAnswer.calls(call("delete", "a")), delete(), note, open -> ((Confirmation) open).reject(note));
    }

    @Test
    void aRejectedCallThatWaitedForInputDoesNotRun() {
        assertNoteReachesTheModel(
                ScriptedAnswer.calls(ScriptedAnswer.call("send")),
                tools.tool("send").requiresUserInput("item"),
                "do not send",
                open -> ((UserInput) open).reject("do not send"));
    }

    @Test
    void anExternalErrorIsTheCallsResult() {
        assertNoteReachesTheModel(
                ScriptedAnswer.calls(call("print", "a")),
                tools.tool("print").externalExecution(),
                "out of paper",
                open -> ((ExternalExecution) open).error("out of paper"));
    }

    @Test
    void questionsMayBeRejected() {
        assertNoteReachesTheModel(
                ScriptedAnswer.calls(ScriptedAnswer.call("ask_user", UserFeedbackTest.TWO_QUESTIONS)),
                new UserFeedbackTools(),
                "not your business",
                open -> ((UserFeedback) open).reject("not your business"));
    }

    @Test
    void aFormMayBeRejected() {
        assertNoteReachesTheModel(
                ScriptedAnswer.calls(ScriptedAnswer.call("get_user_input", AskedInputTest.FORM)),
                new UserInputTools(),
                "find it out yourself",
                open -> ((UserInput) open).reject("find it out yourself"));
    }

    @Test
    void aRejectionWithoutANoteSaysThatTheCallDidNotRun() {
        assertNoteReachesTheModel(
                ScriptedAnswer.calls(call("delete", "a")),
                delete(),
                "did not run",
                open -> ((Confirmation) open).reject());
    }

    @Test
    void rejectingOneCallLetsTheOtherRunAndIsToldApart() {
        ScriptedModel model = batch(call("delete", "a"), call("delete", "b"));
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");

        RunOutput ended = lab.continueRun(
                agent,
                run.runId(),
                about(run, "b", Confirmation.class).confirm(),
                about(run, "a", Confirmation.class).reject("not this"));

        assertThat(effects()).containsExactly("delete b");
        assertThat(ended.toolExecutions())
                .extracting(execution -> execution.outcome().orElseThrow())
                .containsExactly(OutcomeStatus.REJECTED, OutcomeStatus.SUCCEEDED);
        assertThat(results(model).get(0)).contains("not this");
        assertThat(results(model).get(1)).isEqualTo("delete b is done");
    }

    @Test
    void aRejectedCallNeitherShowsAResultNorEndsTheRun() {
        ScriptedModel model = batch(call("delete", "a"));
        Agent agent = lab.agent(model, delete().stopAfterCall().showResult());
        RunOutput run = lab.run(agent, "go");

        RunOutput ended = lab.continueAll(agent, run, open -> ((Confirmation) open).reject("no"));

        assertThat(ended.content()).isEqualTo("done");
        assertThat(model.requests()).hasSize(2);
    }
}
