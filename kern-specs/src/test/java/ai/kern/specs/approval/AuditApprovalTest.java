package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKind;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.tool.ApprovalType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The person in front of the program decides, and one record tells of it. */
@Tag("APPR-10")
class AuditApprovalTest extends ApprovalSpec {
    private static final Actor ANN = Actor.of("ann");

    private Agent confirming() {
        return lab.agent(
                calling(call("pay", "1")),
                lab.tool("pay").requiresConfirmation().gate(ApprovalGate.audit()));
    }

    private RunOutput answer(Agent answering, RunOutput run, Resolution answer) {
        return lab.continueRun(
                answering,
                ContinueRequest.builder(run.runId()).answers(answer).by(ANN).build());
    }

    private ApprovalRecord theOnlyRecord(RunOutput run) {
        assertThat(approvals().approvals().ofRun(run.runId())).hasSize(1);
        return approvals().approvals().ofRun(run.runId()).get(0);
    }

    @Test
    void thereIsNoRecordBeforeTheAnswerAndOneAfterIt() {
        Agent confirming = confirming();
        RunOutput run = lab.run(confirming, "go");
        assertThat(approvals().approvals().ofRun(run.runId())).isEmpty();

        RunOutput ended =
                answer(confirming, run, ((Confirmation) run.activeRequirements().get(0)).confirm());

        assertThat(ended.isCompleted()).isTrue();
        assertRan("pay 1");
        ApprovalRecord record = theOnlyRecord(run);
        assertThat(record.approvalType()).isEqualTo(ApprovalType.AUDIT);
        assertThat(record.status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(record.resolvedBy()).contains("ann");
        assertThat(record.outcome().orElseThrow().status()).isEqualTo(OutcomeStatus.SUCCEEDED);
        assertThat(approvals().auditTrail().ofRun(run.runId()))
                .extracting(AuditEntry::kind)
                .containsExactly(AuditKind.REQUEST, AuditKind.DECISION, AuditKind.START, AuditKind.OUTCOME);
    }

    @Test
    void aRejectionIsRecordedWithItsNote() {
        Agent confirming = confirming();
        RunOutput run = lab.run(confirming, "go");

        answer(confirming, run, ((Confirmation) run.activeRequirements().get(0)).reject("too much"));

        assertNothingRan();
        ApprovalRecord record = theOnlyRecord(run);
        assertThat(record.status()).isEqualTo(ApprovalStatus.REJECTED);
        assertThat(record.note()).contains("too much");
        assertThat(record.outcome()).isEmpty();
    }

    @Test
    void anAnswerOfNobodyKnownIsRefusedAndChangesNothing() {
        Agent confirming = confirming();
        RunOutput run = lab.run(confirming, "go");

        assertThatExceptionOfType(InvalidResolutionException.class)
                .isThrownBy(() -> lab.continueRun(
                        confirming,
                        run.runId(),
                        ((Confirmation) run.activeRequirements().get(0)).confirm()))
                .withMessageContaining("Actor");

        assertNothingRan();
        assertThat(lab.find(confirming, run.runId()).activeRequirements()).hasSize(1);
        assertThat(approvals().approvals().ofRun(run.runId())).isEmpty();
    }

    @Test
    void aResultFromOutsideIsRecordedWithHowItEnded() {
        Agent outside = lab.agent(
                calling(call("pay", "1")), lab.tool("pay").externalExecution().gate(ApprovalGate.audit()));
        RunOutput run = lab.run(outside, "go");

        answer(outside, run, ((ExternalExecution) run.activeRequirements().get(0)).error("the bank is closed"));

        ApprovalRecord record = theOnlyRecord(run);
        assertThat(record.status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(record.outcome().orElseThrow().status()).isEqualTo(OutcomeStatus.FAILED);
        assertThat(record.outcome().orElseThrow().text()).contains("the bank is closed");
    }

    @Test
    void aRequiredAndAnAuditToolInOneBatchEachHaveTheirOwnRecordInEitherOrder() {
        for (boolean auditFirst : new boolean[] {true, false}) {
            Agent both = lab.agent(
                    auditFirst
                            ? calling(call("pay", "1"), call("wipe", "2"))
                            : calling(call("wipe", "2"), call("pay", "1")),
                    lab.tool("pay").requiresConfirmation().gate(ApprovalGate.audit()),
                    gated("wipe"));
            RunOutput run = lab.run(both, "go");
            assertThat(approvals().approvals().ofRun(run.runId())).hasSize(1);
            Confirmation pay = (Confirmation) run.activeRequirements().get(auditFirst ? 0 : 1);

            RunOutput waiting = answer(both, run, pay.confirm());
            assertThat(approvals().approvals().ofRun(run.runId())).hasSize(2);
            approve(waiting);

            assertThat(lab.continueRun(both, run.runId()).isCompleted()).isTrue();
        }
        assertRan("pay 1", "wipe 2", "wipe 2", "pay 1");
    }

    @Test
    @Tag("APPR-1")
    void theAuditTypeWithoutAnotherMarkIsAnErrorOfBuild() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        lab.agent(calling(call("pay", "1")), lab.tool("pay").gate(ApprovalGate.audit())))
                .withMessageContaining("pay")
                .withMessageContaining("requiresConfirmation");
    }
}
