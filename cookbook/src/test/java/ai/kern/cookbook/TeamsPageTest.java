package ai.kern.cookbook;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.InMemoryDb;
import ai.kern.model.Model;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The code of docs/teams.md, and that it does what the page says. */
class TeamsPageTest {
    private final List<String> log = new ArrayList<>();
    private final Model model = ScriptedModel.of(
            calls(call("delegate_task_to_member", "{\"member_id\":\"payer\",\"task\":\"Pay the rent\"}")),
            text("The rent is paid."));
    private final Db db = new InMemoryDb();

    private Team office(Model payersModel, FunctionTool pay) {
        Agent payer = Agent.builder()
                .name("Payer")
                .role("Pays bills.")
                .model(payersModel)
                .tools(pay)
                .build();
        Agent writer = Agent.builder()
                .name("Writer")
                .role("Writes letters.")
                .model(model)
                .build();
        Team team = Team.builder()
                .name("Office")
                .mode(TeamMode.COORDINATE)
                .model(model)
                .instructions("Nothing is paid twice.")
                .members(payer, writer)
                .db(db)
                .build();
        return team;
    }

    private void show(List<String> path) {
        log.add(String.join("/", path));
    }

    @Test
    @Tag("TEAM-2")
    @Tag("TEAM-5")
    void aMembersPauseIsAnsweredThroughTheTeam() {
        Team team = office(
                ScriptedModel.of(calls(call("pay", "{}")), text("paid")),
                FunctionTool.builder("pay")
                        .requiresConfirmation()
                        .callVoid((arguments, context) -> log.add("pay"))
                        .build());
        RunOutput run = team.run("Pay the rent");
        while (run.isPaused()) {
            List<Resolution> answers = new ArrayList<>();
            for (Requirement requirement : run.activeRequirements()) {
                show(requirement.path());
                if (requirement instanceof Confirmation confirmation) {
                    answers.add(confirmation.confirm());
                }
            }
            run = team.continueRun(run, answers);
        }

        assertThat(log).containsExactly("office/payer", "pay");
        assertThat(run.content()).isEqualTo("The rent is paid.");
    }

    @Test
    @Tag("TEAM-1")
    void aListOfTasksIsWorkedOff() {
        Model model = ScriptedModel.of(
                calls(
                        call("create_task", "{\"title\":\"Pay the rent\",\"member_id\":\"payer\"}"),
                        call(
                                "create_task",
                                "{\"title\":\"Tell the landlord\",\"member_id\":\"writer\",\"depends_on\":[\"1\"]}")),
                calls(call("execute_task", "{\"task_id\":\"1\"}")),
                text("The rent is paid."),
                calls(call("execute_task", "{\"task_id\":\"2\"}")),
                calls(call("finish", "{\"answer\":\"The rent is paid, and the landlord knows.\"}")));
        Agent payer = Agent.builder()
                .name("Payer")
                .model(ScriptedModel.of(text("paid on Monday")))
                .build();
        ScriptedModel writing = ScriptedModel.of(text("written"));
        Agent writer = Agent.builder().name("Writer").model(writing).build();
        Team household = Team.builder()
                .name("Household")
                .mode(TeamMode.TASKS)
                .model(model)
                .members(payer, writer)
                .taskRounds(5)
                .db(db)
                .build();

        RunOutput run = household.run("Pay the rent and tell the landlord");

        assertThat(run.content()).isEqualTo("The rent is paid, and the landlord knows.");
        assertThat(Script.lastUserText(writing.lastRequest()))
                .isEqualTo("Tell the landlord\n\nResult of task 1 (Pay the rent):\npaid on Monday");
    }

    @Test
    @Tag("RUN-6")
    void aTeamMayGiveItsMembersMoreAndLessThanTheyHaveByThemselves() {
        Agent payer = Agent.builder()
                .name("Payer")
                .model(ScriptedModel.of(text("paid")))
                .build();
        Agent writer = Agent.builder().name("Writer").model(ScriptedModel.of()).build();
        Team desk = Team.builder()
                .name("Desk")
                .model(model)
                .members(payer, writer)
                .historyForMembers(5)
                .sharedSessionState()
                .totalToolCallLimit(40)
                .depthLimit(2)
                .db(db)
                .build();

        RunOutput run = desk.run("Pay the rent");

        assertThat(run.content()).isEqualTo("The rent is paid.");
    }
}
