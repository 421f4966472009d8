package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.Decision;
import ai.kern.requirement.Confirmation;
import ai.kern.run.ContinueRequest;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.specs.approval.Edits.Edit;
import ai.kern.specs.approval.RowEditor.Cell;
import ai.kern.specs.support.OneDoor;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedAnswer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each cell of each row that stands for a call is changed by plain SQL, in every place of its documents: the call does not run.
 * With the cell put back as it was, the same run goes on.
 */
@Tag("APPR-19")
@OneDoor
class EditedRowsTest extends EditedRowsSpec {
    /** What a decision writes anew. */
    private static final Set<String> WRITTEN_BY_A_DECISION =
            Set.of("approvals.resolved_by", "approvals.use_by", "approvals.updated_at", "requirements.decided");

    @Test
    void ofACallThatTwoApprovedWithOtherArguments() {
        Agent agent = lab.agent(
                calling(call("pay", "1")),
                gated("pay", STRICT.quorum(2)).editable(),
                gated("wipe", STRICT.quorum(2)).editable());

        attack(agent, "pay 2", cell -> !cell.name().equals("run_entries.sequence"), () -> {
            RunOutput run = start(agent);
            String id = awaited(run).recordId();
            approvals().approvals().approve(id, Decision.by(ANN).argumentsJson("{\"item\":\"2\"}"));
            approvals().approvals().approve(id, Decision.by(BOB).note("fine"));
            return run;
        });
    }

    @Test
    void ofACallWhoseInputSomebodyGave() {
        Agent agent = lab.agent(
                calling(ScriptedAnswer.call("pay", "{}")),
                gated("pay", STRICT).requiresUserInput("item"),
                gated("wipe", STRICT).requiresUserInput("item"));

        attack(agent, "pay 2", Cell::isOfTheCall, () -> {
            RunOutput run = start(agent);
            approvals()
                    .approvals()
                    .approve(awaited(run).recordId(), Decision.by(ANN).valuesJson("{\"item\":\"2\"}"));
            return run;
        });
    }

    @Test
    void ofACallWhoseOutcomeIsNotKnownAndThatIsToRunAgain() {
        boolean[] dies = {true};
        Agent agent = lab.agent(
                calling(call("pay", "1")),
                lab.tool("pay", (item, context) -> {
                            if (dies[0]) {
                                throw new ProcessDied();
                            }
                            return "paid";
                        })
                        .gate(STRICT),
                gated("wipe", STRICT));

        attack(agent, "pay 1", Cell::isOfTheDoubt, () -> {
            dies[0] = true;
            RunOutput run = start(agent);
            approvals().approvals().approve(awaited(run).recordId(), Decision.by(ANN));
            assertThat(catchThrowable(() -> lab.continueRun(agent, run.runId())))
                    .isInstanceOf(ProcessDied.class);
            dies[0] = false;
            lab.expireLeases();
            RunOutput doubt = lab.recover(agent, run.runId());
            approvals()
                    .approvals()
                    .approve(awaited(doubt).recordId(), Decision.by(ANN).runAgain());
            return doubt;
        });
    }

    @Test
    void ofACallWhoseApprovalWasTakenOverWhileAnotherOneWaited() {
        Agent agent = lab.agent(calling(call("pay", "1"), call("wipe", "0")), gated("pay", STRICT), gated("wipe"));

        attack(agent, "pay 1", Cell::isOfTheFirstCall, () -> {
            RunOutput run = start(agent);
            approvals()
                    .approvals()
                    .approve(awaited(run.activeRequirements().get(0)).recordId(), Decision.by(ANN));
            RunOutput waiting = lab.continueRun(agent, run.runId());
            approvals().approvals().reject(awaited(waiting).recordId(), Decision.by(ANN));
            return waiting;
        });
    }

    @Test
    @Tag("APPR-10")
    void ofACallThatThePersonInFrontOfTheProgramLetThroughWhileAnotherOneWaited() {
        Agent agent = lab.agent(
                calling(call("pay", "1"), call("wipe", "0")),
                lab.tool("pay").requiresConfirmation().editable().gate(ApprovalGate.audit()),
                gated("wipe"));

        attack(agent, "pay 2", Cell::isOfTheFirstCall, () -> {
            RunOutput run = start(agent);
            Confirmation pay = (Confirmation) run.activeRequirements().get(0);
            RunOutput waiting = lab.continueRun(
                    agent,
                    ContinueRequest.builder(run.runId())
                            .answers(pay.confirm(Map.of("item", "2")))
                            .by(ANN)
                            .build());
            approvals().approvals().reject(awaited(waiting).recordId(), Decision.by(ANN));
            return waiting;
        });
    }

    @Test
    void ofACallOnWhichSomebodyDecidesThen() {
        Agent agent = lab.agent(calling(call("pay", "1")), gated("pay", STRICT), gated("wipe", STRICT));
        RunOutput twin = start(agent);
        int cells = rows.cells(twin.runId()).size();

        for (int i = 0; i < cells; i++) {
            int edits = rows.cells(twin.runId()).get(i).edits().size();
            for (int j = i % step(edits); j < edits; j += step(edits)) {
                RunOutput run = start(agent);
                Cell cell = rows.cells(run.runId()).get(i);
                Edit edit = cell.edits().get(j);
                if (cell.isOfTheCall()
                        && !isNotShown(cell, edit)
                        && !WRITTEN_BY_A_DECISION.contains(cell.name())
                        && rows.edit(cell, edit)) {
                    KernException refusal = catchThrowableOfType(
                            KernException.class,
                            () -> approvals().approvals().approve(awaited(run).recordId(), Decision.by(ANN)));
                    isRefused(agent, run.runId());
                    assertThat(lab.ledger().effects())
                            .as("%s%s, decided with %s", cell, edit, refusal)
                            .isEmpty();
                }
            }
        }
        approvals().approvals().approve(awaited(twin).recordId(), Decision.by(ANN));
        assertThat(lab.continueRun(agent, twin.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }
}
