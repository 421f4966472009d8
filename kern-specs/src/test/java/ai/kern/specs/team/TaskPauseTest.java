package ai.kern.specs.team;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.Decision;
import ai.kern.run.Actor;
import ai.kern.run.BatchMode;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.LedgerTools;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A list of tasks that waits in its middle. */
@Tag("TEAM-10")
class TaskPauseTest extends TaskSpec {

    @Test
    @Tag("TEAM-4")
    @Tag("TEAM-5")
    void aListThatWaitedGoesOnInANewProcessAndNobodyIsAskedTwice() {
        ScriptedAnswer[] script = {
            calls(create("look", "looker"), create("rent", "payer", "1"), create("tell", "looker", "2")),
            calls(execute("1")),
            calls(execute("2")),
            calls(execute("1"), execute("3")),
            calls(finish("all is done"))
        };
        ScriptedModel looking = ScriptedModel.playing(request -> text("looked"));
        RunOutput paused = lab.run(tasks(ScriptedModel.of(script), member("Looker", looking), payer()), "go");
        assertThat(owners(paused.activeRequirements())).containsExactly("crew/payer");
        assertThat(looking.requests()).hasSize(1);
        lab.restart();
        ScriptedModel leader = ScriptedModel.of(script);
        ScriptedModel lookingAgain = ScriptedModel.playing(request -> text("told"));

        RunOutput run =
                lab.continueAll(tasks(leader, member("Looker", lookingAgain), payer()), paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(leader.requests()).hasSize(2);
        assertThat(told(leader).get(5)).contains("1 (look) is done");
        assertThat(lookingAgain.requests()).hasSize(1);
        assertThat(Script.lastUserText(lookingAgain.lastRequest()))
                .startsWith("tell")
                .contains("paid rent");
        assertThat(lab.ledger().effects()).hasSize(1);
    }

    @Test
    @Tag("TEAM-3")
    @Tag("TEAM-9")
    void tasksThatWaitBesideEachOtherAreAnsweredOneByOne() {
        ScriptedAnswer[] script = {
            calls(create("a", "payer"), create("b", "payer"), create("c", "worker")),
            calls(executeTogether("1", "2", "3")),
            calls(finish("all is done"))
        };
        RunOutput paused = lab.run(tasks(ScriptedModel.of(script), payer(), worker("Worker")), "go");
        assertThat(paused.activeRequirements()).hasSize(2);
        lab.restart();
        ScriptedModel leader = ScriptedModel.of(script);
        Team team = tasks(leader, payer(), member("Worker", ScriptedModel.of()));

        RunOutput half = lab.continueRun(
                team,
                paused.runId(),
                Confirmations.confirm(paused.activeRequirements().get(1)));
        assertThat(half.isPaused()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay b");
        RunOutput run = lab.continueAll(team, half, Confirmations.rejectWith("too dear"));

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(lab.ledger().effects()).containsExactly("pay b");
        assertThat(told(leader).get(3))
                .isEqualTo("[{\"task_id\":\"1\",\"member_id\":\"payer\",\"answer\":\"paid a\"},"
                        + "{\"task_id\":\"2\",\"member_id\":\"payer\",\"answer\":\"paid b\"},"
                        + "{\"task_id\":\"3\",\"member_id\":\"worker\",\"answer\":\"Worker did: c\"}]");
    }

    @ParameterizedTest
    @EnumSource(BatchMode.class)
    @Tag("HITL-1")
    void theListIsTheSameHoweverItsCallsAreHeldBackByAProtectedOne(BatchMode batch) {
        ScriptedAnswer[] script = {
            calls(
                    create("a", "worker"),
                    LedgerTools.call("send", "letter"),
                    create("b", "worker", "1"),
                    execute("1"),
                    create("c", "worker"),
                    execute("3")),
            calls(execute("2")),
            calls(finish("done"))
        };
        RunOutput paused = lab.run(held(batch, ScriptedModel.of(script)), "go");
        assertThat(owners(paused.activeRequirements())).containsExactly("crew");
        lab.restart();
        ScriptedModel leader = ScriptedModel.of(script);

        RunOutput run = lab.continueAll(held(batch, leader), paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("done");
        assertThat(told(leader).subList(1, 7))
                .containsExactly(
                        "send letter is done",
                        "{\"task_id\":\"2\",\"title\":\"b\",\"member_id\":\"worker\",\"depends_on\":[\"1\"],"
                                + "\"status\":\"open\"}",
                        "Worker did: a",
                        "{\"task_id\":\"3\",\"title\":\"c\",\"member_id\":\"worker\",\"depends_on\":[],"
                                + "\"status\":\"open\"}",
                        "Worker did: c",
                        "Worker did: b\n\nResult of task 1 (a):\nWorker did: a");
    }

    private Team held(BatchMode batch, ScriptedModel leader) {
        return builder(leader, worker("Worker"))
                .tools(lab.tool("send").requiresConfirmation())
                .batch(batch)
                .build();
    }

    @Test
    @Tag("TEAM-3")
    @Tag("TEAM-5")
    void aListInATaskOfAnotherListWaitsAndGoesOnWithIt() {
        RunOutput paused = lab.run(nested(ScriptedModel.of(outer())), "go");
        assertThat(owners(paused.activeRequirements())).containsExactly("crew/desk/payer");
        lab.restart();
        ScriptedModel leader = ScriptedModel.of(outer());

        RunOutput run = lab.continueAll(nested(leader), paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(told(leader).get(2)).isEqualTo("the desk has paid");
        assertThat(told(leader).get(3)).endsWith("Result of task 1 (pay):\nthe desk has paid");
        assertThat(lab.ledger().effects()).containsExactly("pay rent");
    }

    private static ScriptedAnswer[] outer() {
        return new ScriptedAnswer[] {
            calls(create("pay", "desk"), create("tell", "worker", "1"), execute("1")),
            calls(execute("2")),
            calls(finish("all is done"))
        };
    }

    private Team nested(ScriptedModel leader) {
        Team desk = Team.builder()
                .name("Desk")
                .mode(TeamMode.TASKS)
                .model(ScriptedModel.of(
                        calls(create("rent", "payer")), calls(execute("1")), calls(finish("the desk has paid"))))
                .members(payer())
                .build();
        return tasks(leader, desk, worker("Worker"));
    }

    @Test
    @Tag("TEAM-6")
    @Tag("APPR-14")
    void administratorsDecideOnATasksCallAndOnTheLeadersOwnInOnePause() {
        ScriptedAnswer[] script = {
            calls(create("rent", "payer"), execute("1"), LedgerTools.call("send", "letter")), calls(finish("done"))
        };
        RunOutput paused = lab.run(approved(script), "go");
        assertThat(owners(paused.activeRequirements())).containsExactly("crew/payer", "crew");
        ApprovalDb approvals = (ApprovalDb) lab.db();
        approvals
                .approvals()
                .list(ApprovalQuery.pending())
                .items()
                .forEach(record -> approvals.approvals().approve(record.id(), Decision.by(Actor.of("admin"))));
        lab.restart();

        RunOutput run = lab.continueRun(approved(script), paused.runId());

        assertThat(run.content()).isEqualTo("done");
        assertThat(lab.ledger().effects()).containsExactlyInAnyOrder("pay rent", "send letter");
    }

    private Team approved(ScriptedAnswer... script) {
        Agent payer = Agent.builder()
                .name("Payer")
                .model(ScriptedModel.of(calls(LedgerTools.call("pay", "rent")), text("paid")))
                .tools(lab.tool("pay").gate(ApprovalGate.required()))
                .memberOnly()
                .build();
        return builder(ScriptedModel.of(script), payer)
                .tools(lab.tool("send").gate(ApprovalGate.required()))
                .build();
    }
}
