package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.Decision;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Requirement;
import ai.kern.run.Actor;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.PlainSql;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** By plain SQL a call of a member is made to wait for the record by which another member's call, the same in every word, was approved. */
@Tag("APPR-15")
@Tag("APPR-19")
@Tag("TEAM-11")
class SharedRecordTest extends TeamSpec {
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

    private Agent payer(String name) {
        return Agent.builder()
                .name(name)
                .model(ScriptedModel.playing(Script.byTurn(calls(call("pay", "a")), text("paid"))))
                .tools(lab.tool("pay").gate(ApprovalGate.required()))
                .memberOnly()
                .build();
    }

    private Team crew() {
        return team(
                TeamMode.COORDINATE,
                ScriptedModel.playing(
                        Script.byTurn(calls(give("one", "pay"), give("other", "pay")), text("all is done"))),
                payer("One"),
                payer("Other"));
    }

    private static Requirement of(RunOutput run, String owner) {
        return run.activeRequirements().stream()
                .filter(requirement -> requirement.path().contains(owner))
                .findFirst()
                .orElseThrow();
    }

    private void approve(Requirement requirement) {
        ((ApprovalDb) lab.db())
                .approvals()
                .approve(((AwaitingDecision) requirement).recordId(), Decision.by(Actor.of("admin")));
    }

    private void waitFor(String recordId, String instead, Requirement waiting) {
        assertThat(sql.update(
                        "UPDATE kern_requirements SET requirement_id = ? WHERE run_id = ? AND requirement_id = ?",
                        recordId,
                        waiting.runId(),
                        instead))
                .isOne();
    }

    @Test
    void thatOfAnotherMemberOfTheTreeLetsNothingRun() {
        Team crew = crew();
        RunOutput run = lab.run(crew, "go");
        Requirement approved = of(run, "one");
        Requirement waiting = of(run, "other");
        approve(approved);
        waitFor(approved.id(), waiting.id(), waiting);

        assertThatThrownBy(() -> lab.continueRun(crew, run.runId())).isInstanceOf(KernException.class);
        assertThat(lab.ledger().effects()).isEmpty();

        waitFor(waiting.id(), approved.id(), waiting);
        RunOutput next = lab.continueRun(crew, run.runId());
        assertThat(lab.ledger().effects()).containsExactly("pay a");
        assertThat(next.activeRequirements()).extracting(Requirement::id).containsExactly(waiting.id());
    }

    @Test
    void thatOfTheSameMemberInAnotherTreeLetsNothingRun() {
        Team crew = crew();
        RunOutput run = lab.run(crew, "go");
        RunOutput twin = lab.run(crew, "go");
        Requirement approved = of(run, "one");
        Requirement waiting = of(twin, "one");
        approve(approved);
        waitFor(approved.id(), waiting.id(), waiting);

        assertThatThrownBy(() -> lab.continueRun(crew, twin.runId())).isInstanceOf(KernException.class);
        assertThat(lab.ledger().effects()).isEmpty();

        lab.continueRun(crew, run.runId());
        assertThatThrownBy(() -> lab.continueRun(crew, twin.runId())).isInstanceOf(KernException.class);
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }
}
