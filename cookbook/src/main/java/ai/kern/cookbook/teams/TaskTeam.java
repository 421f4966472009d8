package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.model.ModelRequest;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolExecution;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import java.util.List;
import java.util.Map;

/**
 * A leader keeps a list of tasks that depend on each other; the list waits in its middle, and goes on in another process:
 * {@code ./kern example teams/tasks}.
 */
public final class TaskTeam implements Example {
    @Override
    public String shows() {
        return "a list of tasks with dependencies waits in its middle, and goes on in another process";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You release software",
                Script.byTurn(
                        calls(
                                call("create_task", "{\"title\":\"Write the note of 1.4.2\",\"member_id\":\"writer\"}"),
                                call("create_task", "{\"title\":\"Deploy 1.4.2\",\"member_id\":\"deployer\"}"),
                                call(
                                        "create_task",
                                        "{\"title\":\"Write to the customers\",\"member_id\":\"writer\",\"depends_on\":[\"1\",\"2\"]}")),
                        calls(call("execute_tasks_parallel", "{\"task_ids\":[\"1\",\"2\"]}")),
                        calls(call("execute_task", "{\"task_id\":\"3\"}")),
                        calls(call("finish", "{\"answer\":\"1.4.2 is in production, and the customers know it.\"}"))),
                "You deploy versions",
                Script.byTurn(calls(call("deploy", "{\"version\":\"1.4.2\"}")), text("1.4.2 is in production.")),
                "You write",
                TaskTeam::ofWriter));
    }

    private static ScriptedAnswer ofWriter(ModelRequest request) {
        return Script.lastUserText(request).contains("1.4.2 is in production.")
                ? text("Dear customers, 1.4.2 is in production: you can log in again.")
                : text("1.4.2: you can log in again.");
    }

    private static Team team(Stage stage, SqliteDb db, ConfirmedMember.Deployments tools) {
        Agent deployer = Agent.builder()
                .name("Deployer")
                .role("Deploys versions to production.")
                .model(stage.model())
                .instructions(
                        "You deploy versions. Call tools at once, without asking for confirmation. Then tell which"
                                + " version is in production.")
                .tools(tools)
                .build();
        Agent writer = Agent.builder()
                .name("Writer")
                .role("Writes release notes, and letters to customers.")
                .model(stage.model())
                .instructions("You write what you are asked for, in one sentence that names the version.")
                .build();
        return Team.builder()
                .name("Release")
                .mode(TeamMode.TASKS)
                .model(stage.model())
                .instructions("You release software by three tasks: the release note; the deployment; and a letter that"
                        + " tells the customers what is in production, and needs the results of the other two. Have these two"
                        + " executed at once.")
                .members(deployer, writer)
                .db(db)
                .build();
    }

    @Override
    public void play(Stage stage) {
        ConfirmedMember.Deployments tools = new ConfirmedMember.Deployments();
        RunOutput waiting;
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            waiting = team(stage, db, tools).run("Release version 1.4.2, which repairs the login.");
            stage.checkWaits(waiting);
        }

        // As another process would: the database is opened anew, and the list is there as it was.
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = team(stage, db, tools);
            Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);
            stage.tell("May " + String.join("/", asked.path()) + " call " + asked.toolCall() + "? Yes.");
            RunOutput ended = team.continueRun(waiting.runId(), List.of(asked.confirm()));
            stage.show(ended);

            stage.check("the call ran once", tools.deployed.equals(List.of("1.4.2")));
            stage.check(
                    "no task was created anew", count("create_task", waiting) == 3 && count("create_task", ended) == 3);
            stage.check(
                    "who wrote the letter had the result of the deployment",
                    lastOf("execute_task", ended).contains("in production"));
            stage.check(
                    "the team answers what the leader finished with",
                    lastOf("finish", ended).equals(ended.content()));
        }
    }

    /** What came of the last call of the tools whose names begin so. */
    private static String lastOf(String beginning, RunOutput run) {
        return run.toolExecutions().stream()
                .filter(call -> call.toolName().startsWith(beginning))
                .reduce((earlier, later) -> later)
                .flatMap(ToolExecution::result)
                .orElseThrow();
    }

    private static long count(String toolName, RunOutput run) {
        return run.toolExecutions().stream()
                .filter(call -> call.toolName().equals(toolName))
                .count();
    }
}
