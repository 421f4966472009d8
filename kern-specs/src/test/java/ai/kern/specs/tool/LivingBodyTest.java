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
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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
}
