package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.Decision;
import ai.kern.db.RunState;
import ai.kern.requirement.Confirmation;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.approval.Edits.Edit;
import ai.kern.specs.approval.RowEditor.Cell;
import ai.kern.specs.support.OneDoor;
import ai.kern.specs.support.PlainSql;
import ai.kern.specs.support.ProcessDied;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.ScriptedAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each cell of each row that stands for a call is changed by plain SQL, in every place of its documents: the call does not run.
 * With the cell put back as it was, the same run goes on.
 */
@Tag("APPR-19")
@OneDoor
class EditedRowsTest extends ApprovalSpec {
    private static final Actor ANN = Actor.of("ann", "finance");
    private static final Actor BOB = Actor.of("bob", "finance");

    private static final ApprovalGate STRICT = ApprovalGate.required()
            .approvers("finance")
            .expiresIn(Duration.ofHours(24))
            .runWithin(Duration.ofHours(1));

    /**
     * What nobody was shown and nobody decided about, and what only tells readers of a run what was decided: a call of which one
     * of these was edited runs as it was shown.
     */
    private static final Set<String> NOT_SHOWN = Set.of(
            "approvals.run_status",
            "requirements.ordinal",
            "requirements.document/attempt",
            "requirements.document/definition/redacted",
            "requirements.settled_at",
            "requirements.settlement",
            "run_entries.written_at",
            "run_entries.document/text",
            "run_entries.document/providerData",
            "executions.document/idempotencyKey",
            "executions.document/repeatable",
            "executions.document/definition",
            "executions.recorded_at",
            "executions.alive_until",
            "runs.parent_sequence",
            "runs.parent_index",
            "runs.version",
            "runs.changeset_id",
            "runs.created_at",
            "runs.updated_at",
            "runs.lease_expires_at",
            "runs.progress",
            "audit_heads.sealed_sequence");

    /** What a decision writes anew. */
    private static final Set<String> WRITTEN_BY_A_DECISION =
            Set.of("approvals.resolved_by", "approvals.use_by", "approvals.updated_at", "requirements.decided");

    private PlainSql sql;
    private RowEditor rows;

    @BeforeEach
    void connect() {
        assumeTrue(lab.kind().isDurable(), "memory has no SQL");
        sql = PlainSql.on(lab);
        rows = new RowEditor(sql);
    }

    @AfterEach
    void disconnect() {
        if (lab.kind().isDurable()) {
            sql.close();
        }
    }

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

    /** Every column is edited in all ways, and of documents, which stores hand on as they are, some places or, if so asked, all. */
    private int step(int edits) {
        if (edits <= 10 || Boolean.getBoolean("edits.all")) {
            return 1;
        }
        return lab.kind() == StoreKind.SQLITE ? 2 : 7;
    }

    private RunOutput start(Agent agent) {
        return lab.run(agent, RunRequest.builder("go").session("s1").user("eve").build());
    }

    /**
     * Edits all cells of a run that would go on, one after the other. What did not run was refused, and then the cell is put
     * back and the run is as it was; or it is asked about anew, or counts as expired, and then the next run is taken.
     *
     * @param effect what runs where nothing was edited
     */
    private void attack(Agent agent, String effect, Predicate<Cell> chosen, Supplier<RunOutput> waiting) {
        String runId = waiting.get().runId();
        List<Cell> cells = rows.cells(runId);
        int refused = 0;
        for (int i = 0; i < cells.size(); i++) {
            int edits = chosen.test(cells.get(i)) ? cells.get(i).edits().size() : 0;
            for (int j = i % step(edits); j < edits; j += step(edits)) {
                RunState before = lab.db().load(runId).orElseThrow();
                List<String> effects = lab.ledger().effects();
                Cell cell = cells.get(i);
                Edit edit = cell.edits().get(j);
                if (!rows.edit(cell, edit)) {
                    continue;
                }
                boolean isRefused = isRefused(agent, runId);
                List<String> after = lab.ledger().effects();
                if (!isNotShown(cell, edit) || after.size() > effects.size() + 1) {
                    assertThat(after).as("%s%s", cell, edit).isEqualTo(effects);
                } else if (after.size() > effects.size()) {
                    assertThat(after).as("%s%s", cell, edit).endsWith(effect);
                }
                if (isRefused) {
                    refused++;
                    rows.putBack(cell, edit);
                    assertThat(lab.db().load(runId)).as("%s%s", cell, edit).contains(before);
                } else {
                    runId = waiting.get().runId();
                    cells = rows.cells(runId);
                }
            }
        }
        assertThat(refused).isGreaterThan(30);
        int effects = lab.ledger().effects().size();
        assertThat(lab.continueRun(agent, runId).isCompleted()).isTrue();
        assertThat(lab.ledger().effects())
                .as("the unchanged twin")
                .hasSize(effects + 1)
                .endsWith(effect);
    }

    private static boolean isNotShown(Cell cell, Edit edit) {
        return NOT_SHOWN.stream().anyMatch((cell.name() + edit.where())::startsWith);
    }

    private boolean isRefused(Agent agent, String runId) {
        try {
            lab.continueRun(agent, runId);
            return false;
        } catch (KernException refusal) {
            assertThat(refusal).hasMessageContaining(" ");
            return true;
        }
    }
}
