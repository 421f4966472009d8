package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.specs.support.Confirmations;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A member's protected tool makes the whole team wait. */
class MemberPauseTest extends TeamSpec {
    private final ScriptedModel leader = ScriptedModel.of(calls(give("payer", "pay a")), text("all is paid"));

    private Agent paying(String name) {
        return paying(name, "a");
    }

    private Agent paying(String name, String item) {
        return member(
                name,
                ScriptedModel.of(calls(call("pay", item)), text(name + " paid " + item)),
                lab.tool("pay").requiresConfirmation());
    }

    private Team team(ScriptedModel leading, Runner... members) {
        return team(TeamMode.COORDINATE, leading, members);
    }

    private static List<String> told(ScriptedModel model) {
        return model.lastRequest().messages().stream()
                .filter(message -> message instanceof Message.ToolResult)
                .map(message -> ((Message.ToolResult) message).text())
                .toList();
    }

    @Test
    @Tag("TEAM-1")
    void theLeaderGivesATaskAndSumsUp() {
        Team team = team(leader, member("Payer", ScriptedModel.of(text("paid by hand"))));

        RunOutput run = lab.run(team, "pay");

        assertThat(run.content()).isEqualTo("all is paid");
        assertThat(told(leader)).containsExactly("paid by hand");
    }

