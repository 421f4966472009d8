package ai.kern.specs.team;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.db.RunQuery;
import ai.kern.run.InvalidOutputException;
import ai.kern.run.Run;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.PlainSql;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A leader that wants to end while tasks of its list are left. */
@Tag("TEAM-1")
class OpenTasksTest extends TaskSpec {
    record Price(int euros) {}

    private static final ScriptedAnswer CREATE = calls(create("a", "worker"), create("b", "worker"));

    private Team team(ScriptedModel leader) {
        return tasks(leader, worker("Worker"));
    }

    private String onlyRun() {
        List<String> roots =
                lab.db().runs(RunQuery.all()).items().stream().map(Run::id).toList();
        assertThat(roots).hasSize(1);
        return roots.get(0);
    }

    private static ScriptedAnswer[] script(ScriptedAnswer first, int times, ScriptedAnswer repeated) {
        List<ScriptedAnswer> all = new ArrayList<>(Collections.nCopies(times, repeated));
        all.add(0, first);
        return all.toArray(ScriptedAnswer[]::new);
    }

    @Test
    void itIsSentBackToItsListAndToldWhatIsLeft() {
        ScriptedModel leader =
                ScriptedModel.of(CREATE, text("done"), calls(executeTogether("1", "2")), text("really done"));

        RunOutput run = lab.run(team(leader), "go");

        assertThat(run.content()).isEqualTo("really done");
        assertThat(Script.lastUserText(leader.lastRequest()))
                .contains("task 1 (a) is open, task 2 (b) is open")
                .contains("execute_task");
    }

    @Test
    void aFailedTaskIsLeftUntilItIsSettled() {
        ScriptedModel leader = ScriptedModel.of(
                calls(create("a", "broken"), execute("1")), text("all is done"), calls(drop("1")), text("a failed"));

        RunOutput run = lab.run(tasks(leader, member("Broken", ScriptedModel.of(failure("no credit")))), "go");

        assertThat(run.content()).isEqualTo("a failed");
        assertThat(Script.lastUserText(leader.lastRequest())).contains("1 (a) has failed");
    }

    @Test
    void theRunEndsAsErrorThatNamesWhatIsLeftOnceItWasSentBackOftenEnough() {
        ScriptedModel leader = ScriptedModel.of(script(CREATE, 4, text("done")));
        Team team = builder(leader, worker("Worker")).taskRounds(3).build();

        assertThatThrownBy(() -> lab.run(team, "go"))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("task 1 (a) is open, task 2 (b) is open")
                .hasMessageContaining("3 times");
        assertThat(leader.requests()).hasSize(5);
        assertThat(lab.db().find(onlyRun()).orElseThrow().status()).isEqualTo(RunStatus.ERROR);
    }

    @Test
    void itIsSentBackTenTimesUnlessTheTeamSaysOtherwise() {
        ScriptedModel leader = ScriptedModel.of(script(CREATE, 11, text("done")));

        assertThatThrownBy(() -> lab.run(team(leader), "go")).isInstanceOf(RunFailedException.class);
        assertThat(leader.requests()).hasSize(12);
    }

    @Test
    void aLeaderThatIsNeverSentBackEndsWithItsFirstSuchAnswer() {
        ScriptedModel leader = ScriptedModel.of(CREATE, text("done"));
        Team team = builder(leader, worker("Worker")).taskRounds(0).build();

        assertThatThrownBy(() -> lab.run(team, "go")).isInstanceOf(RunFailedException.class);
    }

    @Test
    @Tag("RUN-1")
    @Tag("TEAM-5")
    void aRetryInANewProcessSendsItBackOnceMoreAndGoesOnWithTheList() {
        ScriptedAnswer[] script = {
            calls(create("a", "worker"), create("b", "worker", "1"), execute("1")),
            text("done"),
            text("really done"),
            calls(execute("2")),
            text("now it is done")
        };
        Team first = builder(ScriptedModel.of(script), worker("Worker"))
                .taskRounds(1)
                .build();
        assertThatThrownBy(() -> lab.run(first, "go")).isInstanceOf(RunFailedException.class);
        String runId = onlyRun();
        lab.restart();
        ScriptedModel leader = ScriptedModel.of(script);
        ScriptedModel working = ScriptedModel.playing(request -> text("worked"));

        RunOutput run = lab.retry(
                builder(leader, member("Worker", working)).taskRounds(1).build(), runId);

        assertThat(run.content()).isEqualTo("now it is done");
        assertThat(working.requests())
                .as("the first task is not executed again")
                .hasSize(1);
        assertThat(leader.requests()).hasSize(2);
        assertThat(Script.lastUserText(leader.requests().get(0)))
                .contains("2 (b) is open")
                .doesNotContain("1 (a)");
    }

