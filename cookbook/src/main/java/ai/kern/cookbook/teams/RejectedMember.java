package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import java.util.List;
import java.util.Map;

/**
 * A person rejects a member's call and says why; the member is told, and tells the leader: {@code ./kern example
 * teams/rejection}.
 */
public final class RejectedMember implements Example {
    @Override
    public String shows() {
        return "a person rejects a member's call and says why, and the leader learns it from the member";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You release software",
                Script.byTurn(
                        calls(call(
                                "delegate_task_to_member",
                                "{\"member_id\":\"deployer\",\"task\":\"Deploy version 1.4.2.\"}")),
                        text("1.4.2 is not released: not on a Friday.")),
                "You deploy versions",
                Script.byTurn(
                        calls(call("deploy", "{\"version\":\"1.4.2\"}")),
                        text("I did not deploy 1.4.2; the reason is: not on a Friday."))));
    }

    @Override
    public void play(Stage stage) {
        ConfirmedMember.Deployments tools = new ConfirmedMember.Deployments();
        Agent deployer = Agent.builder()
                .name("Deployer")
                .role("Deploys versions to production.")
                .model(stage.model())
                .instructions(
                        "You deploy versions. Call tools at once, without asking for confirmation. Where a call is"
                                + " rejected, do not call again, but tell the reason in the words in which you were told it.")
                .tools(tools)
                .build();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = Team.builder()
                    .name("Release")
                    .model(stage.model())
                    .instructions("You release software. Have it deployed by one task, and tell what came of it.")
                    .members(deployer)
                    .db(db)
                    .build();
            RunOutput run = team.run("Release version 1.4.2.");
            stage.checkWaits(run);

            Confirmation asked = (Confirmation) run.activeRequirements().get(0);
            run = team.continueRun(run, List.of(asked.reject("not on a Friday")));
            stage.show(run);

            stage.check("the rejected call did not run", tools.deployed.isEmpty());
            stage.check("the team has its result nevertheless", run.isCompleted());
            String told = run.toolExecutions().get(0).result().orElseThrow();
            stage.check("the leader was told the reason", told.contains("Friday"));
        }
    }
}