    @Test
    @Tag("TEAM-2")
    @Tag("TEAM-5")
    void theTeamWaitsWithTheMembersRequirementAndGoesOnWhenItIsAnswered() {
        RunOutput paused = lab.run(team(leader, paying("Payer")), "pay");

        assertThat(paused.isPaused()).isTrue();
        assertThat(owners(paused.activeRequirements())).containsExactly("crew/payer");
        Requirement requirement = paused.activeRequirements().get(0);
        assertThat(requirement.runId()).isNotEqualTo(paused.runId());
        assertThat(lab.ledger().effects()).isEmpty();
        lab.restart();

        RunOutput run = lab.continueAll(team(leader, paying("Payer")), paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("all is paid");
        assertThat(told(leader)).containsExactly("Payer paid a");
        assertThat(leader.requests()).hasSize(2);
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("HITL-7")
    void aRejectionsNoteReachesTheMemberAndNothingRuns() {
        Team team = team(leader, paying("Payer"));
        RunOutput paused = lab.run(team, "pay");

        RunOutput run = lab.continueAll(team, paused, Confirmations.rejectWith("too dear"));

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("TEAM-3")
    @Tag("TEAM-9")
    void severalMembersWaitAtOnceAndAreAnsweredInAnyOrderAndPortion() {
        ScriptedModel giving = ScriptedModel.of(calls(give("one", "pay a"), give("two", "pay b")), text("both paid"));
        RunOutput paused = lab.run(team(giving, paying("One", "a"), paying("Two", "b")), "pay");
        assertThat(owners(paused.activeRequirements())).containsExactlyInAnyOrder("crew/one", "crew/two");
        Requirement second = owned(paused, "crew/two");
        lab.restart();
        Team team = team(giving, paying("One", "a"), paying("Two", "b"));

        RunOutput half = lab.continueRun(team, paused.runId(), ((Confirmation) second).confirm());

        assertThat(half.isPaused()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay b");
        assertThat(owners(half.activeRequirements())).containsExactly("crew/one");

        RunOutput whole = lab.continueAll(team, half, Confirmations::confirm);

        assertThat(whole.content()).isEqualTo("both paid");
        assertThat(told(giving)).containsExactly("One paid a", "Two paid b");
        assertThat(lab.ledger().effects()).containsExactly("pay b", "pay a");
    }

    private static Requirement owned(RunOutput run, String path) {
        return run.activeRequirements().stream()
                .filter(requirement -> String.join("/", requirement.path()).equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Tag("TEAM-3")
    @Tag("HITL-16")
    void oneMemberMayWaitTwiceAtOnceEachWithItsOwnArguments() {
        ScriptedModel giving =
                ScriptedModel.of(calls(give("payer", "pay a"), give("payer", "pay b")), text("both paid"));
        Agent payer = member(
                "Payer",
                ScriptedModel.playing(request -> request.messages().size() > 1
                        ? text("done")
                        : calls(call("pay", Script.lastUserText(request).substring(4)))),
                lab.tool("pay").requiresConfirmation());
        Team team = team(giving, payer);
        RunOutput paused = lab.run(team, "pay");
        assertThat(paused.activeRequirements()).hasSize(2);
        assertThat(paused.activeRequirements()).extracting(Requirement::runId).doesNotHaveDuplicates();
        Confirmation first = (Confirmation) paused.activeRequirements().get(0);
        Confirmation second = (Confirmation) paused.activeRequirements().get(1);

        RunOutput run = lab.continueRun(team, paused.runId(), first.confirm(), second.reject("not b"));

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("TEAM-4")
    @Tag("TEAM-8")
    void whatAMemberHasFinishedStaysWhileAnotherWaits() {
        ScriptedModel giving = ScriptedModel.of(calls(give("writer", "write"), give("payer", "pay a")), text("done"));
        ScriptedModel writing = ScriptedModel.of(text("a poem"));
        Team team = team(giving, member("Writer", writing), paying("Payer"));
        RunOutput paused = lab.run(team, "go");

        RunOutput run = lab.continueAll(team, paused, Confirmations::confirm);

        assertThat(run.isCompleted()).isTrue();
        assertThat(told(giving)).containsExactly("a poem", "Payer paid a");
        assertThat(writing.requests()).hasSize(1);
    }

    @Test
    @Tag("TEAM-8")
    void aMembersFailureIsToldToTheLeaderAndTheOthersResultCounts() {
        ScriptedModel giving =
                ScriptedModel.of(calls(give("broken", "try"), give("payer", "pay a")), text("one failed"));
        Team team = team(giving, member("Broken", ScriptedModel.of(failure("no credit"))), paying("Payer"));
        RunOutput paused = lab.run(team, "go");
        assertThat(paused.isPaused()).isTrue();

        RunOutput run = lab.continueAll(team, paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("one failed");
        assertThat(told(giving)).hasSize(2);
        assertThat(told(giving).get(0)).contains("broken").contains("no credit");
        assertThat(told(giving).get(1)).isEqualTo("Payer paid a");
    }

    @Test
    @Tag("TEAM-3")
    void aTeamInATeamInATeamWaitsAsAWhole() {
        RunOutput paused = lab.run(nested(), "go");

        assertThat(owners(paused.activeRequirements())).containsExactly("crew/middle/inner/payer");
        lab.restart();

        RunOutput run = lab.continueAll(nested(), paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("crew is done");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    private Team nested() {
        Team inner = Team.builder()
                .name("Inner")
                .model(ScriptedModel.of(calls(give("payer", "pay a")), text("inner is done")))
                .members(paying("Payer"))
                .build();
        Team middle = Team.builder()
                .name("Middle")
                .model(ScriptedModel.of(calls(give("inner", "pay a")), text("middle is done")))
                .members(inner)
                .build();
        return team(ScriptedModel.of(calls(give("middle", "pay a")), text("crew is done")), middle);
    }

    @Test
    @Tag("TEAM-9")
    void aToolOfTheTeamAndOneOfAMemberWaitInOnePause() {
        ScriptedModel giving = ScriptedModel.of(calls(give("payer", "pay a"), call("send", "b")), text("both done"));
        Team team = Team.builder()
                .name("Crew")
                .model(giving)
                .members(paying("Payer"))
                .tools(lab.tool("send").requiresConfirmation())
                .db(lab.db())
                .build();
        RunOutput paused = lab.run(team, "go");
        assertThat(owners(paused.activeRequirements())).containsExactlyInAnyOrder("crew", "crew/payer");

        RunOutput half = lab.continueRun(team, paused.runId(), ((Confirmation) owned(paused, "crew")).confirm());
        assertThat(lab.ledger().effects()).containsExactly("send b");
        assertThat(half.isPaused()).isTrue();
        RunOutput run = lab.continueAll(team, half, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("both done");
        assertThat(told(giving)).containsExactly("Payer paid a", "send b is done");
    }

    @Test
    @Tag("TEAM-10")
    @Tag("TEAM-1")
    void aRoutedMembersAnswerIsTheTeamsAlsoBehindAPause() {
        ScriptedModel routing = ScriptedModel.of(calls(give("payer", "pay a")));
        Team team = team(TeamMode.ROUTE, routing, paying("Payer"));
        RunOutput paused = lab.run(team, "pay");

        RunOutput run = lab.continueAll(team, paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("Payer paid a");
        assertThat(routing.requests()).hasSize(1);
    }

    @Test
    @Tag("TEAM-10")
    @Tag("TEAM-1")
    void everyMembersAnswerReachesTheLeaderOfABroadcastThoughOneWaited() {
        ScriptedModel leading = ScriptedModel.of(
                calls(ScriptedAnswer.call("delegate_task_to_members", "{\"task\":\"say\"}")), text("summed up"));
        Team team = team(
                TeamMode.BROADCAST,
                leading,
                member("A", ScriptedModel.of(text("from a"))),
                paying("Payer"),
                member("C", ScriptedModel.of(text("from c"))));
        RunOutput paused = lab.run(team, "go");
        assertThat(paused.activeRequirements()).hasSize(1);

        RunOutput run = lab.continueAll(team, paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("summed up");
        assertThat(told(leading).get(0))
                .isEqualTo(
                        "[{\"member_id\":\"a\",\"answer\":\"from a\"},{\"member_id\":\"payer\",\"answer\":\"Payer paid a\"},"
                                + "{\"member_id\":\"c\",\"answer\":\"from c\"}]");
    }

    @Test
    @Tag("TEAM-11")
    void aMembersRunIsContinuedByItsRootAlone() {
        Team team = team(leader, paying("Payer"));
        RunOutput paused = lab.run(team, "pay");
        String memberRun = paused.activeRequirements().get(0).runId();

        assertThatThrownBy(() -> lab.continueRun(team, memberRun))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining(paused.runId());
        assertThatThrownBy(() -> lab.retry(team, memberRun)).isInstanceOf(RunConflictException.class);
    }

    @Test
    @Tag("HITL-14")
    void aMemberThatIsGoneKeepsTheTeamFromGoingOnUntilItIsBack() {
        RunOutput paused = lab.run(team(leader, paying("Payer")), "pay");
        Team without = team(leader, member("Other", ScriptedModel.of()));

        assertThatThrownBy(() -> lab.continueRun(
                        without,
                        paused.runId(),
                        ((Confirmation) paused.activeRequirements().get(0)).confirm()))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining("payer");
        assertThat(lab.ledger().effects()).isEmpty();

        RunOutput run = lab.continueAll(team(leader, paying("Payer")), paused, Confirmations::confirm);
        assertThat(run.isCompleted()).isTrue();
    }

    @Test
    @Tag("RUN-9")
    void cancellingTheTeamCancelsItsMembersRuns() {
        Team team = team(leader, paying("Payer"));
        RunOutput paused = lab.run(team, "pay");
        String memberRun = paused.activeRequirements().get(0).runId();

        team.cancel(paused.runId());

        assertThat(lab.db().find(memberRun).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
        assertThatThrownBy(() -> lab.continueAll(team, paused, Confirmations::confirm))
                .isInstanceOf(RunNotPausedException.class);
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("TEAM-7")
    void twoMembersOfOneIdAreRefused() {
        assertThatThrownBy(() -> team(leader, paying("Payer"), paying("Payer")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("payer");
    }

    @Test
    void theLeaderIsToldWhichMembersThereAreWhenItNamesAnother() {
        ScriptedModel wrong = ScriptedModel.of(calls(give("nobody", "pay")), text("sorry"));

        lab.run(team(wrong, paying("Payer")), "pay");

        assertThat(told(wrong).get(0)).contains("nobody").contains("payer");
    }
}
