package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.approval.DecisionRefusedException;
import ai.kern.requirement.AnswerType;
import ai.kern.run.Actor;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Terms of time, of people and of how many of them. */
class TimedApprovalTest extends ApprovalSpec {
    private static final Actor ANN = Actor.of("ann", "finance");
    private static final Actor BOB = Actor.of("bob", "finance");

    private Agent agent(ApprovalGate gate) {
        return lab.agent(calling(call("pay", "1")), gated("pay", gate));
    }

    private ApprovalRecord theRecord(RunOutput run) {
        return approvals().approvals().ofRun(run.runId()).get(0);
    }

    @Test
    @Tag("APPR-11")
    void whatNobodyDecidedInTimeDoesNotRunAndCannotBeApproved() {
        Agent agent = agent(ApprovalGate.required().expiresIn(Duration.ofHours(24)));
        RunOutput run = lab.run(agent, "go");
        lab.moveTime(Duration.ofHours(24));

        assertThatExceptionOfType(AlreadyDecidedException.class)
                .isThrownBy(() -> approvals().approvals().approve(awaited(run).recordId(), Decision.by(ADMIN)));
        RunOutput ended = lab.continueRun(agent, run.runId());

        assertThat(ended.isCompleted()).isTrue();
        assertNothingRan();
        assertThat(ended.requirements().get(0).answer().orElseThrow().type()).isEqualTo(AnswerType.EXPIRED);
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.REJECTED);
        assertThat(theRecord(run).status()).isEqualTo(ApprovalStatus.EXPIRED);
    }

    @Test
    @Tag("APPR-11")
    void anApprovalThatWasNotUsedInTimeLetsNothingRun() {
        Agent agent = agent(ApprovalGate.required().runWithin(Duration.ofHours(1)));
        RunOutput run = lab.run(agent, "go");
        approve(run);
        lab.moveTime(Duration.ofHours(1));

        RunOutput ended = lab.continueRun(agent, run.runId());

        assertThat(ended.isCompleted()).isTrue();
        assertNothingRan();
        assertThat(ended.requirements().get(0).answer().orElseThrow().type()).isEqualTo(AnswerType.EXPIRED);
        assertThat(theRecord(run).status()).isEqualTo(ApprovalStatus.EXPIRED);
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    @Test
    @Tag("APPR-11")
    void anApprovalInTimeLetsItsCallRun() {
        Agent agent =
                agent(ApprovalGate.required().expiresIn(Duration.ofHours(24)).runWithin(Duration.ofHours(1)));
        RunOutput run = lab.run(agent, "go");
        lab.moveTime(Duration.ofHours(23));
        approve(run);
        lab.moveTime(Duration.ofMinutes(59));

        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    @Test
    @Tag("APPR-17")
    void aQuorumIsCompleteWithDifferentPeopleOfTheRoleAlone() {
        Agent agent = agent(ApprovalGate.required().approvers("finance").quorum(2));
        RunOutput run = lab.run(agent, "go");
        String id = awaited(run).recordId();

        assertThatExceptionOfType(DecisionRefusedException.class)
                .isThrownBy(() -> approvals().approvals().approve(id, Decision.by(ADMIN)))
                .withMessageContaining("finance");
        approvals().approvals().approve(id, Decision.by(ANN));
        assertThatExceptionOfType(DecisionRefusedException.class)
                .isThrownBy(() -> approvals().approvals().approve(id, Decision.by(ANN)));
        assertThat(theRecord(run).isPending()).isTrue();
        approvals().approvals().approve(id, Decision.by(BOB));

        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    @Test
    @Tag("APPR-17")
    void theRequesterDoesNotApproveHisOwnCall() {
        for (ApprovalGate gate : new ApprovalGate[] {
            ApprovalGate.required(), ApprovalGate.required().requiringFourEyes()
        }) {
            Agent agent = agent(gate);
            RunOutput run = lab.run(agent, RunRequest.builder("go").user("ann").build());

            assertThatExceptionOfType(DecisionRefusedException.class)
                    .isThrownBy(
                            () -> approvals().approvals().approve(awaited(run).recordId(), Decision.by(ANN)))
                    .withMessageContaining("ann");
            approvals().approvals().approve(awaited(run).recordId(), Decision.by(BOB));
            assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        }
        assertRan("pay 1", "pay 1");
    }

    @Test
    @Tag("APPR-17")
    void theRequesterApprovesWhereTheToolSaysSo() {
        Agent agent = agent(ApprovalGate.required().allowingRequester());
        RunOutput run = lab.run(agent, RunRequest.builder("go").user("ann").build());
        approvals().approvals().approve(awaited(run).recordId(), Decision.by(ANN));

        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    @Test
    @Tag("APPR-17")
    void withFourEyesACallOfNobodyKnownIsRefusedAndNobodyIsAsked() {
        Agent agent = agent(ApprovalGate.required().requiringFourEyes());

        RunOutput ended = lab.run(agent, "go");

        assertThat(ended.isCompleted()).isTrue();
        assertThat(ended.requirements()).isEmpty();
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.REFUSED);
        assertThat(ended.toolExecutions().get(0).result().orElseThrow()).contains("another person");
        assertNothingRan();
        assertThat(approvals().approvals().ofRun(ended.runId())).isEmpty();
    }
}
