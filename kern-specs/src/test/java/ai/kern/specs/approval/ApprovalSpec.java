package ai.kern.specs.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Requirement;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;

/** A specification of what records of approvals decide. */
abstract class ApprovalSpec extends EngineSpec {
    static final Actor ADMIN = Actor.of("admin");

    final ApprovalDb approvals() {
        return (ApprovalDb) lab.db();
    }

    /** A tool whose calls an administrator decides on. */
    final FunctionTool.Builder<Item> gated(String name) {
        return gated(name, ApprovalGate.required());
    }

    final FunctionTool.Builder<Item> gated(String name, ApprovalGate gate) {
        return lab.tool(name).gate(gate);
    }

    /** A model that makes calls in one message and then is done. */
    static ScriptedModel calling(ScriptedCall... calls) {
        return ScriptedModel.of(ScriptedAnswer.calls(calls), ScriptedAnswer.text("done"));
    }

    /** The record of a run's only open requirement. */
    final ApprovalRecord record(RunOutput run) {
        return approvals().approvals().get(awaited(run).recordId()).orElseThrow();
    }

    static AwaitingDecision awaited(RunOutput run) {
        assertThat(run.activeRequirements()).hasSize(1);
        return awaited(run.activeRequirements().get(0));
    }

    static AwaitingDecision awaited(Requirement requirement) {
        assertThat(requirement).isInstanceOf(AwaitingDecision.class);
        return (AwaitingDecision) requirement;
    }

    final void approve(RunOutput run) {
        run.activeRequirements()
                .forEach(open -> approvals().approvals().approve(awaited(open).recordId(), Decision.by(ADMIN)));
    }

    final void assertNothingRan() {
        assertThat(lab.ledger().effects()).isEmpty();
    }

    final void assertRan(String... effects) {
        assertThat(lab.ledger().effects()).containsExactly(effects);
    }

    /** Reads a run as another process with a newly built agent would. */
    final RunOutput found(Agent agent, RunOutput run) {
        return lab.find(agent, run.runId());
    }
}
