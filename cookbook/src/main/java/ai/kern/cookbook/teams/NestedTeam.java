package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import java.util.List;
import java.util.Map;

/**
 * A team in a team: a call two levels below waits, and is answered at the top, in another process: {@code ./kern example
 * teams/nested-team}.
 */
public final class NestedTeam implements Example {
    @Override
    public String shows() {
        return "a team in a team: a call at the bottom waits, and is answered at the top, in another process";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You run a company",
                Script.byTurn(
                        calls(call(
                                "delegate_task_to_member",
                                "{\"member_id\":\"operations\",\"task\":\"Bring version 1.4.2 into production.\"}")),
                        text("Version 1.4.2 is in production.")),
                "You operate machines",
                Script.byTurn(
                        calls(call(
                                "delegate_task_to_member",
                                "{\"member_id\":\"deployer\",\"task\":\"Deploy version 1.4.2.\"}")),
                        text("It is done: 1.4.2 is in production.")),
                "You deploy versions",
                Script.byTurn(calls(call("deploy", "{\"version\":\"1.4.2\"}")), text("I deployed 1.4.2."))));
    }

    private static Team company(Stage stage, SqliteDb db, ConfirmedMember.Deployments tools) {
        Agent deployer = Agent.builder()
                .name("Deployer")
                .role("Deploys versions to production.")
                .model(stage.model())
                .instructions(
                        "You deploy versions. Call tools at once, without asking for confirmation. Then tell which"
                                + " version you deployed.")
                .tools(tools)
                .build();
        // The database is that of the team at the top.
        Team operations = Team.builder()
                .name("Operations")
                .role("Brings versions into production.")
                .model(stage.model())
                .instructions("You operate machines. Give each task on to a member, once, and tell what came of it.")
                .members(deployer)
                .build();
        return Team.builder()
                .name("Company")
                .model(stage.model())
                .instructions("You run a company. Give what is asked to a member, once, and tell what came of it.")
                .members(operations)
                .db(db)
                .build();
    }

    @Override
    public void play(Stage stage) {
        ConfirmedMember.Deployments tools = new ConfirmedMember.Deployments();
        String runId;
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            RunOutput waiting = company(stage, db, tools).run("Bring version 1.4.2 into production.");
            stage.checkWaits(waiting);
            runId = waiting.runId();
        }

        // As another process would: the database is opened anew, and all that is left of the run is its id.
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team company = company(stage, db, tools);
            RunOutput waiting = company.find(runId).orElseThrow();
            Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);
            stage.check(
                    "the requirement has the path to its owner",
                    asked.path().equals(List.of("company", "operations", "deployer")));
            stage.checkRefused(
                    "the owner's run goes on by that of the team alone",
                    RunConflictException.class,
                    () -> company.continueRun(asked.runId(), List.of(asked.confirm())));
            stage.check("nothing was deployed yet", tools.deployed.isEmpty());

            RunOutput ended = company.continueRun(waiting, List.of(asked.confirm()));
            stage.show(ended);
            stage.check("the call ran once", tools.deployed.equals(List.of("1.4.2")));
            String told = ended.toolExecutions().get(0).result().orElseThrow();
            stage.check("the leader at the top was told by the one below", told.contains("1.4.2"));
        }
    }
}
