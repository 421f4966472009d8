package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalChangedException;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.db.DbException;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.run.Actor;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.OneDoor;
import ai.kern.specs.support.PlainSql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several rows are changed by plain SQL, in the middle of what people and engines do with them. */
@Tag("APPR-19")
@OneDoor
class TamperedDecisionTest extends ApprovalSpec {
    private static final Actor ANN = Actor.of("ann");
    private static final Actor BOB = Actor.of("bob");

    private PlainSql sql;

    @BeforeEach
    void connect() {
        assumeTrue(lab.kind().isDurable(), "memory has no SQL");
        sql = PlainSql.on(lab);
    }

    @AfterEach
    void disconnect() {
        if (lab.kind().isDurable()) {
            sql.close();
        }
    }

    private Agent agent(ApprovalGate gate) {
        return lab.agent(calling(call("pay", "1")), gated("pay", gate).editable());
    }

    private void assertStopped(Agent agent, RunOutput run) {
        assertThatExceptionOfType(ApprovalChangedException.class)
                .isThrownBy(() -> lab.continueRun(agent, run.runId()))
                .withMessageContaining("ask")
                .withMessageContaining("drop");
        assertNothingRan();
    }

    private void assertTwinRuns(Agent agent) {
        RunOutput twin = lab.run(agent, "go");
        approve(twin);
        assertThat(lab.continueRun(agent, twin.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    /** Replaces a part of the text of a cell. */
    private void replace(String table, String column, String id, String part, String by) {
        int changed = sql.update(
                "UPDATE kern_" + table + " SET " + column + " = REPLACE(" + column + ", ?, ?) WHERE "
                        + (table.equals("approvals") ? "approval_id" : "requirement_id") + " = ? AND " + column
                        + " <> REPLACE(" + column + ", ?, ?)",
                part,
                by,
                id,
                part,
                by);
        assertThat(changed).as("%s.%s has %s", table, column, part).isOne();
    }

    @Test
    @Tag("APPR-2")
    @Tag("APPR-5")
    void aQuestionThatLostItsGateHasNoAnswerThatACallerCouldGive() {
        Agent agent = agent(ApprovalGate.required());
        RunOutput run = lab.run(agent, "go");
        String id = awaited(run).recordId();
        String question = String.valueOf(sql.rows("SELECT document FROM kern_requirements WHERE requirement_id = ?", id)
                .get(0)
                .get("document"));
        String gate = question.substring(question.indexOf("\"gate\":{\"provider\""), question.length() - 1);

        for (Map.Entry<String, String> edit : Map.of(gate, "\"gate\":null", "\"decides\":true", "\"decides\":false")
                .entrySet()) {
            replace("requirements", "document", id, edit.getKey(), edit.getValue());
            Requirement open = found(agent, run).activeRequirements().get(0);
            assertThat(open).isInstanceOf(Confirmation.class);

            assertThatExceptionOfType(KernException.class)
                    .isThrownBy(() -> lab.continueRun(agent, run.runId(), ((Confirmation) open).confirm()))
                    .withMessageContaining("does not run");

            assertNothingRan();
            replace("requirements", "document", id, edit.getValue(), edit.getKey());
        }
        approve(run);
        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }

    @Test
    @Tag("APPR-6")
    void aRejectionThatWasMadeToWaitAgainIsNotApprovedBehindIt() {
        Agent agent = agent(ApprovalGate.required());
        RunOutput run = lab.run(agent, "go");
        String id = awaited(run).recordId();
        Object before = sql.rows("SELECT state FROM kern_approvals WHERE approval_id = ?", id)
                .get(0)
                .get("state");
        approvals().approvals().reject(id, Decision.by(ANN));

        sql.update("UPDATE kern_approvals SET status = 'PENDING' WHERE approval_id = ?", id);
        assertThatExceptionOfType(ApprovalChangedException.class)
                .isThrownBy(() -> approvals().approvals().approve(id, Decision.by(BOB)))
                .withMessageContaining("REJECTED");
        assertStopped(agent, run);

        sql.update("UPDATE kern_approvals SET state = ?, resolved_by = NULL WHERE approval_id = ?", before, id);
        approvals().approvals().approve(id, Decision.by(BOB));
        assertStopped(agent, run);

        assertTwinRuns(agent);
    }

    @Test
    @Tag("APPR-17")
    void aSecondVoterWhoIsShownOtherArgumentsThanTheFirstApprovesNothing() {
        Agent agent = agent(ApprovalGate.required().quorum(2));
        RunOutput run = lab.run(agent, "go");
        String id = awaited(run).recordId();
        approvals().approvals().approve(id, Decision.by(ANN).argumentsJson("{\"item\":\"1000000\"}"));
        replace("approvals", "state", id, "1000000", "1");

        ApprovalRecord shown = record(run);
        assertThat(shown.decidedArgs()).contains("{\"item\":\"1\"}");
        approvals().approvals().approve(id, Decision.by(BOB).seen(shown.shownDigest()));

        assertStopped(agent, run);
    }

    @Test
    @Tag("APPR-17")
    void aForgedVoteCompletesNoQuorum() {
        Agent agent = agent(ApprovalGate.required().quorum(2));
        RunOutput run = lab.run(agent, "go");
        String id = awaited(run).recordId();
        replace(
                "approvals",
                "state",
                id,
                "\"votes\":[]",
                "\"votes\":[{\"by\":\"bob\",\"at\":\"2026-11-01T10:00:00Z\",\"note\":null,\"digest\":\""
                        + record(run).digest() + "\"}]");

        assertThat(approvals().approvals().approve(id, Decision.by(ANN)).isPending())
                .isFalse();

        assertStopped(agent, run);
    }

    @Test
    @Tag("APPR-17")
    void aVoteThatAnEditMadeVoidIsNoneOfTheQuorum() {
        Agent agent = agent(ApprovalGate.required().quorum(2));
        RunOutput run = lab.run(agent, "go");
        String id = awaited(run).recordId();
        approvals().approvals().approve(id, Decision.by(ANN));
        String ofOldArguments = votes(id);
        approvals().approvals().approve(id, Decision.by(BOB).argumentsJson("{\"item\":\"2\"}"));
        String ofEdit = votes(id);
        approvals().approvals().approve(id, Decision.by(ADMIN));
        assertThat(votes(id)).startsWith(ofEdit).doesNotContain(ofOldArguments);

        for (String votes : List.of(ofOldArguments, ofOldArguments + "," + ofEdit)) {
            replace("approvals", "state", id, ofEdit, votes);
            assertStopped(agent, run);
            replace("approvals", "state", id, votes, ofEdit);
        }

        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 2");
    }

    /** The votes on a record, as they are stored. */
    private String votes(String id) {
        String state = String.valueOf(sql.rows("SELECT state FROM kern_approvals WHERE approval_id = ?", id)
                .get(0)
                .get("state"));
        String begin = "\"votes\":[";
        int first = state.indexOf(begin) + begin.length();
        return state.substring(first, state.indexOf(']', first));
    }

    @Test
    @Tag("APPR-11")
    void anExpiryThatWasPutOffLetsNobodyApprove() {
        Agent agent = agent(ApprovalGate.required().expiresIn(Duration.ofHours(1)));
        RunOutput run = lab.run(agent, "go");
        String id = awaited(run).recordId();
        sql.update("UPDATE kern_approvals SET expires_at = NULL WHERE approval_id = ?", id);
        lab.moveTime(Duration.ofHours(2));

        assertThatExceptionOfType(DbException.class)
                .isThrownBy(() -> approvals().approvals().approve(id, Decision.by(ANN)))
                .withMessageContaining("expiry");

        assertStopped(agent, run);
    }

    @Test
    void theApprovalOfAnotherCallIsNotMovedToThisOne() {
        Agent agent = agent(ApprovalGate.required());
        RunOutput approved = lab.run(agent, "go");
        RunOutput run = lab.run(agent, "go");
        approve(approved);
        String from = awaited(approved).recordId();
        String to = awaited(run).recordId();
        sql.update("DELETE FROM kern_approvals WHERE approval_id = ?", to);
        sql.update(
                "UPDATE kern_approvals SET approval_id = ?, run_id = ?, request = REPLACE(request, ?, ?) WHERE approval_id = ?",
                to,
                run.runId(),
                approved.runId(),
                run.runId(),
                from);

        assertStopped(agent, run);
    }

    @Test
    @Tag("APPR-15")
    void anApprovalThatWasUsedIsNotMadeUnused() {
        Agent agent = agent(ApprovalGate.required());
        RunOutput run = lab.run(agent, "go");
        approve(run);
        String id = awaited(run).recordId();
        String unused = String.valueOf(sql.rows("SELECT state FROM kern_approvals WHERE approval_id = ?", id)
                .get(0)
                .get("state"));
        Object paused = sql.rows("SELECT updated_at FROM kern_approvals WHERE approval_id = ?", id)
                .get(0)
                .get("updated_at");
        lab.continueRun(agent, run.runId());

        sql.update("UPDATE kern_runs SET status = 'PAUSED' WHERE run_id = ?", run.runId());
        sql.update("DELETE FROM kern_executions WHERE run_id = ?", run.runId());
        sql.update("DELETE FROM kern_run_entries WHERE run_id = ? AND sequence > 1", run.runId());
        sql.update("UPDATE kern_approvals SET state = ?, updated_at = ? WHERE approval_id = ?", unused, paused, id);

        assertThat(catchThrowable(() -> lab.continueRun(agent, run.runId())))
                .isInstanceOf(ApprovalChangedException.class)
                .hasMessageContaining("use");
        assertRan("pay 1");
    }

    @Test
    @Tag("AUD-4")
    void aTrailThatLacksAnEntryLetsNothingStart() {
        Agent agent = agent(ApprovalGate.required().quorum(2));
        RunOutput run = lab.run(agent, "go");
        String id = awaited(run).recordId();
        approvals().approvals().approve(id, Decision.by(ANN));
        approvals().approvals().approve(id, Decision.by(BOB));
        List<Map<String, Object>> entries =
                sql.rows("SELECT * FROM kern_audit WHERE run_id = ? ORDER BY sequence", run.runId());
        assertThat(entries).hasSize(4);

        for (Map<String, Object> entry : entries) {
            sql.update("DELETE FROM kern_audit WHERE run_id = ? AND sequence = ?", run.runId(), entry.get("sequence"));
            assertStopped(agent, run);
            sql.update(
                    "INSERT INTO kern_audit (run_id, sequence, kind, record_id, recorded_at, key_id, document, hash)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    entry.values().toArray());
        }
        sql.update("DELETE FROM kern_audit WHERE run_id = ? AND sequence = 4", run.runId());
        sql.update(
                "UPDATE kern_audit_heads SET sequence = 3, hash = ? WHERE run_id = ?",
                entries.get(2).get("hash"),
                run.runId());
        assertStopped(agent, run);
        sql.update(
                "INSERT INTO kern_audit (run_id, sequence, kind, record_id, recorded_at, key_id, document, hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                entries.get(3).values().toArray());
        sql.update(
                "UPDATE kern_audit_heads SET sequence = 4, hash = ? WHERE run_id = ?",
                entries.get(3).get("hash"),
                run.runId());

        assertThat(lab.continueRun(agent, run.runId()).isCompleted()).isTrue();
        assertRan("pay 1");
    }
}
