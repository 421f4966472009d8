package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tool of a call changes behind the call: it gets a gate, or another schema. */
class LaterGateTest extends ApprovalSpec {
    private static final Actor ANN = Actor.of("ann");

    private final ScriptedModel model = calling(call("pay", "1"));

    /** A run whose call was confirmed and started before its tool had a gate, by a process that died in it. */
    private RunOutput startedWithoutGate() {
        Agent before = lab.agent(
                model,
                lab.tool("pay", (item, context) -> {
                            throw new ProcessDied();
                        })
                        .requiresConfirmation());
        RunOutput run = lab.run(before, "go");
        assertThat(catchThrowable(() -> lab.continueAll(before, run, open -> ((Confirmation) open).confirm())))
                .isInstanceOf(ProcessDied.class);
        lab.restart();
        lab.expireLeases();
        return run;
    }

    @Test
    @Tag("APPR-2")
    @Tag("APPR-18")
    void aCallInDoubtDoesNotPassTheGateThatItsToolHasByNow() {
        RunOutput run = startedWithoutGate();
        Agent today = lab.agent(model, gated("pay"));

        RunOutput doubt = lab.recover(today, run.runId());
        RunOutput anew = lab.continueRun(
                today,
                ContinueRequest.builder(run.runId())
                        .askAnew(doubt.activeRequirements().get(0).id())
                        .build());

        assertThat(anew.activeRequirements()).hasSize(1).noneMatch(OutcomeUnknown.class::isInstance);
        assertThat(catchThrowable(() -> lab.continueRun(today, run.runId()))).isInstanceOf(KernException.class);
        assertRan("pay 1");
        approvals()
                .approvals()
                .approve(awaited(anew).recordId(), Decision.by(ADMIN).runAgain());
        assertThat(lab.continueRun(today, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1", "pay 1");
    }

    @Test
    @Tag("APPR-10")
    void anAnswerAboutACallInDoubtIsRecordedWhereItIsTheFirstBehindTheGate() {
        RunOutput run = startedWithoutGate();
        Agent today = lab.agent(model, lab.tool("pay").requiresConfirmation().gate(ApprovalGate.audit()));
        RunOutput doubt = lab.recover(today, run.runId());
        OutcomeUnknown open = (OutcomeUnknown) doubt.activeRequirements().get(0);

        lab.continueRun(
                today,
                ContinueRequest.builder(run.runId())
                        .answers(open.giveUp("nobody knows"))
                        .by(ANN)
                        .build());

        ApprovalRecord record = approvals().approvals().ofRun(run.runId()).get(0);
        assertThat(record.status()).isEqualTo(ApprovalStatus.REJECTED);
        assertThat(record.resolvedBy()).contains("ann");
        assertRan("pay 1");
    }

    @Test
    @Tag("APPR-10")
    @Tag("HITL-14")
    void anAuditedCallThatWasConfirmedAndCannotRunAnyMoreCanBeDropped() {
        Agent before = lab.agent(
                calling(call("wipe", "0"), call("pay", "1")),
                gated("wipe"),
                lab.tool("pay").requiresConfirmation().gate(ApprovalGate.audit()));
        RunOutput run = lab.run(before, "go");
        Confirmation pay = (Confirmation) run.activeRequirements().get(1);
        lab.continueRun(
                before,
                ContinueRequest.builder(run.runId())
                        .answers(pay.confirm())
                        .by(ANN)
                        .build());
        approvals().approvals().reject(awaited(run.activeRequirements().get(0)).recordId(), Decision.by(ADMIN));
        Agent today = lab.agent(
                model,
                gated("wipe"),
                FunctionTool.builder("pay")
                        .callVoid((arguments, context) -> lab.ledger().add("other"))
                        .requiresConfirmation()
                        .gate(ApprovalGate.audit()));
        assertThatExceptionOfType(ToolDefinitionChangedException.class)
                .isThrownBy(() -> lab.continueRun(today, run.runId()));

        RunOutput ended = lab.continueRun(
                today,
                ContinueRequest.builder(run.runId())
                        .drop(pay.id(), "changed")
                        .by(ANN)
                        .build());

        assertThat(ended.isCompleted()).isTrue();
        assertNothingRan();
        assertThat(approvals().approvals().get(pay.id()).orElseThrow().status()).isEqualTo(ApprovalStatus.CANCELLED);
    }
}
