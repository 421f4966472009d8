package ai.kern.specs.hitl;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementInfo;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.CallKey;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers that do not belong: each is refused together with all that came with it. */
class RefusedAnswerTest extends HitlSpec {
    private final ScriptedModel model = batch(call("delete", "a"), call("delete", "b"));
    private Agent agent;
    private RunOutput run;
    private Confirmation first;
    private Confirmation second;

    @BeforeEach
    void pause() {
        agent = lab.agent(model, delete());
        run = lab.run(agent, "go");
        first = about(run, "a", Confirmation.class);
        second = about(run, "b", Confirmation.class);
    }

    /** Gives an answer together with a good one, before and after it. */
    private void assertRefusedWithAll(Resolution bad, String named) {
        for (List<Resolution> answers :
                List.of(List.of(bad), List.of(second.confirm(), bad), List.of(bad, second.confirm()))) {
            assertRefused(run, model, () -> lab.continueRun(agent, run.runId(), answers.toArray(Resolution[]::new)))
                    .isInstanceOf(InvalidResolutionException.class)
                    .hasMessageContaining(named);
        }
    }

    /** What a requirement has, with another id and run, as somebody would forge it. */
    private static RequirementInfo info(Requirement like, String id, String runId) {
        return new RequirementInfo(id, runId, like.path(), like.toolCall(), like.createdAt(), Optional.empty());
    }

    @Test
    @Tag("HITL-5")
    void anUnknownRequirementIsRefusedWithAll() {
        assertRefusedWithAll(
                new Confirmation(info(first, "nobody-knows-me", run.runId()), false).confirm(), "nobody-knows-me");
    }

    @Test
    @Tag("HITL-5")
    void anAnswerOfAnotherRunIsRefusedWithAll() {
        RunOutput other = lab.run(agent, "go");

        assertRefusedWithAll(
                about(other, "a", Confirmation.class).confirm(),
                about(other, "a", Confirmation.class).id());
        assertThat(other.activeRequirements()).hasSize(2);
    }

    @Test
    @Tag("HITL-5")
    void anAnswerThatNamesAnotherRunIsRefusedThoughItsRequirementIsThisRuns() {
        RunOutput other = lab.run(agent, "go");

        assertRefusedWithAll(new Confirmation(info(first, first.id(), other.runId()), false).confirm(), other.runId());
    }

    @Test
    @Tag("HITL-5")
    void aRequirementNamedTwiceIsRefusedWithAll() {
        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent, run.runId(), first.confirm(), second.confirm(), first.reject("no")))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(first.id())
                .hasMessageContaining("twice");
        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent,
                                ContinueRequest.builder(run.runId())
                                        .answers(first.confirm())
                                        .drop(first.id(), "no")
                                        .build()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(first.id());
    }

    @Test
    @Tag("HITL-5")
    void aClickOnAnEarlierPauseIsRefusedWithAll() {
        ScriptedModel rounds = script(
                calls(call("delete", "a").id("same")), calls(call("delete", "b").id("same")), text("done"));
        Agent twice = lab.agent(rounds, delete());
        RunOutput firstPause = lab.run(twice, "go");
        Resolution click = only(firstPause, Confirmation.class).confirm();
        RunOutput secondPause = lab.continueRun(twice, firstPause.runId(), click);

        assertRefused(secondPause, rounds, () -> lab.continueRun(twice, firstPause.runId(), click))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(click.requirementId())
                .hasMessageContaining("SETTLED");
        assertRefused(
                        secondPause,
                        rounds,
                        () -> lab.continueRun(
                                twice,
                                firstPause.runId(),
                                only(secondPause, Confirmation.class).confirm(),
                                click))
                .isInstanceOf(InvalidResolutionException.class);
        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-5")
    void anAnswerOnceGivenCannotBeReplacedByAnother() {
        RunOutput partly = lab.continueRun(agent, run.runId(), first.reject("no"));

        assertRefused(partly, model, () -> lab.continueRun(agent, run.runId(), first.confirm(), second.confirm()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(first.id());
    }

    @Test
    @Tag("HITL-3")
    void anAnswerOfAnotherKindIsRefusedWithAll() {
        RequirementInfo info = first.info();

        assertRefusedWithAll(new UserInput(info, List.of()).provide(Map.of("item", "z")), "PROVIDE");
        assertRefusedWithAll(new UserFeedback(info, List.of()).answers().build(), "CHOOSE");
        assertRefusedWithAll(new ExternalExecution(info).result("done"), "RESULT");
        assertRefusedWithAll(new ExternalExecution(info).error("failed"), "ERROR");
        assertRefusedWithAll(new OutcomeUnknown(info, 1).runAgain(), "RUN_AGAIN");
        assertRefusedWithAll(new OutcomeUnknown(info, 1).giveUp("so what"), "GIVE_UP");
    }

    @Test
    @Tag("HITL-5")
    void anUnknownRequirementCannotBeDroppedOrAskedAnew() {
        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent,
                                ContinueRequest.builder(run.runId())
                                        .answers(first.confirm(), second.confirm())
                                        .drop("nobody-knows-me", "no")
                                        .build()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("nobody-knows-me");
        assertRefused(
                        run,
                        model,
                        () -> lab.continueRun(
                                agent,
                                ContinueRequest.builder(run.runId())
                                        .answers(first.confirm(), second.confirm())
                                        .askAnew("nobody-knows-me")
                                        .build()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("nobody-knows-me");
    }

    @Test
    @Tag("HITL-5")
    void whatRunsIsWhatWasStoredWhateverTheCallerHandsBack() {
        ToolCall forged = new ToolCall(
                new CallKey(run.runId(), 1, 1), "format_disk", ToolArguments.of("{\"item\":\"everything\"}"));
        Confirmation changed = new Confirmation(
                new RequirementInfo(first.id(), first.runId(), List.of(), forged, first.createdAt(), Optional.empty()),
                true);

        lab.continueRun(agent, run.runId(), changed.confirm(), second.reject("no"));

        assertThat(effects()).containsExactly("delete a");
    }

    @Test
    @Tag("HITL-5")
    void aRefusedSetCanBeGivenAgainWithoutItsBadPart() {
        Resolution bad = new Confirmation(info(first, "nobody-knows-me", run.runId()), false).confirm();
        assertRefused(run, model, () -> lab.continueRun(agent, run.runId(), first.confirm(), second.confirm(), bad))
                .isInstanceOf(InvalidResolutionException.class);

        assertThat(lab.continueRun(agent, run.runId(), first.confirm(), second.confirm())
                        .isCompleted())
                .isTrue();
        assertThat(effects()).containsExactly("delete a", "delete b");
    }
}
