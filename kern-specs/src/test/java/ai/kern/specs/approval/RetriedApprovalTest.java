package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalMissingException;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.FaultyApprovals;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of approvals when their run ends as ERROR and is retried: what was used stays used, the rest stays valid. */
@Tag("RUN-1")
class RetriedApprovalTest extends ApprovalSpec {
    private final ScriptedModel model = calling(call("pay", "1"), call("wipe", "2"));
    private FaultyApprovals faulty;

    /** An agent whose run ends as ERROR behind its first call, before the second starts. */
    private Agent failingBetween(ApprovalGate gate) {
        faulty = FaultyApprovals.in(lab);
        return lab.agent(
                model,
                lab.tool("pay", (item, context) -> {
                            faulty.fail();
                            return "paid";
                        })
                        .gate(ApprovalGate.required()),
                gated("wipe", gate));
    }

    private RunOutput failed(Agent agent) {
        RunOutput paused = lab.run(agent, "go");
        approve(paused);
        assertThatThrownBy(() -> lab.continueRun(agent, paused.runId()))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("nobody knows who people are");
        faulty.recover();
        assertThat(lab.find(agent, paused.runId()).status()).isEqualTo(RunStatus.ERROR);
        assertRan("pay 1");
        return paused;
    }

    private ApprovalRecord recordOf(String tool, RunOutput run) {
        return approvals().approvals().ofRun(run.runId()).stream()
                .filter(record -> record.toolName().equals(tool))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anApprovalThatWasUsedStaysUsedAndItsCallDoesNotRunAgain() {
        Agent agent = lab.agent(model, gated("pay"), gated("wipe"));
        RunOutput paused = lab.run(agent, "go");
        approve(paused);
        model.failNext(ModelException.builder("out of service").build());
        assertThatThrownBy(() -> lab.continueRun(agent, paused.runId())).isInstanceOf(RunFailedException.class);
        ApprovalRecord used = recordOf("pay", paused);
        assertThat(used.runStatus()).isEqualTo(RunStatus.ERROR);
        lab.restart();

        RunOutput run = lab.retry(lab.agent(model, gated("pay"), gated("wipe")), paused.runId());

        assertThat(run.isCompleted()).isTrue();
        assertRan("pay 1", "wipe 2");
        assertThat(recordOf("pay", paused).use()).isEqualTo(used.use()).isPresent();
        assertThat(recordOf("pay", paused).runStatus()).isEqualTo(RunStatus.COMPLETED);
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    @Test
    void anApprovalThatWasNotUsedLetsItsCallRunOnce() {
        Agent agent = failingBetween(ApprovalGate.required());
        RunOutput paused = failed(agent);
        assertThat(recordOf("wipe", paused).status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(recordOf("wipe", paused).use()).isEmpty();

        RunOutput run = lab.retry(agent, paused.runId());

        assertThat(run.isCompleted()).isTrue();
        assertRan("pay 1", "wipe 2");
        assertThat(recordOf("wipe", paused).use()).isPresent();
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    @Test
    @Tag("APPR-11")
    void anApprovalThatWasNotUsedInItsTimeLetsNothingRun() {
        Agent agent = failingBetween(ApprovalGate.required().runWithin(Duration.ofHours(1)));
        RunOutput paused = failed(agent);
        lab.moveTime(Duration.ofHours(2));

        RunOutput run = lab.retry(agent, paused.runId());

        assertThat(run.isCompleted()).isTrue();
        assertRan("pay 1");
        assertThat(recordOf("wipe", paused).status()).isEqualTo(ApprovalStatus.EXPIRED);
        assertThat(model.lastRequest().messages())
                .last()
                .extracting(Message::text)
                .asString()
                .contains("did not run");
    }

    @Test
    @Tag("APPR-5")
    void anApprovalThatWasDeletedMeanwhileLetsNothingRunUntilTheCallIsAskedAnew() {
        Agent agent = failingBetween(ApprovalGate.required());
        RunOutput paused = failed(agent);
        ApprovalRecord deleted = recordOf("wipe", paused);
        approvals().approvals().delete(deleted.id(), Decision.by(ADMIN));

        assertThatThrownBy(() -> lab.retry(agent, paused.runId())).isInstanceOf(ApprovalMissingException.class);

        assertThat(lab.find(agent, paused.runId()).isPaused()).isTrue();
        assertRan("pay 1");
        RunOutput anew = lab.continueRun(
                agent,
                ContinueRequest.builder(paused.runId()).askAnew(deleted.id()).build());
        assertThat(awaited(anew).recordId()).isNotEqualTo(deleted.id());
        approve(anew);
        assertThat(lab.continueRun(agent, anew.runId()).isCompleted()).isTrue();
        assertRan("pay 1", "wipe 2");
    }
}
