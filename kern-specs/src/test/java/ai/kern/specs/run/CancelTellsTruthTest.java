package ai.kern.specs.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.UnrenewedDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cancellation is committed; the renewal that only tells the news sooner fails. */
@Tag("RUN-9")
class CancelTellsTruthTest extends EngineSpec {
    @Test
    void aCancellationThatIsStoredIsNotReportedAsAFailure() {
        Halt halt = new Halt();
        ScriptedModel model =
                ScriptedModel.of(ScriptedAnswer.calls(LedgerTools.call("send", "a")), ScriptedAnswer.text("done"));
        UnrenewedDb.in(lab);
        Agent agent = lab.agent(model, lab.tool("send", (item, context) -> {
            halt.pass(context);
            return "sent";
        }));
        Background<RunOutput> running = Background.start(() -> lab.run(agent, "go"));
        String runId = halt.awaitArrival().runId();
        try {
            assertThat(agent.cancel(runId).status()).isEqualTo(RunStatus.CANCELLED);
        } finally {
            halt.open();
            running.join();
        }
    }
}
