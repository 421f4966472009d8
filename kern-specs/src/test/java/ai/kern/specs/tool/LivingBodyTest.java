package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Latches;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolContext;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What bodies that are at work learn of what happens around them. */
class LivingBodyTest extends EngineSpec {
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void release() {
        mayEnd.countDown();
    }

    /** ToolContext.isCancelled: "Whether the run was cancelled, or its process replaced, since the call began". */
    @Test
    @Tag("RUN-9")
    void aBodyThatOutlivesItsTimeLearnsThatItsRunWasCancelled() {
        AtomicReference<ToolContext> seen = new AtomicReference<>();
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay")), text("done")),
                FunctionTool.builder("pay")
                        .timeout(Duration.ofMillis(30))
                        .call((arguments, context) -> {
                            seen.set(context);
                            Latches.awaitIgnoringInterrupts(mayEnd);
                            return "paid";
                        })
                        .requiresConfirmation());
        RunOutput paused = lab.run(agent, "Pay.");
        lab.continueAll(agent, paused, requirement -> ((Confirmation) requirement).confirm());

        agent.cancel(paused.runId());
        lab.db().leases().renewNow();

        assertThat(seen.get().isCancelled()).isTrue();
    }

    /** An interrupt of the caller reaches every call of a batch of 8 (ThrowingToolTest); of 9 it reaches none. */
    @Test
    @Tag("TOOL-7")
    @Tag("RUN-5")
    void anInterruptOfTheCallerReachesTheCallsOfALargeBatch() throws Exception {
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
}
