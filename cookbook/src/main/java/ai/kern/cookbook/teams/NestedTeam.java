package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A team in a team: calls at two depths wait, one for an administrator and one for a person, and go on by the run at the top:
 * {@code ./kern example teams/nested-team}.
 */
public final class NestedTeam implements Example {
    static final class Production {
        final List<String> deployed = new CopyOnWriteArrayList<>();

        @Approval
        @Tool(description = "Deploy a version to production.")
        String deploy(@Param(name = "version") String version) {
            deployed.add(version);
            return "deployed " + version;
        }
    }

    @Override
    public String shows() {
        return "a team in a team: calls at two depths wait, and go on by the run at the top, in another process";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You run a company",
                Script.byTurn(
                        calls(call(
                                "delegate_task_to_member",
                                "{\"member_id\":\"operations\",\"task\":\"Release version 1.4.2.\"}")),
                        text("Version 1.4.2 is released.")),
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

    private static Team company(Stage stage, SqliteDb db, TeamTool.StatusPage page, Production production) {
        Agent deployer = Agent.builder()
                .name("Deployer")
                .role("Deploys versions to production.")
                .model(stage.model())
                .instructions(
                        "You deploy versions. Call tools at once, without asking for confirmation. Then tell which"
                                + " version is in production.")
                .tools(production)
                .memberOnly()
                .build();
        Team operations = Team.builder()
                .name("Operations")
                .role("Releases versions.")
                .model(stage.model())
                .instructions(
                        "You release software. Announce the version yourself and have it deployed by one task, both"
                                + " at once, in one message. Then tell what came of it.")
                .members(deployer)
                .tools(page)
                .memberOnly()
                .build();
        return Team.builder()
                .name("Company")
                .model(stage.model())
                .instructions(
                        "You run a company. Give what is asked to a member, by one task, and tell what came of it.")
                .members(operations)
                .db(db)
                .build();
    }

    @Override
    public void play(Stage stage) {
        TeamTool.StatusPage page = new TeamTool.StatusPage();
        Production production = new Production();
        String runId;
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            RunOutput waiting = company(stage, db, page, production).run("Release version 1.4.2.");
            stage.checkWaits(waiting);
            runId = waiting.runId();
            stage.check("nothing ran yet", page.announced.isEmpty() && production.deployed.isEmpty());

            ApprovalRecord record = db.approvals().ofRun(runId).get(0);
            stage.check("the record tells which run to continue", record.runId().equals(runId));
            db.approvals().approve(record.id(), Decision.by(Actor.of("bob")));
        }

        // As another process would: the database is opened anew, and all that is left of the run is its id.
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team company = company(stage, db, page, production);
            RunOutput waiting = company.find(runId).orElseThrow();
            List<Resolution> answers = new ArrayList<>();
            for (Requirement requirement : waiting.activeRequirements()) {
                if (requirement instanceof Confirmation confirmation) {
                    stage.tell("May " + String.join("/", confirmation.path()) + " call " + confirmation.toolCall()
                            + "? Yes.");
                    answers.add(confirmation.confirm());
                }
            }
            stage.check(
                    "each requirement has the path to its owner",
                    pathsOf(waiting).equals(List.of("company/operations", "company/operations/deployer")));

            stage.checkRefused(
                    "a member's run goes on by that at the top alone",
                    RunConflictException.class,
                    () -> company.continueRun(
                            waiting.activeRequirements().get(0).runId(), answers));

            RunOutput ended = company.continueRun(waiting, answers);
            stage.show(ended);
            stage.check("the confirmed call ran once", page.announced.equals(List.of("1.4.2")));
            stage.check("so did the approved one", production.deployed.equals(List.of("1.4.2")));
            String told = ended.toolExecutions().get(0).result().orElseThrow();
            stage.check("the leader at the top was told by the one below", told.contains("1.4.2"));
        }
    }

    private static List<String> pathsOf(RunOutput run) {
        return run.activeRequirements().stream()
                .map(requirement -> String.join("/", requirement.path()))
                .sorted()
                .toList();
    }
}
