package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.run.ContextPropagator;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Latches;
import ai.kern.specs.support.OneDoor;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tools have to do with the thread of a caller who waits: the other doors have threads of their own. */
@Tag("RUN-5")
@OneDoor
class CallerThreadTest extends ToolSpec {

    private static FunctionTool.Builder<Map<String, Object>> waiting(CountDownLatch begun, String name) {
        CountDownLatch never = new CountDownLatch(1);
        return FunctionTool.builder(name).call((arguments, context) -> {
            begun.countDown();
            Latches.await(never);
            return "never";
        });
    }

    private record Interrupted(RunOutput run, boolean stillInterrupted) {}

    /** Runs the agent on a thread of its own, which is interrupted once the latch is open. */
    private Interrupted runInterrupted(Agent agent, CountDownLatch begun) throws Exception {
        CompletableFuture<Interrupted> result = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                RunOutput run = lab.run(agent, "Go.");
                result.complete(new Interrupted(run, Thread.currentThread().isInterrupted()));
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        caller.start();
        Latches.await(begun);
        caller.interrupt();
        return result.get(20, TimeUnit.SECONDS);
    }

    @Test
    void anInterruptOfTheCallerReachesTheToolAndTheRunGoesOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedModel model = callsOnce(call("wait"));

        Interrupted result = runInterrupted(lab.agent(model, waiting(begun, "wait")), begun);

        assertCompleted(result.run());
        assertThat(onlyResult(model).text()).isEqualTo("Error: the tool was interrupted");
        assertThat(result.stillInterrupted()).as("the caller learns of it").isTrue();
    }

    @Test
    @Tag("TOOL-11")
    void anInterruptOfTheCallerReachesAToolWithATimeOut() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedModel model = callsOnce(call("wait"));

        Interrupted result =
                runInterrupted(lab.agent(model, waiting(begun, "wait").timeout(Duration.ofMinutes(5))), begun);

        assertCompleted(result.run());
        assertThat(onlyResult(model).text()).isEqualTo("Error: the tool was interrupted");
        assertThat(result.stillInterrupted()).isTrue();
    }

    @Test
    @Tag("TOOL-7")
    void anInterruptOfTheCallerReachesEveryCallOfABatch() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        ScriptedModel model = callsOnce(call("wait"), call("quick"), call("wait"), call("wait"));

        Interrupted result = runInterrupted(lab.agent(model, waiting(begun, "wait"), noting("quick")), begun);

        assertCompleted(result.run());
        assertThat(resultsOf(result.run()))
                .containsExactly(
                        "Error: the tool was interrupted",
                        "quick is done",
                        "Error: the tool was interrupted",
                        "Error: the tool was interrupted");
        assertThat(result.stillInterrupted()).isTrue();
    }

    @Test
    void aCallerThatWasInterruptedBeforehandMayRunAnAgent() {
        ScriptedModel model = ScriptedModel.of(calls(call("quick"), call("quick")), calls(call("quick")), text("done"));
        Agent agent = lab.agent(model, noting("quick"));
        Thread.currentThread().interrupt();
        try {
            assertCompleted(lab.run(agent, "Go."));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(lab.ledger().effects()).isEqualTo(List.of("quick", "quick", "quick"));
    }

    // a propagator that fails

    private void assertNoToolRan(ContextPropagator propagator, String told) {
        ScriptedModel model = callsOnce(call("quick"), call("quick"));
        Agent agent = lab.builder(model, noting("quick"))
                .contextPropagator(propagator)
                .build();

        CompletableFuture<RunOutput> run = CompletableFuture.supplyAsync(() -> lab.run(agent, "Go."));

        assertThat(run).succeedsWithin(Duration.ofSeconds(20)).satisfies(ToolSpec::assertCompleted);
        assertThat(resultsIn(model.lastRequest()))
                .hasSize(2)
                .allMatch(Message.ToolResult::error)
                .allSatisfy(result -> assertThat(result.text()).contains(told));
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("TOOL-7")
    void aPropagatorThatThrowsBeforehandIsAnErrorOfTheCall() {
        assertNoToolRan(
                work -> {
                    throw new IllegalStateException("no tenant");
                },
                "no tenant");
    }

    @Test
    @Tag("TOOL-7")
    void aPropagatorThatThrowsOnTheToolsThreadIsAnErrorOfTheCall() {
        assertNoToolRan(
                work -> () -> {
                    throw new IllegalStateException("no tenant");
                },
                "no tenant");
    }

    @Test
    @Tag("TOOL-7")
    void aPropagatorThatForgetsTheWorkIsAnErrorOfTheCall() {
        assertNoToolRan(work -> () -> {}, "did not run");
    }

    /** An interrupt of the caller reaches every call of a batch of 8 above; of 9 it reaches none. */
    @Test
    @Tag("TOOL-7")
    @Tag("RUN-5")
    void anInterruptOfTheCallerReachesTheCallsOfALargeBatch() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(8);
        CountDownLatch told = new CountDownLatch(1);
        Agent agent = lab.agent(
                ScriptedModel.of(
                        calls(Collections.nCopies(9, call("wait")).toArray(ScriptedCall[]::new)), text("done")),
                FunctionTool.builder("wait").call((arguments, context) -> {
                    begun.countDown();
                    try {
                        Latches.await(mayEnd);
                    } catch (InterruptedException interrupted) {
                        told.countDown();
                        throw interrupted;
                    }
                    return "never";
                }));
        CompletableFuture<RunOutput> result = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                result.complete(lab.run(agent, "Go."));
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        caller.start();
        Latches.await(begun);

        caller.interrupt();

        assertThat(told.await(5, TimeUnit.SECONDS)).as("some body learns of it").isTrue();
        mayEnd.countDown();
        result.get(20, TimeUnit.SECONDS);
    }

    @Test
    @Tag("TOOL-7")
    void aCallThatRunsAloneRunsOnTheThreadOfItsCaller() {
        FunctionTool where = FunctionTool.builder("where")
                .call((arguments, context) -> Thread.currentThread().getName())
                .build();
        ScriptedModel model = callsOnce(call("where"));

        lab.run(lab.agent(model, where), "Where?");

        assertThat(onlyResult(model).text()).isEqualTo(Thread.currentThread().getName());
    }
}