    @Test
    @Tag("RUN-6")
    void theRunEndsAsErrorAtOnceWhenItsToolCallsAreUsedUp() {
        ScriptedModel leader = ScriptedModel.of(calls(create("a", "worker"), create("b", "worker"), execute("1")));
        Team team = builder(leader, worker("Worker")).toolCallLimit(3).build();

        assertThatThrownBy(() -> lab.run(team, "go"))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("no tool calls any more")
                .hasMessageContaining("2 (b) is open");
        assertThat(leader.requests()).as("asking without tools is of no use").hasSize(1);
    }

    @Test
    @Tag("RUN-6")
    void theRunEndsAsErrorAtOnceWhenTheToolCallsOfTheWholeTeamAreUsedUp() {
        ScriptedModel leader = ScriptedModel.of(calls(create("a", "looker"), create("b", "looker"), execute("1")));
        Agent looker = member(
                "Looker", ScriptedModel.of(calls(LedgerTools.call("look", "a")), text("looked")), lab.tool("look"));
        Team team = builder(leader, looker).totalToolCallLimit(4).build();

        assertThatThrownBy(() -> lab.run(team, "go"))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("no tool calls any more")
                .hasMessageContaining("2 (b) is open");
        assertThat(leader.requests()).hasSize(1);
    }

    @Test
    @Tag("RUN-6")
    void usedUpToolCallsKeepNoLeaderFromSummingUpThatHasNoTaskLeft() {
        ScriptedModel leader = ScriptedModel.of(calls(create("a", "worker"), execute("1")), text("done"));
        Team team = builder(leader, worker("Worker")).toolCallLimit(2).build();

        assertThat(lab.run(team, "go").content()).isEqualTo("done");
    }

    @Test
    @Tag("RUN-6")
    @Tag("TEAM-9")
    void usedUpToolCallsEndTheRunBehindAPauseToo() {
        ScriptedModel leader = ScriptedModel.of(calls(create("a", "worker"), LedgerTools.call("pay", "rent")));
        Team team = builder(leader, worker("Worker"))
                .tools(lab.tool("pay").requiresConfirmation())
                .toolCallLimit(2)
                .build();
        RunOutput paused = lab.run(team, "go");
        assertThat(paused.isPaused()).isTrue();

        assertThatThrownBy(() -> lab.continueAll(team, paused, Confirmations::reject))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("1 (a) is open");
        assertThat(lab.db().find(paused.runId()).orElseThrow().status()).isEqualTo(RunStatus.ERROR);
    }

    @Test
    @Tag("RUN-6")
    @Tag("TEAM-8")
    void usedUpToolCallsOfAMembersListAreItsFailureBehindAPauseToo() {
        Team inner = Team.builder()
                .name("Inner")
                .mode(TeamMode.TASKS)
                .model(ScriptedModel.of(calls(create("a", "worker"), LedgerTools.call("pay", "rent"))))
                .members(worker("Worker"))
                .tools(lab.tool("pay").requiresConfirmation())
                .toolCallLimit(2)
                .build();
        ScriptedModel leader = ScriptedModel.of(calls(give("inner", "go")), text("it failed"));
        Team team = team(TeamMode.COORDINATE, leader, inner);
        RunOutput paused = lab.run(team, "go");

        RunOutput run = lab.continueAll(team, paused, Confirmations::reject);

        assertThat(run.content()).isEqualTo("it failed");
        assertThat(told(leader)).singleElement().asString().contains("inner", "1 (a) is open");
    }

    @Test
    @Tag("RUN-12")
    void theFormOfTheAnswerIsJudgedWhenNoTaskIsLeft() {
        ScriptedModel leader = ScriptedModel.of(
                CREATE, text("cheap"), calls(execute("1"), drop("2")), text("cheap still"), text("{\"euros\":3}"));
        RunRequest request = RunRequest.builder("go").output(Price.class).build();

        RunOutput run = lab.run(team(leader), request);

        assertThat(run.contentAs(Price.class)).isEqualTo(new Price(3));
        assertThat(Script.lastUserText(leader.requests().get(2))).contains("1 (a) is open");
        assertThat(Script.lastUserText(leader.lastRequest())).contains("form");
    }

