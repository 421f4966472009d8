package ai.kern.specs.approval;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.AgentBuilder;
import ai.kern.approval.ApprovalGate;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.Runner;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.ScriptedModel;

/** A specification of what holds for records of every kind. */
abstract class PauseKindSpec extends ApprovalSpec {
    static final Actor ANN = Actor.of("ann", "finance");

    private final boolean[] dies = {false};
    ScriptedModel model = ScriptedModel.of();

    /** Who is run: an agent. */
    Runner runner(AgentBuilder agent) {
        return agent.build();
    }

    /** An agent whose tool waits in a way, under some terms. */
    final Runner agent(PauseKind kind, ApprovalGate gate) {
        model = ScriptedModel.of(calls(kind.calls()), text("done"));
        return runner(lab.builder(model, kind.tool(lab, gate, dies)));
    }

    /** The same in a process that a plan stands for. */
    final Runner agent(PauseKind kind, ApprovalGate gate, FaultPlan plan) {
        model = ScriptedModel.of(calls(kind.calls()), text("done"));
        return runner(lab.builder(plan.model(model), kind.tool(lab, gate, dies)).toolHooks(plan.toolHook()));
    }

    /** A run of the user eve that waits for the decision on one record. */
    final RunOutput waiting(Runner agent, PauseKind kind) {
        RunOutput run = lab.run(agent, RunRequest.builder("go").user("eve").build());
        if (kind != PauseKind.OUTCOME_UNKNOWN) {
            return run;
        }
        approvals().approvals().approve(awaited(run).recordId(), PauseKind.CONFIRMATION.approval(ANN));
        dies[0] = true;
        assertThat(catchThrowable(() -> lab.continueRun(agent, run.runId()))).isInstanceOf(ProcessDied.class);
        dies[0] = false;
        lab.expireLeases();
        return lab.recover(agent, run.runId());
    }
}
