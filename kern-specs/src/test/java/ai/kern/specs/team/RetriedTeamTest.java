package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.Decision;
import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Requirement;
import ai.kern.run.Actor;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.FaultyApprovals;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A team whose run ended as ERROR goes on with what its members have done and with what they wait for. */
@Tag("RUN-1")
@Tag("TEAM-8")
class RetriedTeamTest extends TeamSpec {
    private static final Decision YES = Decision.by(Actor.of("admin"));

    private ApprovalDb approvals() {
        return (ApprovalDb) lab.db();
    }

    private void approve(Requirement open) {
        approvals().approvals().approve(((AwaitingDecision) open).recordId(), YES);
    }

    private static Requirement owned(RunOutput run, String owner) {
        return run.activeRequirements().stream()
                .filter(open -> String.join("/", open.path()).equals(owner))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Tag("TEAM-4")
    void aMemberThatFailedIsNotAskedAgainWhenTheTeamIsRetried() {
        ScriptedModel leader = ScriptedModel.of(calls(give("one", "look"), give("two", "pay")), text("half is done"));
        ScriptedModel failing = ScriptedModel.of(failure("no credit"));
        ScriptedModel paying = ScriptedModel.of(calls(call("pay", "a")), text("paid"));
        Team team = team(
                TeamMode.COORDINATE,
                leader,
                member("One", failing),
                member("Two", paying, lab.tool("pay").requiresConfirmation()));
        RunOutput paused = lab.run(team, "go");
        Requirement open = owned(paused, "crew/two");
        leader.failNext(ModelException.builder("out of service").build());
        assertThatThrownBy(() -> lab.continueAll(team, paused, Confirmations::confirm))
                .isInstanceOf(RunFailedException.class);
        assertThatThrownBy(() -> lab.retry(team, open.runId()))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining(paused.runId());

        RunOutput run = lab.retry(team, paused.runId());

        assertThat(run.content()).isEqualTo("half is done");
        assertThat(failing.requests()).hasSize(1);
        assertThat(paying.requests()).hasSize(2);
        assertThat(lab.ledger().effects()).containsExactly("pay a");
        assertThat(leader.lastRequest().messages())
                .filteredOn(Message.ToolResult.class::isInstance)
                .extracting(Message::text)
                .satisfiesExactly(
                        first -> assertThat(first).contains("no credit"),
                        second -> assertThat(second).isEqualTo("paid"));
    }

    @Test
    @Tag("APPR-7")
    @Tag("APPR-14")
    void aMembersRecordThatWasPendingWhenTheTeamFailedIsDecidedBeforeOrBehindTheRetry() {
        for (boolean isDecidedBefore : List.of(true, false)) {
            FaultyApprovals faulty = FaultyApprovals.in(lab);
            int before = lab.ledger().effects().size();
            Team team = failingWhileAMemberWaits(faulty);
            RunOutput paused = lab.run(team, "go");
            Requirement ofMember = owned(paused, "crew/payer");
            paused.activeRequirements().stream()
                    .filter(open -> open.path().size() == 1)
                    .forEach(this::approve);
            assertThatThrownBy(() -> lab.continueRun(team, paused.runId())).isInstanceOf(RunFailedException.class);
            faulty.recover();
            assertThat(lab.find(team, paused.runId()).status()).isEqualTo(RunStatus.ERROR);
            assertThat(effectsSince(before)).containsExactly("send 1");
            if (isDecidedBefore) {
                approve(ofMember);
            }

            RunOutput retried = lab.retry(team, paused.runId());

            assertThat(retried.isPaused()).isTrue();
            assertThat(retried.activeRequirements()).extracting(Requirement::id).containsExactly(ofMember.id());
            assertThat(effectsSince(before)).containsExactly("send 1", "wipe 2");
            if (!isDecidedBefore) {
                approve(ofMember);
            }
            assertThat(lab.continueRun(team, paused.runId()).content()).isEqualTo("all is done");
            assertThat(effectsSince(before)).containsExactly("send 1", "wipe 2", "pay a");
            assertThat(approvals().auditTrail().verify().findings()).isEmpty();
            lab.decorate(db -> db);
        }
    }

    private List<String> effectsSince(int before) {
        List<String> effects = lab.ledger().effects();
        return effects.subList(before, effects.size());
    }

    /** A team that fails behind the first of its own two calls, while a member's call waits. */
    private Team failingWhileAMemberWaits(FaultyApprovals faulty) {
        Agent payer = Agent.builder()
                .name("Payer")
                .model(ScriptedModel.of(calls(call("pay", "a")), text("paid")))
                .tools(lab.tool("pay").gate(ApprovalGate.required()))
                .memberOnly()
                .build();
        return Team.builder()
                .name("Crew")
                .model(ScriptedModel.of(
                        calls(give("payer", "pay a"), call("send", "1"), call("wipe", "2")), text("all is done")))
                .members(payer)
                .tools(
                        lab.tool("send", (item, context) -> {
                                    faulty.fail();
                                    return "sent";
                                })
                                .gate(ApprovalGate.required()),
                        lab.tool("wipe").gate(ApprovalGate.required()))
                .db(lab.db())
                .build();
    }
}
