package ai.kern.specs.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.db.Db;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.specs.support.OneDoor;
import ai.kern.testkit.Fault;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The engine stops at each place between the start of a run and its end, the decision among them, and another one takes over from
 * what is stored: the call runs once at most, and not before it was let through.
 */
@Tag("APPR-3")
@Tag("APPR-7")
@Tag("APPR-18")
@Tag("HITL-13")
@OneDoor
class StoppedEngineTest extends PauseKindSpec {

    @ParameterizedTest
    @EnumSource(
            value = PauseKind.class,
            names = {"CONFIRMATION", "EDIT", "USER_INPUT", "EXTERNAL_EXECUTION"})
    void atEachPlace(PauseKind kind) {
        FaultPlan recording = FaultPlan.recording();
        play(kind, recording);
        assertThat(recording.points()).hasSizeGreaterThan(8);

        for (FaultPoint place : recording.points()) {
            lab.decorate(db -> db);
            int before = lab.ledger().effects().size();
            FaultPlan plan = FaultPlan.of(place, Fault.stop());
            try {
                play(kind, plan);
            } catch (Fault.EngineStop planned) {
                assertThat(plan.hasStruck()).isTrue();
            }
            lab.decorate(db -> db);
            lab.reopen();
            lab.expireLeases();
            String runId = plan.runs().get(0);
            if (lab.db().find(runId).isPresent()) {
                takeOver(kind, runId, place, before);
            }
        }
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    /** Starts a run, lets it through and continues it, in a process that a plan stands for. */
    private void play(PauseKind kind, FaultPlan plan) {
        Db planned = plan.db(lab.db());
        lab.decorate(db -> planned);
        Runner agent = agent(kind, ApprovalGate.required(), plan);
        RunOutput run = waiting(agent, kind);
        approvals().approvals().approve(awaited(run).recordId(), kind.approval(ANN));
        lab.continueRun(agent, run.runId());
    }

    private void takeOver(PauseKind kind, String runId, FaultPoint place, int before) {
        Runner agent = agent(kind, ApprovalGate.required());
        boolean isDoubted = false;
        RunOutput run = lab.find(agent, runId);
        while (!run.status().isEnded()) {
            if (run.status() != RunStatus.PAUSED) {
                run = lab.recover(agent, runId);
                continue;
            }
            assertThat(approvals().approvals().ofRun(runId)).as("%s", place).isNotEmpty();
            for (Requirement open : run.activeRequirements()) {
                ApprovalRecord record =
                        approvals().approvals().get(awaited(open).recordId()).orElseThrow();
                boolean inDoubt = record.pauseType() == PauseType.OUTCOME_UNKNOWN;
                isDoubted |= inDoubt;
                if (record.isPending()) {
                    assertThatThrownBy(() -> lab.continueRun(agent, runId))
                            .as("%s", place)
                            .isInstanceOf(ApprovalPendingException.class);
                    assertThat(inDoubt || lab.ledger().effects().size() == before)
                            .as("nothing runs undecided: %s", place)
                            .isTrue();
                    approvals()
                            .approvals()
                            .approve(record.id(), inDoubt ? Decision.by(ANN).result("looked up") : kind.approval(ANN));
                }
            }
            run = lab.continueRun(agent, runId);
        }
        assertThat(run.status()).as("%s", place).isEqualTo(RunStatus.COMPLETED);
        List<String> effects = lab.ledger().effects();
        assertThat(effects.size() - before)
                .as("%s", place)
                .isBetween(isDoubted ? 0 : kind.effects.size(), kind.effects.size());
    }
}
