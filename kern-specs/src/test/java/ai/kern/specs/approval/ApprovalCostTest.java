package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.Approvals;
import ai.kern.approval.AuditTrail;
import ai.kern.db.Changeset;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Confirmations;
import ai.kern.testkit.DbDecorator;
import ai.kern.testkit.ScriptedCall;
import ai.kern.tool.FunctionTool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What approvals cost, counted in commits: a decision is one of its own, and everything else goes with what the engine commits. */
class ApprovalCostTest extends ApprovalSpec {
    /** Counts the engine's commits. */
    private static final class Counting extends DbDecorator implements ApprovalDb {
        private final ApprovalDb target;
        private int commits;

        Counting(ApprovalDb target) {
            super(target);
            this.target = target;
        }

        @Override
        public void commit(Changeset changeset) {
            super.commit(changeset);
            commits++;
        }

        @Override
        public Approvals approvals() {
            return target.approvals();
        }

        @Override
        public AuditTrail auditTrail() {
            return target.auditTrail();
        }
    }

    private Counting counting() {
        Counting counting = new Counting(approvals());
        lab.decorate(db -> counting);
        return counting;
    }

    private Agent agent(int calls, FunctionTool.Builder<?> tool) {
        return lab.agent(
                calling(IntStream.range(0, calls)
                        .mapToObj(number -> call("pay", "item" + number))
                        .toArray(ScriptedCall[]::new)),
                tool);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    @Tag("APPR-3")
    void nothingButTheDecisionsIsCommittedBesideWhatConfirmedCallsCommitToo(int calls) {
        Counting db = counting();
        Agent confirmed = agent(calls, lab.tool("pay").requiresConfirmation());
        lab.continueAll(confirmed, lab.run(confirmed, "go"), Confirmations::confirm);
        int withoutApproval = db.commits;
        db.commits = 0;

        Agent gated = agent(calls, gated("pay"));
        RunOutput run = lab.run(gated, "go");
        approve(run);
        RunOutput ended = lab.continueRun(gated, run.runId());

        assertThat(ended.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).hasSize(2 * calls);
        assertThat(db.commits).isEqualTo(withoutApproval);
        assertThat(approvals().auditTrail().ofRun(run.runId())).hasSize(4 * calls);
    }
}
