package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The leader has a tool of its own, which waits in one pause with a member's, and two people answer one after the other:
 * {@code ./kern example teams/team-tool}.
 */
public final class TeamTool implements Example {
    static final class StatusPage {
        final List<String> announced = new ArrayList<>();

        @Tool(description = "Announce to all customers that a version goes out.", requiresConfirmation = true)
        String announce(@Param(name = "version") String version) {
            announced.add(version);
            return "announced " + version + " to 12,000 customers";
        }
    }

    @Override
    public String shows() {
        return "a tool of the team and one of a member wait in one pause, and are answered one after the other";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You release software",
                Script.byTurn(
                        calls(
                                call("announce", "{\"version\":\"1.4.2\"}"),
                                call(
                                        "delegate_task_to_member",
                                        "{\"member_id\":\"deployer\",\"task\":\"Deploy version 1.4.2.\"}")),
                        text("1.4.2 is announced and in production.")),
                "You deploy versions",
                Script.byTurn(calls(call("deploy", "{\"version\":\"1.4.2\"}")), text("1.4.2 is in production."))));
    }

    @Override
    public void play(Stage stage) {
        StatusPage page = new StatusPage();
        ConfirmedMember.Deployments deployments = new ConfirmedMember.Deployments();
        Agent deployer = Agent.builder()
                .name("Deployer")
                .role("Deploys versions to production.")
                .model(stage.model())
                .instructions(
                        "You deploy versions. Call tools at once, without asking for confirmation. Then tell which"
                                + " version is in production.")
                .tools(deployments)
                .build();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = Team.builder()
                    .name("Release")
                    .model(stage.model())
                    .instructions(
                            "You release software. Announce the version yourself and have it deployed by one task,"
                                    + " both at once, in one message. Then sum up.")
                    .members(deployer)
                    .tools(page)
                    .db(db)
                    .build();
            RunOutput run = team.run("Release version 1.4.2.");
            stage.checkWaits(run);

            // Marketing looks after what the team itself does; operations after what its members do.
            String teamRun = run.runId();
            Predicate<Requirement> ofTeam = requirement -> requirement.runId().equals(teamRun);
            run = team.continueRun(run, confirmed(run, ofTeam));
            stage.check(
                    "the team's call ran, and the run waits for the member's",
                    run.isPaused() && page.announced.size() == 1 && deployments.deployed.isEmpty());
            run = team.continueRun(run, confirmed(run, ofTeam.negate()));
            stage.show(run);

            stage.check(
                    "each call ran once",
                    page.announced.equals(List.of("1.4.2")) && deployments.deployed.equals(List.of("1.4.2")));
            stage.check(
                    "the leader was told what came of both",
                    told("announce", run).contains("12,000")
                            && told("delegate_task_to_member", run).contains("1.4.2"));
        }
    }

    /** Here the program would ask the person. */
    private static List<Resolution> confirmed(RunOutput run, Predicate<Requirement> hers) {
        List<Resolution> answers = new ArrayList<>();
        for (Requirement requirement : run.activeRequirements()) {
            if (hers.test(requirement) && requirement instanceof Confirmation confirmation) {
                answers.add(confirmation.confirm());
            }
        }
        return answers;
    }

    private static String told(String toolName, RunOutput run) {
        return run.toolExecutions().stream()
                .filter(execution -> execution.toolName().equals(toolName))
                .findFirst()
                .flatMap(execution -> execution.result())
                .orElseThrow();
    }
}
