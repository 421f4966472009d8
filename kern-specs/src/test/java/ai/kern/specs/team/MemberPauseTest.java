package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.Decision;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.UserFeedbackTools;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One member's call makes the whole team wait, whatever it waits for, and the team goes on where it stopped. */
@Tag("TEAM-2")
@Tag("TEAM-4")
@Tag("TEAM-5")
class MemberPauseTest extends ScenarioSpec {
    private static final String WAITS = "crew/payer: pay a";

    private record Parcel(String item, String to) {}

    private final Part leader = part(calls(give("payer", "pay a")), text("all is done"));
    private final Part payer = part(calls(call("pay", "a")), text("the payer is done"));

    /** A team with one member that has one tool. */
    private void crewWith(Part member, Supplier<?> tool) {
        crew(leader, () -> member("Payer", member.model(), tool.get()));
    }

    /** The run waits for nothing but this, and so far nothing was done. */
    private RunOutput startedWaitingFor(String label) {
        RunOutput paused = start();
        assertThat(paused.isPaused()).isTrue();
        assertThat(waiting(paused)).containsExactly(label);
        assertThat(open(paused, label).runId()).isNotEqualTo(paused.runId());
        assertThat(leader.requests()).hasSize(1);
        assertThat(effects()).isEmpty();
        return paused;
    }

    /** The leader was asked once more, and got what the member said. */
    private void assertSummedUp(RunOutput run) {
        assertThat(run.content()).isEqualTo("all is done");
        assertThat(leader.told()).containsExactly("the payer is done");
        assertThat(leader.requests()).hasSize(2);
        assertThat(run.toolExecutions()).singleElement().satisfies(delegation -> {
            assertThat(delegation.outcome()).contains(OutcomeStatus.SUCCEEDED);
            assertThat(delegation.attempts()).isEqualTo(1);
        });
    }

    @Test
    void aConfirmedCallRunsOnceAndTheLeaderSumsUp() {
        crewWith(payer, confirmed("pay"));
        RunOutput paused = startedWaitingFor(WAITS);

        RunOutput run = goOn(paused, confirm(WAITS));

        assertSummedUp(run);
        assertThat(payer.told()).containsExactly("pay a is done");
        assertThat(payer.requests()).hasSize(2);
        assertThat(effects()).containsExactly("pay a");
    }

    @Test
    @Tag("HITL-7")
    void aRejectionsNoteReachesTheMemberAndNotTheLeader() {
        crewWith(payer, confirmed("pay"));
        RunOutput paused = startedWaitingFor(WAITS);

        RunOutput run = goOn(paused, reject(WAITS, "too dear"));

        assertSummedUp(run);
        assertThat(payer.told()).singleElement().asString().contains("too dear");
        assertThat(leader.told()).noneMatch(told -> told.contains("too dear"));
        assertThat(effects()).isEmpty();
    }

    @Test
    @Tag("HITL-8")
    void theCallRunsWithWhatAPersonGave() {
        crewWith(
                payer,
                () -> FunctionTool.builder("pay")
                        .parameters(Parcel.class)
                        .call((parcel, context) -> {
                            lab.ledger().add("pay " + parcel.item() + " to " + parcel.to());
                            return "paid";
                        })
                        .requiresUserInput("to"));
        RunOutput paused = startedWaitingFor(WAITS);

        RunOutput run = goOn(paused, reply(WAITS, asked -> ((UserInput) asked).provide(Map.of("to", "ann"))));

        assertSummedUp(run);
        assertThat(payer.told()).containsExactly("paid");
        assertThat(effects()).containsExactly("pay a to ann");
    }

    @Test
    @Tag("HITL-15")
    void theMemberGetsThePersonsChoice() {
        Part asking = part(
                calls(ScriptedAnswer.call(
                        "ask_user",
                        "{\"questions\":[{\"id\":\"city\",\"text\":\"Where to?\",\"options\":["
                                + "{\"id\":\"paris\",\"label\":\"Paris\"},{\"id\":\"rome\",\"label\":\"Rome\"}]}]}")),
                text("the payer is done"));
        crewWith(asking, UserFeedbackTools::new);
        RunOutput paused = startedWaitingFor("crew/payer: ask_user");

        RunOutput run = goOn(
                paused,
                reply(
                        "crew/payer: ask_user",
                        asked -> ((UserFeedback) asked)
                                .answers()
                                .choose("city", "rome")
                                .build()));

        assertSummedUp(run);
        assertThat(asking.told()).containsExactly("{\"city\":[\"rome\"]}");
    }

