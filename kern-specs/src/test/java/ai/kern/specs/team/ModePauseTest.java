package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolExecution;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a mode promises holds behind a pause as before it. */
@Tag("TEAM-1")
@Tag("TEAM-5")
@Tag("TEAM-10")
class ModePauseTest extends ScenarioSpec {

    private static ScriptedCall giveToAll(String task) {
        return ScriptedAnswer.call("delegate_task_to_members", "{\"task\":\"" + task + "\"}");
    }

    @Test
    @Tag("TEAM-8")
    void everyAnswerOfABroadcastReachesTheLeaderThoughOneMemberWaitedAndOneFailed() {
        Part leader = part(calls(giveToAll("pay a")), text("summed up"));
        Part broken = part(failure("no credit"));
        crew(
                TeamMode.BROADCAST,
                leader,
                saying("Before", "from \"before\""),
                doing("Payer", confirmed("pay")),
                () -> member("Broken", broken.model()),
                saying("After", "from after"));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly("crew/payer: pay a");
        assertThat(leader.requests()).hasSize(1);

        RunOutput run = goOn(paused, confirm("crew/payer: pay a"));

        assertThat(run.content()).isEqualTo("summed up");
        assertThat(leader.told()).hasSize(1);
        assertThat(leader.told().get(0))
                .startsWith("[{\"member_id\":\"before\",\"answer\":\"from \\\"before\\\"\"},"
                        + "{\"member_id\":\"payer\",\"answer\":\"pay a is done\"},"
                        + "{\"member_id\":\"broken\",\"error\":\"")
                .contains("no credit")
                .endsWith("\"},{\"member_id\":\"after\",\"answer\":\"from after\"}]");
        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.SUCCEEDED);
        assertThat(effects()).containsExactly("pay a");
    }

    @Test
    @Tag("TEAM-3")
    @Tag("TEAM-9")
    void theMembersOfABroadcastAreAnsweredOneByOne() {
        Part leader = part(calls(giveToAll("pay a")), text("summed up"));
        crew(
                TeamMode.BROADCAST,
                leader,
                doing("One", confirmed("pay")),
                doing("Two", confirmed("pay")),
                doing("Three", confirmed("pay")));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly("crew/one: pay a", "crew/two: pay a", "crew/three: pay a");

        RunOutput two = goOn(paused, reject("crew/two: pay a", "not two"));
        assertThat(waiting(two)).containsExactly("crew/one: pay a", "crew/three: pay a");
        RunOutput one = goOn(two, confirm("crew/three: pay a"));
        assertThat(waiting(one)).containsExactly("crew/one: pay a");
        RunOutput run = goOn(one, confirm("crew/one: pay a"));

        assertThat(run.content()).isEqualTo("summed up");
        assertThat(leader.told().get(0))
                .startsWith(
                        "[{\"member_id\":\"one\",\"answer\":\"pay a is done\"},{\"member_id\":\"two\",\"answer\":\"")
                .contains("not two")
                .endsWith("{\"member_id\":\"three\",\"answer\":\"pay a is done\"}]");
        assertThat(leader.requests()).hasSize(2);
        assertThat(effects()).containsExactly("pay a", "pay a");
    }

    @Test
    @Tag("TEAM-8")
    void aBroadcastOfWhichNobodyHasAnAnswerHasFailed() {
        Part leader = part(calls(giveToAll("pay a")), text("nobody did it"));
        Part broken = part(calls(call("pay", "a")), failure("no credit"));
        crew(
                TeamMode.BROADCAST,
                leader,
                () -> member("Broken", broken.model(), confirmed("pay").get()));

        RunOutput run = goOn(start(), confirm("crew/broken: pay a"));

        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.FAILED);
        assertThat(leader.told()).singleElement().asString().contains("no credit");
    }

    @Test
    void aRoutedMembersAnswerIsTheTeamsWithoutAnotherWordOfTheLeader() {
        Part leader = part(calls(give("payer", "pay a")));
        crew(TeamMode.ROUTE, leader, saying("Other", "not I"), doing("Payer", confirmed("pay")));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly("crew/payer: pay a");

        RunOutput run = goOn(paused, confirm("crew/payer: pay a"));

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.content()).isEqualTo("pay a is done");
        assertThat(leader.requests()).hasSize(1);
        assertThat(effects()).containsExactly("pay a");
    }

    @Test
    @Tag("HITL-9")
    void aRoutedMemberMayWaitTwice() {
        Part leader = part(calls(give("payer", "pay")));
        Part payer = part(calls(call("pay", "a")), calls(call("pay", "b")), text("the payer's word"));
        crew(
                TeamMode.ROUTE,
                leader,
                () -> member("Payer", payer.model(), confirmed("pay").get()));

        RunOutput second = goOn(start(), confirm("crew/payer: pay a"));
        assertThat(second.isPaused()).isTrue();
        RunOutput run = goOn(second, confirm("crew/payer: pay b"));

        assertThat(run.content()).isEqualTo("the payer's word");
        assertThat(leader.requests()).hasSize(1);
    }

    @Test
    @Tag("TEAM-8")
    void behindARoutedMembersFailureTheLeaderChoosesAgain() {
        Part leader = part(calls(give("broken", "pay a")), calls(give("payer", "pay b")));
        Part broken = part(calls(call("pay", "a")), failure("no credit"));
        crew(
                TeamMode.ROUTE,
                leader,
                () -> member("Broken", broken.model(), confirmed("pay").get()),
                doing("Payer", confirmed("pay")));

        RunOutput second = goOn(start(), confirm("crew/broken: pay a"));
        assertThat(waiting(second)).containsExactly("crew/payer: pay b");
        assertThat(leader.told()).singleElement().asString().contains("broken").contains("no credit");
        RunOutput run = goOn(second, confirm("crew/payer: pay b"));

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.content()).isEqualTo("pay b is done");
        assertThat(leader.requests()).hasSize(2);
        assertThat(effects()).containsExactly("pay a", "pay b");
    }

    @Test
    @Tag("TEAM-3")
    void aTeamThatRoutesAnswersForItsMemberInsideAnother() {
        Part leader = part(calls(give("desk", "pay a"), give("writer", "write it")), text("crew is done"));
        Part desk = part(calls(give("payer", "pay a")));
        Plan payer = doing("Payer", confirmed("pay"));
        crew(
                leader,
                () -> Team.builder()
                        .name("Desk")
                        .mode(TeamMode.ROUTE)
                        .model(desk.model())
                        .members(payer.build())
                        .build(),
                saying("Writer", "written"));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly("crew/desk/payer: pay a");

        RunOutput run = goOn(paused, confirm("crew/desk/payer: pay a"));

        assertThat(run.content()).isEqualTo("crew is done");
        assertThat(leader.told()).containsExactly("pay a is done", "written");
        assertThat(desk.requests()).hasSize(1);
    }

    @Test
    @Tag("TEAM-8")
    void ofTwoRoutedMembersOfWhichOneFailsTheLeaderIsToldAndTheOthersAnswerCounts() {
        Part leader = part(calls(give("broken", "pay a"), give("payer", "pay b")), text("a is not paid"));
        crewThatRoutesToABrokenMember(leader);

        RunOutput run = goOn(start(), confirm("crew/broken: pay a"), confirm("crew/payer: pay b"));

        assertThat(leader.told()).hasSize(2);
        assertThat(leader.told().get(0)).contains("broken").contains("no credit");
        assertThat(leader.told().get(1)).isEqualTo("pay b is done");
        assertThat(run.isCompleted()).isTrue();
        assertThat(run.content()).isEqualTo("pay b is done\n\na is not paid");
        assertThat(run.toolExecutions()).noneMatch(ToolExecution::endsRun);
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "pay b");
    }

    @Test
    @Tag("TEAM-8")
    void behindOneFailureAmongTwoRoutedMembersTheLeaderChoosesAgainAndBothAnswersAreTheTeams() {
        Part leader = part(calls(give("broken", "pay a"), give("payer", "pay b")), calls(give("payer", "pay c")));
        crewThatRoutesToABrokenMember(leader);

        RunOutput second = goOn(start(), confirm("crew/broken: pay a"), confirm("crew/payer: pay b"));
        assertThat(waiting(second)).containsExactly("crew/payer: pay c");
        RunOutput run = goOn(second, confirm("crew/payer: pay c"));

        assertThat(run.content()).isEqualTo("pay b is done\n\npay c is done");
        assertThat(leader.requests()).hasSize(2);
    }

    @Test
    @Tag("TEAM-8")
    void aRoutedTaskForNobodyIsToldToTheLeaderBesideTheAnswerOfAnother() {
        Part leader = part(calls(give("payer", "pay a"), give("ghost", "pay b")), text("nobody pays b"));
        crew(TeamMode.ROUTE, leader, doing("Payer", confirmed("pay")));

        RunOutput run = goOn(start(), confirm("crew/payer: pay a"));

        assertThat(leader.told().get(1)).contains("no member ghost");
        assertThat(run.content()).isEqualTo("pay a is done\n\nnobody pays b");
    }

    private void crewThatRoutesToABrokenMember(Part leader) {
        Part broken = part(calls(call("pay", "a")), failure("no credit"));
        crew(
                TeamMode.ROUTE,
                leader,
                () -> member("Broken", broken.model(), confirmed("pay").get()),
                doing("Payer", confirmed("pay")));
    }
}
