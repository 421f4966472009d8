package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.db.InMemoryDb;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.OneDoor;
import ai.kern.team.Team;
import ai.kern.team.TeamBuilder;
import ai.kern.team.TeamMode;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.Approval;
import ai.kern.tool.Tool;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No way leads to a gated tool of a team or of its members past its gate, and none without a store for its records. */
@Tag("APPR-2")
@OneDoor
class TeamGateTest extends TeamSpec {
    interface Wiping {
        @Approval
        void wipe();
    }

    static class Wiper implements Wiping {
        private final Ledger ledger;

        Wiper(Ledger ledger) {
            this.ledger = ledger;
        }

        @Tool
        @Override
        public void wipe() {
            ledger.add("wiped");
        }
    }

    private final ScriptedModel unasked = ScriptedModel.of();

    private Agent gatedMember() {
        return ScenarioSpec.memberOnly("Payer", unasked, lab.tool("pay").gate(ApprovalGate.required()));
    }

    private TeamBuilder of(Runner... members) {
        return Team.builder().name("Crew").model(unasked).members(members);
    }

    private Team inner(Runner... members) {
        return Team.builder()
                .name("Inner")
                .model(unasked)
                .members(members)
                .memberOnly()
                .build();
    }

    private static void assertNotBuilt(ThrowingCallable building) {
        assertThatThrownBy(building)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pay")
                .hasMessageContaining("keeps approvals");
    }

    @Test
    void aGateOfAMemberNeedsADatabaseOfTheTeamThatKeepsApprovals() {
        assertNotBuilt(() -> of(gatedMember()).build());
        assertNotBuilt(() -> of(gatedMember()).db(new InMemoryDb()).build());

        assertThat(of(gatedMember()).db(lab.db()).build().id()).isEqualTo("crew");
    }

    @Test
    void aGateDeepInTheTreeNeedsItToo() {
        assertNotBuilt(() -> of(inner(inner2(gatedMember()))).build());
        assertNotBuilt(
                () -> of(inner(inner2(gatedMember()))).db(new InMemoryDb()).build());

        assertThat(of(inner(inner2(gatedMember()))).db(lab.db()).build().id()).isEqualTo("crew");
    }

    private Team inner2(Runner... members) {
        return Team.builder()
                .name("Inner 2")
                .model(unasked)
                .members(members)
                .memberOnly()
                .build();
    }

    @Test
    void aGateOfTheTeamsOwnToolNeedsItToo() {
        Agent free = member("Writer", unasked);

        assertNotBuilt(() ->
                of(free).tools(lab.tool("pay").gate(ApprovalGate.required())).build());
        assertNotBuilt(() -> of(free).tools(lab.tool("pay").gate(ApprovalGate.required()))
                .db(new InMemoryDb())
                .build());
    }

    @Test
    void aMemberWithAnotherDatabaseIsRefusedWhereverItStands() {
        Agent elsewhere = Agent.builder()
                .name("Payer")
                .model(unasked)
                .db(new InMemoryDb())
                .build();
        Team teamElsewhere = of(member("Writer", unasked))
                .name("Other")
                .id("other")
                .db(new InMemoryDb())
                .build();

        for (ThrowingCallable building : List.<ThrowingCallable>of(
                () -> of(elsewhere).db(lab.db()).build(),
                () -> of(elsewhere).build(),
                () -> of(teamElsewhere).db(lab.db()).build(),
                () -> of(inner(elsewhere)).db(lab.db()).build())) {
            assertThatThrownBy(building)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another database");
        }
    }

    @Test
    void aMemberWithTheTeamsDatabaseIsNot() {
        Agent here = Agent.builder().name("Payer").model(unasked).db(lab.db()).build();

        assertThat(of(here).db(lab.db()).build().describe().members()).hasSize(1);
    }

    @Test
    void theDoorsOfMembersStayClosedBesideTheTeam() {
        Agent payer = gatedMember();
        Team inner = inner(payer);
        of(inner).db(lab.db()).build();

        for (Runner member : List.of(payer, inner)) {
            assertThatThrownBy(() -> lab.run(member, "pay a"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("memberOnly");
            assertThatThrownBy(() -> lab.continueRun(member, "a-run"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("memberOnly");
        }
        assertThat(unasked.requests()).isEmpty();
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("APPR-1")
    @Tag("TEAM-6")
    void aMarkThatStandsElsewhereHoldsForAMemberInEveryMode() {
        for (TeamMode mode : List.of(TeamMode.COORDINATE, TeamMode.ROUTE, TeamMode.BROADCAST)) {
            ScriptedModel leader = ScriptedModel.of(
                    calls(
                            mode == TeamMode.BROADCAST
                                    ? ScriptedAnswer.call("delegate_task_to_members", "{\"task\":\"wipe\"}")
                                    : give("wiper", "wipe")),
                    text("all is done"));
            Agent wiper = ScenarioSpec.memberOnly(
                    "Wiper",
                    ScriptedModel.of(calls(ScriptedAnswer.call("wipe")), text("wiped")),
                    new Wiper(lab.ledger()));
            Team team = team(mode, leader, wiper);
            int before = lab.ledger().effects().size();

            RunOutput paused = lab.run(team, "go");
            assertThat(paused.activeRequirements()).singleElement().isInstanceOf(AwaitingDecision.class);
            assertThat(lab.ledger().effects()).hasSize(before);
            ApprovalRecord record =
                    approvals().approvals().ofRun(paused.runId()).get(0);
            approvals().approvals().approve(record.id(), ApprovedTeamSpec.byAdmin());
            lab.continueRun(team, paused.runId());

            assertThat(lab.ledger().effects()).hasSize(before + 1).endsWith("wiped");
        }
    }

    private ApprovalDb approvals() {
        return (ApprovalDb) lab.db();
    }

    @Test
    @Tag("APPR-15")
    void aDecisionForOneMemberLetsNoOtherCallRun() {
        ScriptedModel leader =
                ScriptedModel.of(calls(give("payer", "pay a")), calls(give("payer", "pay a")), text("all is done"));
        Agent payer = ScenarioSpec.memberOnly(
                "Payer",
                ScriptedModel.of(calls(call("pay", "a").id("same")), text("paid")),
                lab.tool("pay").gate(ApprovalGate.required()));
        Team team = team(TeamMode.COORDINATE, leader, payer);
        RunOutput paused = lab.run(team, "go");
        approvals()
                .approvals()
                .approve(approvals().approvals().ofRun(paused.runId()).get(0).id(), ApprovedTeamSpec.byAdmin());

        RunOutput again = lab.continueRun(team, paused.runId());

        assertThat(again.isPaused()).isTrue();
        assertThat(approvals().approvals().ofRun(paused.runId()))
                .hasSize(2)
                .filteredOn(ApprovalRecord::isPending)
                .hasSize(1);
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }
}
