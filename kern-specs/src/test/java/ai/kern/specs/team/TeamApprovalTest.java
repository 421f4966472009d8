package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Requirement;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.run.RunnerKind;
import ai.kern.team.Team;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an administrator decides of a member's calls. */
@Tag("TEAM-6")
class TeamApprovalTest extends TeamSpec {
    private static final Actor ADMIN = Actor.of("admin");

    private ApprovalDb approvals() {
        return (ApprovalDb) lab.db();
    }

    private Agent payer() {
        return Agent.builder()
                .name("Payer")
                .model(ScriptedModel.of(calls(call("pay", "a")), text("Payer is done")))
                .tools(lab.tool("pay").gate(ApprovalGate.required()))
                .memberOnly()
                .build();
    }

    private Team team() {
        return Team.builder()
                .name("Crew")
                .model(ScriptedModel.of(calls(give("payer", "pay a"), call("send", "b")), text("all is done")))
                .members(payer())
                .tools(lab.tool("send").gate(ApprovalGate.required()))
                .db(lab.db())
                .build();
    }

    private ApprovalRecord record(RunOutput run, String owner) {
        Requirement requirement = run.activeRequirements().stream()
                .filter(one -> String.join("/", one.path()).equals(owner))
                .findFirst()
                .orElseThrow();
        return approvals()
                .approvals()
                .get(((AwaitingDecision) requirement).recordId())
                .orElseThrow();
    }

    @Test
    @Tag("APPR-4")
    void aRecordNamesTheTeamTheMemberAndTheRunToContinue() {
        RunOutput paused = lab.run(team(), "go");

        ApprovalRecord ofMember = record(paused, "crew/payer");
        assertThat(ofMember.runId()).isEqualTo(paused.runId());
        assertThat(ofMember.memberRunId()).isPresent().isNotEqualTo(paused.runId());
        assertThat(ofMember.sourceType()).isEqualTo(RunnerKind.TEAM);
        assertThat(ofMember.teamId()).contains("crew");
        assertThat(ofMember.agentId()).contains("payer");
        ApprovalRecord ofTeam = record(paused, "crew");
        assertThat(ofTeam.memberRunId()).isEmpty();
        assertThat(ofTeam.teamId()).contains("crew");
        assertThat(ofTeam.agentId()).isEmpty();
        assertThat(approvals().approvals().ofRun(paused.runId())).hasSize(2);
    }

    @Test
    @Tag("APPR-5")
    @Tag("TEAM-9")
    void theTeamGoesOnAsRecordsAreDecidedAndNotBefore() {
        RunOutput paused = lab.run(team(), "go");
        assertThatThrownBy(() -> lab.continueRun(team(), paused.runId())).isInstanceOf(ApprovalPendingException.class);
        approvals().approvals().approve(record(paused, "crew/payer").id(), Decision.by(ADMIN));
        lab.restart();

        RunOutput half = lab.continueRun(team(), paused.runId());
        assertThat(half.isPaused()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a");
        assertThat(owners(half.activeRequirements())).containsExactly("crew");
        approvals()
                .approvals()
                .reject(record(half, "crew").id(), Decision.by(ADMIN).note("not now"));

        RunOutput run = lab.continueRun(team(), paused.runId());
        assertThat(run.content()).isEqualTo("all is done");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("RUN-9")
    void cancellingTheTeamCancelsTheRecordsOfItsMembers() {
        Team team = team();
        RunOutput paused = lab.run(team, "go");

        team.cancel(paused.runId());

        assertThat(approvals().approvals().ofRun(paused.runId()))
                .extracting(ApprovalRecord::status)
                .containsOnly(ApprovalStatus.CANCELLED);
    }

    @Test
    @Tag("APPR-2")
    void aMembersGateNeedsADatabaseOfTheTeam() {
        assertThatThrownBy(() -> Team.builder()
                        .name("Crew")
                        .model(ScriptedModel.of())
                        .members(payer())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pay");
    }
}