    @Test
    void theMemberGetsAResultFromOutside() {
        crewWith(payer, () -> lab.tool("pay").externalExecution());
        RunOutput paused = startedWaitingFor(WAITS);

        RunOutput run = goOn(paused, reply(WAITS, asked -> ((ExternalExecution) asked).result("paid at the till")));

        assertSummedUp(run);
        assertThat(payer.told()).containsExactly("paid at the till");
        assertThat(effects()).isEmpty();
    }

    @Test
    void theMemberGetsAnErrorFromOutside() {
        crewWith(payer, () -> lab.tool("pay").externalExecution());
        RunOutput paused = startedWaitingFor(WAITS);

        RunOutput run = goOn(paused, reply(WAITS, asked -> ((ExternalExecution) asked).error("the till is closed")));

        assertSummedUp(run);
        assertThat(payer.told()).singleElement().asString().contains("the till is closed");
    }

    @Test
    @Tag("TEAM-6")
    @Tag("APPR-5")
    void aCallThatAnAdministratorApprovedRunsWhenTheTeamIsContinued() {
        crew(leader, () -> memberOnly("Payer", payer.model(), lab.tool("pay").gate(ApprovalGate.required())));
        RunOutput paused = startedWaitingFor(WAITS);
        ((ApprovalDb) lab.db())
                .approvals()
                .approve(((AwaitingDecision) open(paused, WAITS)).recordId(), Decision.by(Actor.of("admin")));
        assertThat(effects()).isEmpty();

        RunOutput run = goOn(paused);

        assertSummedUp(run);
        assertThat(payer.told()).containsExactly("pay a is done");
        assertThat(effects()).containsExactly("pay a");
    }

    @Test
    @Tag("HITL-9")
    void aMemberMayWaitTwiceInARow() {
        Part twice = part(calls(call("pay", "a")), calls(call("pay", "b")), text("the payer is done"));
        crewWith(twice, confirmed("pay"));
        RunOutput first = startedWaitingFor(WAITS);

        RunOutput second = goOn(first, confirm(WAITS));
        assertThat(waiting(second)).containsExactly("crew/payer: pay b");
        assertThat(second.requirements()).hasSize(2);
        assertThat(leader.requests()).hasSize(1);
        assertThat(effects()).containsExactly("pay a");

        RunOutput run = goOn(second, confirm("crew/payer: pay b"));

        assertSummedUp(run);
        assertThat(twice.told()).containsExactly("pay a is done", "pay b is done");
        assertThat(twice.requests()).hasSize(3);
        assertThat(effects()).containsExactly("pay a", "pay b");
    }

    @Test
    @Tag("HITL-4")
    void aMemberWithTwoCallsGoesOnWhenBothAreAnswered() {
        Part both = part(calls(call("pay", "a"), call("pay", "b")), text("the payer is done"));
        crewWith(both, confirmed("pay"));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(WAITS, "crew/payer: pay b");

        RunOutput half = goOn(paused, confirm("crew/payer: pay b"));
        assertThat(waiting(half)).containsExactly(WAITS);
        assertThat(effects()).isEmpty();

        RunOutput run = goOn(half, reject(WAITS, "too dear"));

        assertSummedUp(run);
        assertThat(both.told().get(0)).contains("too dear");
        assertThat(both.told().get(1)).isEqualTo("pay b is done");
        assertThat(effects()).containsExactly("pay b");
    }

    @Test
    void continuingWithoutAnAnswerWaitsOn() {
        crewWith(payer, confirmed("pay"));
        RunOutput paused = startedWaitingFor(WAITS);

        RunOutput still = goOn(paused);

        assertThat(still.isPaused()).isTrue();
        assertThat(waiting(still)).containsExactly(WAITS);
        assertThat(effects()).isEmpty();
        assertSummedUp(goOn(still, confirm(WAITS)));
    }
}
