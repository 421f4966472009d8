package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Latches;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("TOOL-11")
class TimeoutTest extends ToolSpec {
    private static final Duration SHORT = Duration.ofMillis(30);

    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @AfterEach
    void release() {
        never.countDown();
    }

    /** A tool that takes too long and ends when it is interrupted. */
    private FunctionTool.Builder<Map<String, Object>> slow() {
        return FunctionTool.builder("slow").timeout(SHORT).call((arguments, context) -> {
            lab.ledger().add("slow");
            try {
                Latches.await(never);
                return "too late";
            } catch (InterruptedException told) {
                interrupted.countDown();
                throw told;
            }
        });
    }

    /** A tool that takes too long and cares for no interrupt. */
    private FunctionTool.Builder<Map<String, Object>> deaf() {
        return FunctionTool.builder("slow").timeout(SHORT).call((arguments, context) -> {
            lab.ledger().add("slow");
            Latches.awaitIgnoringInterrupts(never);
            throw new IllegalStateException("the test is over");
        });
    }

    /** The slow call alone, or between others. */
    private static ScriptedModel model(boolean inBatch) {
        return inBatch ? callsOnce(call("quick"), call("slow"), call("quick")) : callsOnce(call("slow"));
    }

    private static int place(boolean inBatch) {
        return inBatch ? 1 : 0;
    }

    private void assertToldOfTheTimeout(RunOutput run, ScriptedModel model, boolean inBatch) {
        assertCompleted(run);
        Message.ToolResult told = resultsIn(model.lastRequest()).get(place(inBatch));
        assertThat(told.error()).isTrue();
        assertThat(told.text()).contains("did not answer within PT0.03S");
        assertThat(run.toolExecutions().get(place(inBatch)).outcome()).contains(OutcomeStatus.FAILED);
        assertThat(run.requirements()).noneMatch(OutcomeUnknown.class::isInstance);
    }

    private void assertInDoubt(RunOutput run, ScriptedModel model, boolean inBatch) {
        OutcomeUnknown open = onlyOpen(run, OutcomeUnknown.class);
        assertThat(open.attempt()).isEqualTo(1);
        assertThat(open.toolCall().toolName()).isEqualTo("slow");
        assertThat(run.toolExecutions().get(place(inBatch)).outcome()).isEmpty();
        assertThat(model.requests())
                .as("the model is not asked before somebody answers")
                .hasSize(1);
        assertThat(lab.ledger().effects().stream().filter("slow"::equals)).hasSize(1);
        if (inBatch) {
            assertThat(resultsOf(run)).containsExactly("quick is done", "none", "quick is done");
        }
    }

    private RunOutput confirmAll(Agent agent) {
        return lab.continueAll(agent, lab.run(agent, "Go."), ToolSpec::confirm);
    }

    @ParameterizedTest(name = "in a batch: {0}")
    @ValueSource(booleans = {false, true})
    void aFreeCallIsInterruptedAndItsModelGetsAnError(boolean inBatch) throws Exception {
        ScriptedModel model = model(inBatch);

        RunOutput run = lab.run(lab.agent(model, slow(), noting("quick")), "Go.");

        assertToldOfTheTimeout(run, model, inBatch);
        Latches.await(interrupted);
    }

    @ParameterizedTest(name = "in a batch: {0}")
    @ValueSource(booleans = {false, true})
    void aFreeCallThatIgnoresTheInterruptHoldsNobodyUp(boolean inBatch) {
        ScriptedModel model = model(inBatch);

        assertToldOfTheTimeout(lab.run(lab.agent(model, deaf(), noting("quick")), "Go."), model, inBatch);
    }

    @ParameterizedTest(name = "in a batch: {0}")
    @ValueSource(booleans = {false, true})
    void aOnceOnlyCallIsInDoubt(boolean inBatch) throws Exception {
        ScriptedModel model = model(inBatch);

        RunOutput run = lab.run(lab.agent(model, slow().onceOnly(), noting("quick")), "Go.");

        assertInDoubt(run, model, inBatch);
        Latches.await(interrupted);
    }

    @ParameterizedTest(name = "in a batch: {0}")
    @ValueSource(booleans = {false, true})
    void aOnceOnlyCallThatIgnoresTheInterruptIsInDoubt(boolean inBatch) {
        ScriptedModel model = model(inBatch);

        assertInDoubt(lab.run(lab.agent(model, deaf().onceOnly(), noting("quick")), "Go."), model, inBatch);
    }