    @Test
    @Tag("RUN-12")
    void anAnswerThatWasSentBackForItsFormCountsNotAsOneThatWasSentBackForTheList() {
        ScriptedModel leader = ScriptedModel.of(
                text("cheap"), CREATE, text("{\"euros\":1}"), calls(drop("1"), drop("2")), text("still cheap"));
        Team team = builder(leader, worker("Worker")).taskRounds(1).build();
        RunRequest request = RunRequest.builder("go").output(Price.class).build();

        assertThatThrownBy(() -> lab.run(team, request)).hasCauseInstanceOf(InvalidOutputException.class);
        assertThat(leader.requests()).hasSize(5);
    }

    @Test
    @Tag("RUN-12")
    void anAnswerByFinishIsHeldToTheFormAndRead() {
        ScriptedModel leader =
                ScriptedModel.of(calls(finish("cheap")), calls(finish("{\\\"euros\\\":3}"), create("a", "worker")));
        RunRequest request = RunRequest.builder("go").output(Price.class).build();

        RunOutput run = lab.run(team(leader), request);

        assertThat(run.contentAs(Price.class)).isEqualTo(new Price(3));
        assertThat(told(leader)).singleElement().asString().contains("form", "finish");
    }

    @Test
    @Tag("TEAM-8")
    void aTeamWhoseListIsNotWorkedOffFailsAsAMember() {
        Team inner = Team.builder()
                .name("Inner")
                .mode(TeamMode.TASKS)
                .taskRounds(0)
                .model(ScriptedModel.of(CREATE, text("done")))
                .members(worker("Worker"))
                .build();
        ScriptedModel leader = ScriptedModel.of(calls(give("inner", "go")), text("it failed"));

        RunOutput run = lab.run(team(TeamMode.COORDINATE, leader, inner), "go");

        assertThat(run.content()).isEqualTo("it failed");
        assertThat(told(leader).get(0)).contains("inner").contains("1 (a) is open");
    }

    @Test
    void roundsAreForListsOfTasks() {
        Agent worker = worker("Worker");
        assertThatThrownBy(() -> builder(ScriptedModel.of(), worker)
                        .mode(TeamMode.ROUTE)
                        .taskRounds(2)
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TASKS")
                .hasMessageContaining("ROUTE");
        assertThatThrownBy(() -> builder(ScriptedModel.of(), worker).taskRounds(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    @Tag("HITL-17")
    @Tag("TEAM-10")
    void howOftenItIsSentBackStaysAsItWasWhenTheRunStartedWhoeverGoesOnWithIt() {
        ScriptedAnswer[] script = {
            calls(create("a", "worker"), create("b", "worker"), execute("1")), text("done"), text("done")
        };
        RunOutput paused = lab.run(waitingTeam(1, script), "go");
        lab.restart();
        Team patient = waitingTeam(5, script);

        assertThatThrownBy(() -> lab.continueAll(patient, paused, Confirmations::confirm))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("sent back to it 1 times")
                .hasMessageContaining("task 2 (b) is open");
    }

    @Test
    @Tag("DB-5")
    void aRunThatWasStoredWithoutSayingHowOftenIsSentBackAsOftenAsItsTeamSaysToday() {
        assumeTrue(lab.kind().isDurable(), "memory has no SQL");
        ScriptedAnswer[] script = {
            calls(create("a", "worker"), create("b", "worker"), execute("1")), text("done"), text("done"), text("done")
        };
        RunOutput paused = lab.run(waitingTeam(1, script), "go");
        try (PlainSql sql = PlainSql.on(lab)) {
            assertThat(sql.update(
                            "UPDATE kern_run_settings SET settings = REPLACE(settings, ?, ?) WHERE run_id = ?",
                            ",\"openWorkRounds\":1",
                            "",
                            paused.runId()))
                    .isOne();
        }
        Team patient = waitingTeam(2, script);

        assertThatThrownBy(() -> lab.continueAll(patient, paused, Confirmations::confirm))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("sent back to it 2 times");
    }

    private Team waitingTeam(int rounds, ScriptedAnswer... script) {
        return builder(
                        ScriptedModel.playing(Script.byTurn(script)),
                        member(
                                "Worker",
                                ScriptedModel.playing(Script.byTurn(calls(LedgerTools.call("pay", "a")), text("paid"))),
                                lab.tool("pay").requiresConfirmation()))
                .taskRounds(rounds)
                .build();
    }
}
