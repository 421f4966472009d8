package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Approvals;
import ai.kern.approval.Decision;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;

/** A specification of what administrators decide of the calls of a team and of its members. */
abstract class ApprovedTeamSpec extends ScenarioSpec {
    static final String OF_TEAM = "crew: send b";
    static final String OF_MEMBER = "crew/payer: pay a";

    private static final Actor ADMIN = Actor.of("admin");

    final Part leader = part(calls(give("payer", "pay a"), call("send", "b")), text("all is done"));
    final Part payer = doing();

    /** Says that a gate stands before the team's tool, and one before its member's. */
    final void crewBehind(ApprovalGate ofTeam, ApprovalGate ofMember) {
        crew(() -> Team.builder()
                .name("Crew")
                .model(leader.model())
                .members(memberOnly("Payer", payer.model(), lab.tool("pay").gate(ofMember)))
                .tools(lab.tool("send").gate(ofTeam))
                .db(lab.db())
                .build());
    }

    /** A member that does its task by one call of a tool on which an administrator decides. */
    final Plan doingWhenApproved(String name, String tool) {
        Part part = doing();
        return () -> memberOnly(name, part.model(), lab.tool(tool).gate(ApprovalGate.required()));
    }

    final ApprovalDb approvalDb() {
        return (ApprovalDb) lab.db();
    }

    final Approvals approvals() {
        return approvalDb().approvals();
    }

    /** The record on which an open requirement waits. */
    final ApprovalRecord record(RunOutput run, String label) {
        return approvals().get(((AwaitingDecision) open(run, label)).recordId()).orElseThrow();
    }

    final void approve(RunOutput run, String label) {
        approvals().approve(record(run, label).id(), byAdmin());
    }

    final void reject(RunOutput run, String label, String note) {
        approvals().reject(record(run, label).id(), byAdmin().note(note));
    }

    static Decision byAdmin() {
        return Decision.by(ADMIN);
    }
}
