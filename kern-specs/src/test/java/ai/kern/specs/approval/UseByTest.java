package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The time in which an approved call may be started. */
@Tag("APPR-11")
class UseByTest extends ApprovalSpec {
    private final ScriptedModel model = calling(call("wipe", "u1"));
    private boolean dies = true;

    private Agent agent() {
        return lab.agent(
                model,
                FunctionTool.builder("wipe")
                        .parameters(Item.class)
                        .call((item, context) -> {
                            lab.ledger().add("wipe " + item.item());
                            if (dies) {
                                throw new ProcessDied();
                            }
                            return "wiped";
                        })
                        .idempotent()
                        .gate(ApprovalGate.required().runWithin(Duration.ofHours(1))));
    }

    /** A run whose call was started in time, by a process that died in it. */
    private RunOutput diedInTheCall() {
        RunOutput run = lab.run(agent(), "go");
        approve(run);
        assertThat(catchThrowable(() -> lab.continueRun(agent(), run.runId()))).isInstanceOf(ProcessDied.class);
        dies = false;
        lab.restart();
        return run;
    }

    @Test
    void anIdempotentCallIsStartedAgainInTime() {
        RunOutput run = diedInTheCall();
        lab.expireLeases();

        assertThat(lab.recover(agent(), run.runId()).isCompleted()).isTrue();

        assertRan("wipe u1", "wipe u1");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anIdempotentCallIsNotStartedAgainLater() {
        RunOutput run = diedInTheCall();
        lab.moveTime(Duration.ofHours(2));

        RunOutput recovered = lab.recover(agent(), run.runId());

        assertRan("wipe u1");
        assertThat(recovered.isPaused())
                .as("somebody is asked what became of it: " + recovered)
                .isTrue();
    }
}
