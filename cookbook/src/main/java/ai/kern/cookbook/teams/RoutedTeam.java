package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.model.Message;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import java.util.List;
import java.util.Map;

/**
 * The leader chooses who answers, and that member's answer is the team's, also behind a pause: {@code ./kern example
 * teams/route}.
 */
public final class RoutedTeam implements Example {
    @Override
    public String shows() {
        return "the leader chooses a member, whose answer is the team's, behind a pause, too";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You are a switchboard",
                Script.byTurn(calls(call(
                        "delegate_task_to_member",
                        "{\"member_id\":\"deployer\",\"task\":\"Bring version 1.4.2 into production.\"}"))),
                "You deploy versions",
                Script.byTurn(calls(call("deploy", "{\"version\":\"1.4.2\"}")), text("1.4.2 is in production.")),
                "You answer questions",
                Script.byTurn(text("1.4.2 repairs the login."))));
    }

    @Override
    public void play(Stage stage) {
        ConfirmedMember.Deployments tools = new ConfirmedMember.Deployments();
        Agent deployer = Agent.builder()
                .name("Deployer")
                .role("Deploys versions to production.")
                .model(stage.model())
                .instructions("You deploy versions. Call tools at once, without asking for confirmation.")
                .tools(tools)
                .build();
        Agent explainer = Agent.builder()
                .name("Explainer")
                .role("Tells what is new in a version.")
                .model(stage.model())
                .instructions("You answer questions about versions.")
                .build();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = Team.builder()
                    .name("Desk")
                    .mode(TeamMode.ROUTE)
                    .model(stage.model())
                    .instructions("You are a switchboard.")
                    .members(deployer, explainer)
                    .db(db)
                    .build();
            RunOutput run = team.run("Bring version 1.4.2 into production.");
            stage.checkWaits(run);
            stage.check(
                    "the leader has chosen the deployer",
                    run.activeRequirements().get(0).path().contains("deployer"));

            Confirmation asked = (Confirmation) run.activeRequirements().get(0);
            run = team.continueRun(run, List.of(asked.confirm()));
            stage.show(run);
            stage.check("the call ran once", tools.deployed.equals(List.of("1.4.2")));
            stage.check(
                    "the member's answer is the team's",
                    run.content().equals(run.toolExecutions().get(0).result().orElseThrow()));
            stage.check(
                    "the leader was asked once, to choose",
                    run.messages().stream()
                                    .filter(Message.Assistant.class::isInstance)
                                    .count()
                            == 1);
        }
    }
}
