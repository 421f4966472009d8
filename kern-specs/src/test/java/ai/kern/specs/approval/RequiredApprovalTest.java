package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKind;
import ai.kern.approval.Decision;
import ai.kern.db.RunState;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.PauseType;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.testkit.ScriptedModel;
import java.io.BufferedWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An administrator decides on a record, and only what was decided runs. */
class RequiredApprovalTest extends ApprovalSpec {
    private final ScriptedModel model = calling(call("wipe", "u1"));

    private Agent agent() {
        return lab.agent(model, gated("wipe"));
    }

    @Test
    @Tag("APPR-3")
    @Tag("APPR-4")
    void aPauseMakesOneRecordOfWhatIsShown() {
        RunOutput run = lab.run(
                agent(),
                RunRequest.builder("Wipe u1.").session("s1").user("ann").build());

        ApprovalRecord record = record(run);
        assertThat(run.isPaused()).isTrue();
        assertNothingRan();
        assertThat(record.id()).isEqualTo(awaited(run).id());
        assertThat(record.status()).isEqualTo(ApprovalStatus.PENDING);
        assertThat(record.pauseType()).isEqualTo(PauseType.CONFIRMATION);
        assertThat(record.runId()).isEqualTo(run.runId());
        assertThat(record.sessionId()).isEqualTo("s1");
        assertThat(record.userId()).contains("ann");
        assertThat(record.agentId()).contains("files");
        assertThat(record.sourceName()).isEqualTo("Files");
        assertThat(record.toolName()).isEqualTo("wipe");
        assertThat(record.toolArgs()).isEqualTo("{\"item\":\"u1\"}");
        assertThat(record.context()).isEqualTo("Wipe u1.");
        assertThat(record.runStatus()).isEqualTo(RunStatus.PAUSED);
        assertThat(approvals().approvals().count(ApprovalQuery.pending())).isEqualTo(1);
    }

    @Test
    @Tag("APPR-5")
    @Tag("APPR-7")
    void anApprovedCallRunsOnceInAnotherProcess() {
        RunOutput run = lab.run(agent(), "go");
        lab.restart();
        approvals()
                .approvals()
                .approve(awaited(run).recordId(), Decision.by(ADMIN).note("ticket 4711"));
        assertNothingRan();

        RunOutput ended = lab.continueRun(agent(), run.runId());

        assertThat(ended.isCompleted()).isTrue();
        assertRan("wipe u1");
        ApprovalRecord record = approvals().approvals().ofRun(run.runId()).get(0);
        assertThat(record.status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(record.resolvedBy()).contains("admin");
        assertThat(record.note()).contains("ticket 4711");
        assertThat(record.use()).isPresent();
        assertThat(record.outcome().orElseThrow().status()).isEqualTo(OutcomeStatus.SUCCEEDED);
        assertThat(record.runStatus()).isEqualTo(RunStatus.COMPLETED);
        assertThat(ended.requirements()
                        .get(0)
                        .answer()
                        .orElseThrow()
                        .by()
                        .orElseThrow()
                        .id())
                .isEqualTo("admin");
    }

    @Test
    @Tag("APPR-5")
    void continuingBeforeTheDecisionThrowsAndChangesNothing() {
        RunOutput run = lab.run(agent(), "go");
        RunState before = lab.db().load(run.runId()).orElseThrow();

        assertThatExceptionOfType(ApprovalPendingException.class)
                .isThrownBy(() -> lab.continueRun(agent(), run.runId()))
                .withMessageContaining(record(run).id())
                .withMessageContaining("pending");

        assertThat(lab.db().load(run.runId())).contains(before);
        assertNothingRan();
    }

    @Test
    @Tag("APPR-9")
    void aRejectionReachesTheModelAndTheCallDoesNotRun() {
        RunOutput run = lab.run(agent(), "go");
        approvals()
                .approvals()
                .reject(awaited(run).recordId(), Decision.by(ADMIN).note("keep u1"));

        RunOutput ended = lab.continueRun(agent(), run.runId());

        assertThat(ended.isCompleted()).isTrue();
        assertNothingRan();
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.REJECTED);
        assertThat(ended.toolExecutions().get(0).result().orElseThrow()).contains("keep u1");
        assertThat(ended.requirements().get(0).answer().orElseThrow().type()).isEqualTo(AnswerType.REJECT);
    }

    @Test
    @Tag("APPR-9")
    void aRecordThatWasTakenBackKeepsTheCallFromRunning() {
        RunOutput run = lab.run(agent(), "go");
        approvals()
                .approvals()
                .cancel(awaited(run).recordId(), Decision.by(ADMIN).note("asked twice"));

        RunOutput ended = lab.continueRun(agent(), run.runId());

        assertThat(ended.isCompleted()).isTrue();
        assertNothingRan();
        assertThat(ended.requirements().get(0).answer().orElseThrow().type()).isEqualTo(AnswerType.CANCELLED);
    }

    @Test
    @Tag("APPR-6")
    void aRecordIsDecidedOnce() {
        RunOutput run = lab.run(agent(), "go");
        String id = awaited(run).recordId();
        approvals().approvals().reject(id, Decision.by(ADMIN));

        assertThatExceptionOfType(AlreadyDecidedException.class)
                .isThrownBy(() -> approvals().approvals().approve(id, Decision.by(ADMIN)))
                .withMessageContaining("admin");

        lab.continueRun(agent(), run.runId());
        assertNothingRan();
    }

    @Test
    @Tag("AUD-1")
    @Tag("AUD-4")
    void theTrailTellsRequestDecisionStartAndOutcomeInTheirOrder() {
        RunOutput run = lab.run(agent(), "go");
        approve(run);
        lab.continueRun(agent(), run.runId());

        assertThat(approvals().auditTrail().ofRun(run.runId()))
                .extracting(AuditEntry::kind)
                .containsExactly(AuditKind.REQUEST, AuditKind.DECISION, AuditKind.START, AuditKind.OUTCOME);
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    @Test
    @Tag("APPR-4")
    void aPrintedRunNamesTheRecordThatItWaitsForAndWhereItIsDecided() {
        RunOutput run = lab.run(agent(), "go");
        StringWriter printed = new StringWriter();

        new RunPrinter(new BufferedWriter(printed)).print(run);

        assertThat(printed.toString())
                .contains("waits for approval " + awaited(run).recordId() + ": have it decided by db.approvals()");
    }

    @Test
    @Tag("RUN-9")
    void cancellingTheRunCancelsItsRecords() {
        RunOutput run = lab.run(agent(), "go");
        agent().cancel(run.runId());

        ApprovalRecord record = approvals().approvals().ofRun(run.runId()).get(0);
        assertThat(record.status()).isEqualTo(ApprovalStatus.CANCELLED);
        assertThat(record.runStatus()).isEqualTo(RunStatus.CANCELLED);
        assertThatExceptionOfType(AlreadyDecidedException.class)
                .isThrownBy(() -> approvals().approvals().approve(record.id(), Decision.by(ADMIN)));
        assertNothingRan();
    }
}