    @ParameterizedTest(name = "in a batch: {0}")
    @ValueSource(booleans = {false, true})
    void aProtectedCallIsInDoubt(boolean inBatch) throws Exception {
        ScriptedModel model = model(inBatch);

        RunOutput run = confirmAll(lab.agent(model, slow().requiresConfirmation(), noting("quick")));

        assertInDoubt(run, model, inBatch);
        Latches.await(interrupted);
    }

    @ParameterizedTest(name = "in a batch: {0}")
    @ValueSource(booleans = {false, true})
    void aProtectedIdempotentCallGivesTheModelAnError(boolean inBatch) {
        ScriptedModel model = model(inBatch);

        RunOutput run =
                confirmAll(lab.agent(model, slow().requiresConfirmation().idempotent(), noting("quick")));

        assertToldOfTheTimeout(run, model, inBatch);
    }

    @Test
    void aCallThatWaitsForNoTimeIsNotTouched() {
        ScriptedModel model = callsOnce(call("quick"), call("quick"));

        assertCompleted(lab.run(lab.agent(model, noting("quick").timeout(Duration.ofMinutes(5))), "Go."));

        assertThat(resultsIn(model.lastRequest()))
                .extracting(Message.ToolResult::text)
                .containsOnly("quick is done");
    }

    @Test
    void anotherProtectedCallOfTheBatchDoesNotStartBeforeTheDoubtIsSettled() {
        ScriptedModel model = callsOnce(call("slow"), call("write"));
        Agent agent =
                lab.agent(model, slow().requiresConfirmation(), noting("write").requiresConfirmation());

        RunOutput inDoubt = confirmAll(agent);

        OutcomeUnknown open = onlyOpen(inDoubt, OutcomeUnknown.class);
        assertThat(lab.ledger().effects()).containsExactly("slow");
        RunOutput run = lab.continueRun(agent, inDoubt.runId(), open.result("it was done"));
        assertCompleted(run);
        assertThat(lab.ledger().effects()).containsExactly("slow", "write");
        assertThat(resultsOf(run)).containsExactly("it was done", "write is done");
    }

    @Test
    @Tag("TOOL-7")
    void callsWhoseTimeIsOverHoldNoPlaceThoughTheyDoNotEnd() {
        ScriptedCall[] nine = IntStream.range(0, 9).mapToObj(i -> call("slow")).toArray(ScriptedCall[]::new);
        ScriptedModel model = callsOnce(nine);

        Agent agent = lab.agent(model, deaf());
        CompletableFuture<RunOutput> run = CompletableFuture.supplyAsync(() -> lab.run(agent, "Go."));

        assertThat(run)
                .as("done long before any body ends")
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(ToolSpec::assertCompleted);
        assertThat(resultsIn(model.lastRequest()))
                .hasSize(9)
                .allSatisfy(result -> assertThat(result.text()).contains("did not answer within"));
        assertThat(lab.ledger().effects()).as("the ninth began too").hasSize(9);
    }

    @Test
    void twoCallsInDoubtAreTwoQuestions() {
        ScriptedModel model = callsOnce(call("slow"), call("slow"));
        Agent agent = lab.agent(model, slow().onceOnly());

        RunOutput inDoubt = lab.run(agent, "Go.");

        assertThat(inDoubt.activeRequirements()).hasSize(2).allMatch(OutcomeUnknown.class::isInstance);
        OutcomeUnknown first = (OutcomeUnknown) inDoubt.activeRequirements().get(0);
        OutcomeUnknown second = (OutcomeUnknown) inDoubt.activeRequirements().get(1);
        RunOutput half = lab.continueRun(agent, inDoubt.runId(), second.giveUp("nobody knows"));
        assertThat(onlyOpen(half, OutcomeUnknown.class).id()).isEqualTo(first.id());
        RunOutput run = lab.continueRun(agent, inDoubt.runId(), first.result("it was done"));
        assertCompleted(run);
        assertThat(resultsOf(run).get(0)).isEqualTo("it was done");
        assertThat(resultsOf(run).get(1)).contains("not known whether it took effect", "nobody knows");
    }

    @Test
    void theLongestTimeIsATimeLikeAnyOther() {
        ScriptedModel model = callsOnce(call("look"));
        FunctionTool.Builder<?> tool = FunctionTool.builder("look")
                .timeout(Duration.ofDays(365))
                .cacheFor(Duration.ofDays(365))
                .call((arguments, context) -> "seen");

        assertCompleted(lab.run(lab.agent(model, tool), "Go."));

        assertThat(onlyResult(model).text()).isEqualTo("seen");
    }
}
