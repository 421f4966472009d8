package ai.kern.specs.tool;

import static ai.kern.specs.tool.CarriedCall.RESULT;
import static ai.kern.specs.tool.CarriedCall.toWork;
import static ai.kern.specs.tool.CarriedCall.work;
import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static ai.kern.testkit.ScriptedAnswer.textAndCalls;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Latches;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("TOOL-9")
class StopAfterCallTest extends ToolSpec {
    private static final Duration SHORT = Duration.ofMillis(30);

    private static void assertStopped(RunOutput run, ScriptedModel model, String content) {
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.content()).isEqualTo(content);
        assertThat(model.requests()).as("the model is not asked again").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(CarriedCall.class)
    void theRunEndsWithTheResultWhateverWayItCame(CarriedCall way) {
        ScriptedModel model = callsOnce(toWork());

        RunOutput run = way.carry(lab, model, work().stopAfterCall());

        assertStopped(run, model, RESULT);
        assertThat(lab.db().find(run.runId()).orElseThrow().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(CarriedCall.class)
    void aShownResultStandsBeforeWhatTheModelSaysWhateverWayItCame(CarriedCall way) {
        ScriptedModel model = callsOnce(toWork());

        RunOutput run = way.carry(lab, model, work().showResult());

        assertCompleted(run);
        assertThat(run.content()).isEqualTo(RESULT + "\n\ndone");
        assertThat(onlyResult(model).text()).isEqualTo(RESULT);
    }

    @ParameterizedTest
    @EnumSource(CarriedCall.class)
    void aResultWithoutEitherMarkIsForTheModelAlone(CarriedCall way) {
        ScriptedModel model = callsOnce(toWork());

        RunOutput run = way.carry(lab, model, work());

        assertThat(run.content()).isEqualTo("done");
        assertThat(onlyResult(model).text()).isEqualTo(RESULT);
    }

    @Test
    @Tag("TOOL-11")
    void aLateResultEndsTheRunToo() {
        CountDownLatch release = new CountDownLatch(1);
        ScriptedModel model = callsOnce(toWork());
        FunctionTool.Builder<CarriedCall.Work> slow = work().stopAfterCall()
                .onceOnly()
                .timeout(SHORT)
                .call((arguments, context) -> {
                    Latches.awaitIgnoringInterrupts(release);
                    return RESULT;
                });
        Agent agent = lab.agent(model, slow);
        RunOutput paused = lab.run(agent, "Work.");
        onlyOpen(paused, OutcomeUnknown.class);

        release.countDown();
        awaitSettled(agent, paused.runId());

        assertStopped(lab.continueRun(agent, paused.runId()), model, RESULT);
    }

    @Test
    @Tag("TOOL-10")
    void aCachedResultEndsTheRunToo() {
        ScriptedModel model = callsOnce(toWork());
        Agent agent = lab.agent(model, work().stopAfterCall().cacheFor(Duration.ofHours(1)));
        RunRequest request = RunRequest.builder("Work.").session("s").build();

        assertThat(lab.run(agent, request).content()).isEqualTo(RESULT);
        assertThat(lab.run(agent, request).content()).isEqualTo(RESULT);

        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void whatTheModelSaidBesideTheCallStandsBehindTheResult() {
        ScriptedModel model = ScriptedModel.of(textAndCalls("I will work.", toWork()), text("never"));

        RunOutput run = lab.run(lab.agent(model, work().stopAfterCall()), "Work.");

        assertStopped(run, model, RESULT + "\n\nI will work.");
    }

    @Test
    void theOtherCallsOfTheBatchHaveTheirResultsBeforeTheRunEnds() {
        ScriptedModel model = callsOnce(toWork(), call("other"));

        RunOutput run = lab.run(lab.agent(model, work().stopAfterCall(), noting("other")), "Work.");

        assertStopped(run, model, RESULT);
        assertThat(resultsOf(run)).containsExactly(RESULT, "other is done");
    }

    @Test
    @Tag("HITL-2")
    void aRunDoesNotEndWhileAnotherCallOfTheBatchWaits() {
        ScriptedModel model = callsOnce(toWork(), call("other"));
        Agent agent = lab.agent(model, work().stopAfterCall(), noting("other").requiresConfirmation());

        RunOutput paused = lab.run(agent, "Work.");
        assertThat(onlyOpen(paused, Confirmation.class).toolCall().toolName()).isEqualTo("other");
        RunOutput run = lab.continueAll(agent, paused, ToolSpec::confirm);

        assertStopped(run, model, RESULT);
        assertThat(lab.ledger().effects()).containsExactly("other");
    }

    @Test
    void severalResultsAreShownInTheOrderOfTheirCalls() {
        ScriptedModel model = ScriptedModel.of(
                calls(call("first"), call("hidden"), call("second")), calls(call("first")), text("done"));

        RunOutput run = lab.run(
                lab.agent(
                        model,
                        noting("first").showResult(),
                        noting("hidden"),
                        noting("second").showResult()),
                "Go.");

        assertThat(run.content()).isEqualTo("first is done\n\nsecond is done\n\nfirst is done\n\ndone");
    }

    // what is no result of the tool does not end the run

    private void assertGoesOn(RunOutput run, ScriptedModel model) {
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.content()).as("an error is not shown").isEqualTo("done");
        assertThat(model.requests()).hasSize(2);
        assertThat(onlyResult(model).error()).isTrue();
    }

    private void assertAnswerDoesNotStop(
            FunctionTool.Builder<CarriedCall.Work> tool, Function<Requirement, Resolution> answer) {
        ScriptedModel model = callsOnce(toWork());
        Agent agent = lab.agent(model, tool.stopAfterCall().showResult());
        assertGoesOn(lab.continueAll(agent, lab.run(agent, "Work."), answer), model);
    }

    @Test
    void aToolThatThrowsDoesNotStop() {
        ScriptedModel model = callsOnce(call("fails"));
        assertGoesOn(lab.run(lab.agent(model, failing("fails").stopAfterCall().showResult()), "Work."), model);
    }

    @Test
    void badArgumentsDoNotStop() {
        ScriptedModel model = callsOnce(call("work", "{\"where\":\"here\"}"));
        assertGoesOn(lab.run(lab.agent(model, work().stopAfterCall()), "Work."), model);
    }

    @Test
    void aTimeOutDoesNotStop() {
        ScriptedModel model = callsOnce(toWork());
        CountDownLatch never = new CountDownLatch(1);
        FunctionTool.Builder<CarriedCall.Work> slow = work().stopAfterCall()
                .timeout(SHORT)
                .call((arguments, context) -> {
                    Latches.await(never);
                    return RESULT;
                });
        assertGoesOn(lab.run(lab.agent(model, slow), "Work."), model);
    }

    @Test
    void aRejectionDoesNotStop() {
        assertAnswerDoesNotStop(
                work().requiresConfirmation(), requirement -> ((Confirmation) requirement).reject("no"));
    }

    @Test
    void anErrorFromOutsideDoesNotStop() {
        assertAnswerDoesNotStop(
                work().externalExecution(), requirement -> ((ExternalExecution) requirement).error("broken"));
    }

    @Test
    void anOutcomeThatStaysUnknownDoesNotStop() {
        CountDownLatch never = new CountDownLatch(1);
        assertAnswerDoesNotStop(
                work().onceOnly().timeout(SHORT).call((arguments, context) -> {
                    Latches.await(never);
                    return RESULT;
                }),
                requirement -> ((OutcomeUnknown) requirement).giveUp("nobody knows"));
    }
}
