package ai.kern.specs.hitl;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.db.RunState;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Resolution;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Halt;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may continue a run, from where, and what it keeps. */
class ContinuingTest extends HitlSpec {
    private final ScriptedModel model = batch(call("delete", "a"));

    private static Resolution[] confirmAll(RunOutput run) {
        return answers(run, open -> ((Confirmation) open).confirm());
    }

    @Test
    @Tag("HITL-10")
    void aRunIsContinuedByItsObject() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");

        assertThat(agent.continueRun(run, List.of(confirmAll(run))).isCompleted())
                .isTrue();

        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-10")
    void aRunIsContinuedByItsIdAlone() {
        Agent agent = lab.agent(model, delete());
        String id = lab.run(agent, "go").runId();

        RunOutput found = agent.find(id).orElseThrow();

        assertThat(lab.continueRun(agent, id, confirmAll(found)).isCompleted()).isTrue();
        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-10")
    void aNewlyBuiltAgentContinuesTheRunOfAnother() {
        RunOutput run = lab.run(lab.agent(model, delete()), "go");

        RunOutput ended = lab.continueRun(lab.agent(model, delete()), run.runId(), confirmAll(run));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-10")
    @Tag("HITL-13")
    void aRunIsContinuedAfterTheDatabaseWasOpenedAnew() {
        RunOutput run = lab.run(lab.agent(model, delete()), "go");
        RunState before = stored(run);
        lab.restart();
        assertThat(stored(run)).isEqualTo(before);
        Agent another = lab.agent(model, delete());
        RunOutput found = another.find(run.runId()).orElseThrow();
        assertThat(found).isEqualTo(run);

        assertThat(lab.continueRun(another, run.runId(), confirmAll(found)).isCompleted())
                .isTrue();
        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-11")
    @Tag("HITL-12")
    void theSameContinueAgainIsAConflictThatNamesTheStatus() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");
        RunOutput ended = lab.continueRun(agent, run.runId(), confirmAll(run));

        for (Agent again : List.of(agent, lab.agent(model, delete()))) {
            assertRefused(ended, model, () -> lab.continueRun(again, run.runId(), confirmAll(run)))
                    .isInstanceOf(RunConflictException.class)
                    .hasMessageContaining("COMPLETED");
        }
        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-12")
    void aCompletedRunIsNotContinued() {
        ScriptedModel talk = script(text("hello"));
        Agent agent = lab.agent(talk);
        RunOutput run = lab.run(agent, "go");

        assertRefused(run, talk, () -> lab.continueRun(agent, run.runId()))
                .isInstanceOfSatisfying(
                        RunNotPausedException.class,
                        refused -> assertThat(refused.status()).isEqualTo(RunStatus.COMPLETED))
                .hasMessageContaining("COMPLETED");
    }

    @Test
    @Tag("HITL-12")
    void aCancelledRunIsNotContinuedAndItsToolNeverStarts() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");
        agent.cancel(run.runId());

        assertRefused(run, model, () -> lab.continueRun(agent, run.runId(), confirmAll(run)))
                .isInstanceOf(RunNotPausedException.class)
                .hasMessageContaining("CANCELLED");
        assertThat(effects()).isEmpty();
    }

    @Test
    @Tag("HITL-12")
    void aFailedRunIsNotContinued() {
        ScriptedModel failing = script(calls(call("delete", "a")), failure("the model is gone"));
        Agent agent = lab.agent(failing, delete());
        RunOutput run = lab.run(agent, "go");
        Resolution[] answers = confirmAll(run);
        assertThat(catchThrowable(() -> lab.continueRun(agent, run.runId(), answers)))
                .isNotNull();

        assertRefused(run, failing, () -> lab.continueRun(agent, run.runId(), answers))
                .isInstanceOf(RunNotPausedException.class)
                .hasMessageContaining("ERROR");
        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-11")
    @Tag("HITL-12")
    void aRunThatIsBeingContinuedIsNotContinuedByAnother() {
        Halt halt = new Halt();
        Agent agent = lab.agent(
                model,
                tools.tool("delete", (item, context) -> {
                            halt.pass(context);
                            return "gone";
                        })
                        .requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        Background<RunOutput> first = Background.start(() -> lab.continueRun(agent, run.runId(), confirmAll(run)));
        halt.awaitArrival();

        assertRefused(run, model, () -> lab.continueRun(lab.agent(model, delete()), run.runId(), confirmAll(run)))
                .isInstanceOf(RunNotPausedException.class)
                .hasMessageContaining("RUNNING");

        halt.open();
        assertThat(first.join().isCompleted()).isTrue();
        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-12")
    @Tag("HITL-14")
    void aRunThatIsNotPausedTakesNoDropAndNoQuestionAnew() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");
        String requirement = only(run, Confirmation.class).id();
        RunOutput ended = lab.continueRun(agent, run.runId(), confirmAll(run));

        assertRefused(
                        ended,
                        model,
                        () -> lab.continueRun(
                                agent,
                                ContinueRequest.builder(run.runId())
                                        .drop(requirement, "no")
                                        .build()))
                .isInstanceOf(RunNotPausedException.class);
        assertRefused(
                        ended,
                        model,
                        () -> lab.continueRun(
                                agent,
                                ContinueRequest.builder(run.runId())
                                        .askAnew(requirement)
                                        .build()))
                .isInstanceOf(RunNotPausedException.class);
    }

    @Test
    @Tag("HITL-17")
    @Tag("HITL-2")
    void noModelIsAskedAtTheMomentOfThePause() {
        RunOutput run = lab.run(lab.agent(model, delete(), list()), "go");

        assertThat(run.isPaused()).isTrue();
        assertThat(model.requests()).hasSize(1);
        assertThat(run.content()).isEmpty();
    }

    @Test
    @Tag("HITL-17")
    void theLimitOfARunIsTheSameAfterAPauseWhateverTheAgentsOwn() {
        ScriptedModel greedy =
                script(calls(call("delete", "a")), calls(call("list", "b"), call("list", "c")), text("done"));
        RunOutput run = lab.run(
                lab.builder(greedy, delete(), list()).toolCallLimit(50).build(),
                RunRequest.builder("go").toolCallLimit(2).build());

        Agent generous =
                lab.builder(greedy, delete(), list()).toolCallLimit(100).build();
        lab.continueRun(generous, run.runId(), confirmAll(run));

        assertThat(effects()).containsExactly("delete a", "list b");
        assertThat(results(greedy).get(2)).contains("limit of 2");
    }

    @Test
    @Tag("HITL-17")
    void theInstructionsOfARunAreTheSameAfterAPause() {
        RunOutput run =
                lab.run(lab.builder(model, delete()).instructions("Be brief.").build(), "go");

        lab.continueRun(lab.builder(model, delete()).instructions("Be long.").build(), run.runId(), confirmAll(run));

        assertThat(model.requests()).hasSize(2);
        assertThat(model.lastRequest().messages().get(0).text()).isEqualTo("Be brief.");
    }

    @Test
    @Tag("HITL-10")
    void aRunThatIsNotThereCannotBeContinued() {
        Agent agent = lab.agent(model, delete());

        assertThatThrownBy(() -> lab.continueRun(agent, "no-such-run")).hasMessageContaining("no-such-run");
    }
}
