package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.run.BatchMode;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.ScriptedCall;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The leader calls a protected tool of its own and gives a task to a member who waits, both in one message. */
@Tag("TEAM-4")
@Tag("TEAM-5")
@Tag("TEAM-9")
class TeamToolTest extends ScenarioSpec {
    private static final String OF_TEAM = "crew: send b";
    private static final String OF_MEMBER = "crew/payer: pay a";

    private Part leader;

    private RunOutput startedWith(BatchMode batch, ScriptedCall... batchOfLeader) {
        leader = part(calls(batchOfLeader), text("both are done"));
        Plan payer = doing("Payer", confirmed("pay"));
        crew(() -> Team.builder()
                .name("Crew")
                .model(leader.model())
                .members(payer.build())
                .tools(confirmed("send").get(), lab.tool("note"))
                .batch(batch)
                .db(lab.db())
                .build());
        return start();
    }

    private RunOutput startedWith(ScriptedCall... batchOfLeader) {
        return startedWith(BatchMode.RUN_FREE, batchOfLeader);
    }

    private RunOutput teamToolFirst() {
        RunOutput paused = startedWith(call("send", "b"), give("payer", "pay a"));
        assertThat(waiting(paused)).containsExactly(OF_TEAM, OF_MEMBER);
        return paused;
    }

    private RunOutput memberFirst() {
        RunOutput paused = startedWith(give("payer", "pay a"), call("send", "b"));
        assertThat(waiting(paused)).containsExactly(OF_MEMBER, OF_TEAM);
        return paused;
    }

    private void assertToldInTheOrderOfTheCalls(RunOutput run, String... results) {
        assertThat(run.content()).isEqualTo("both are done");
        assertThat(leader.told()).containsExactly(results);
        assertThat(leader.requests()).hasSize(2);
        assertThat(effects()).containsExactlyInAnyOrder("send b", "pay a");
    }

    @Test
    void bothAreAnsweredAtOnceAndTheLeaderSeesBothResults() {
        assertToldInTheOrderOfTheCalls(
                goOn(teamToolFirst(), confirm(OF_TEAM), confirm(OF_MEMBER)), "send b is done", "pay a is done");
    }

    @Test
    void bothAreAnsweredAtOnceWithTheMembersTaskFirst() {
        assertToldInTheOrderOfTheCalls(
                goOn(memberFirst(), confirm(OF_TEAM), confirm(OF_MEMBER)), "pay a is done", "send b is done");
    }

    @Test
    void theTeamsToolRunsWhileTheMemberWaitsOn() {
        RunOutput half = goOn(memberFirst(), confirm(OF_TEAM));
        assertThat(waiting(half)).containsExactly(OF_MEMBER);
        assertThat(effects()).containsExactly("send b");

        assertToldInTheOrderOfTheCalls(goOn(half, confirm(OF_MEMBER)), "pay a is done", "send b is done");
    }

    @Test
    void theMemberWorksWhileTheTeamsToolWaitsOn() {
        RunOutput half = goOn(teamToolFirst(), confirm(OF_MEMBER));
        assertThat(waiting(half)).containsExactly(OF_TEAM);
        assertThat(effects()).containsExactly("pay a");

        assertToldInTheOrderOfTheCalls(goOn(half, confirm(OF_TEAM)), "send b is done", "pay a is done");
    }

    @Test
    @Tag("HITL-7")
    void theTeamsToolIsRejectedAndTheMemberIsNot() {
        RunOutput run = goOn(teamToolFirst(), reject(OF_TEAM, "send nothing"), confirm(OF_MEMBER));

        assertThat(run.isCompleted()).isTrue();
        assertThat(leader.told().get(0)).contains("send nothing");
        assertThat(leader.told().get(1)).isEqualTo("pay a is done");
        assertThat(effects()).containsExactly("pay a");
    }

    @Test
    @Tag("HITL-1")
    void aBatchThatIsHeldBackAsAWholeGivesNoTaskBeforeTheTeamsToolIsLetThrough() {
        RunOutput paused =
                startedWith(BatchMode.HOLD_ALL, give("payer", "pay a"), call("send", "b"), call("note", "c"));
        assertThat(waiting(paused)).containsExactly(OF_TEAM);
        assertThat(effects()).isEmpty();

        RunOutput half = goOn(paused, confirm(OF_TEAM));
        assertThat(waiting(half)).containsExactly(OF_MEMBER);
        assertThat(effects()).containsExactlyInAnyOrder("send b", "note c");
        RunOutput run = goOn(half, confirm(OF_MEMBER));

        assertThat(run.content()).isEqualTo("both are done");
        assertThat(leader.told()).containsExactly("pay a is done", "send b is done", "note c is done");
    }
}
