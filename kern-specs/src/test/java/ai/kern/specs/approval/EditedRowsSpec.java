package ai.kern.specs.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.approval.ApprovalGate;
import ai.kern.db.RunState;
import ai.kern.run.Actor;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.Runner;
import ai.kern.specs.approval.Edits.Edit;
import ai.kern.specs.approval.RowEditor.Cell;
import ai.kern.specs.support.PlainSql;
import ai.kern.specs.support.StoreKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A specification of what becomes of a call of which the rows are edited by plain SQL, one cell after the other. */
abstract class EditedRowsSpec extends ApprovalSpec {
    static final Actor ANN = Actor.of("ann", "finance");
    static final Actor BOB = Actor.of("bob", "finance");

    static final ApprovalGate STRICT = ApprovalGate.required()
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

    private PlainSql sql;
    RowEditor rows;

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

    /** Every column is edited in all ways, and of documents, which stores hand on as they are, some places or, if so asked, all. */
    final int step(int edits) {
        if (edits <= 10 || Boolean.getBoolean("edits.all")) {
            return 1;
        }
        return lab.kind() == StoreKind.SQLITE ? 2 : 7;
    }

    final RunOutput start(Runner runner) {
        return lab.run(
                runner, RunRequest.builder("go").session("s1").user("eve").build());
    }

    /**
     * Edits all cells of a run that would go on, one after the other. What did not run was refused, and then the cell is put
     * back and the run is as it was; or it is asked about anew, or counts as expired, and then the next run is taken.
     *
     * @param effect what runs where nothing was edited
     */
    final void attack(Runner runner, String effect, Predicate<Cell> chosen, Supplier<RunOutput> waiting) {
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
                boolean isRefused = isRefused(runner, runId);
                List<String> after = lab.ledger().effects();
                if (!isNotShown(cell, edit) || after.size() > effects.size() + 1) {
                    assertThat(after).as("%s%s", cell, edit).isEqualTo(effects);
                } else if (after.size() > effects.size()) {
                    assertThat(after).as("%s%s", cell, edit).endsWith(effect);
                }
                refused += isRefused ? 1 : 0;
                if (isRefused) {
                    rows.putBack(cell, edit);
                }
                if (!isRefused || !isAsItWas(before, cell + edit.where())) {
                    runId = waiting.get().runId();
                    cells = rows.cells(runId);
                }
            }
        }
        assertThat(refused).isGreaterThan(30);
        int effects = lab.ledger().effects().size();
        assertThat(lab.continueRun(runner, runId).isCompleted()).isTrue();
        assertThat(lab.ledger().effects())
                .as("the unchanged twin")
                .hasSize(effects + 1)
                .endsWith(effect);
    }

    /** Whether a run of which a cell was put back is what it was before a continue that was refused; else another one is taken. */
    boolean isAsItWas(RunState before, String edited) {
        assertThat(lab.db().load(before.run().id())).as(edited).contains(before);
        return true;
    }

    static boolean isNotShown(Cell cell, Edit edit) {
        return NOT_SHOWN.stream().anyMatch((cell.name() + edit.where())::startsWith);
    }

    final boolean isRefused(Runner runner, String runId) {
        try {
            lab.continueRun(runner, runId);
            return false;
        } catch (KernException refusal) {
            assertThat(refusal).hasMessageContaining(" ");
            return true;
        }
    }
}
