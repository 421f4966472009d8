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
import ai.kern.run.ToolExecution;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A call of a member waits for a person, and the team with it: {@code ./kern example teams/confirmation}. */
public final class ConfirmedMember implements Example {
    static final class Deployments {
        final List<String> deployed = new CopyOnWriteArrayList<>();

        @Tool(description = "Deploy a version to production.", requiresConfirmation = true)
        String deploy(@Param(name = "version") String version) {
            deployed.add(version);
            return "deployed " + version;
        }
    }

    @Override
    public String shows() {
        return "a member's call waits for a person, and the team with it, while another member has its answer";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You release software",
                Script.byTurn(
                        calls(
                                call(
                                        "delegate_task_to_member",
                                        "{\"member_id\":\"deployer\",\"task\":\"Deploy version 1.4.2.\"}"),
                                call(
                                        "delegate_task_to_member",
                                        "{\"member_id\":\"writer\",\"task\":\"Version 1.4.2 repairs the login.\"}")),
                        text("1.4.2 is in production. Its note: you can log in again.")),
                "You deploy versions",
                Script.byTurn(calls(call("deploy", "{\"version\":\"1.4.2\"}")), text("1.4.2 is in production.")),
                "You write release notes",
                Script.byTurn(text("1.4.2: you can log in again."))));
    }

    @Override
    public void play(Stage stage) {
        Deployments tools = new Deployments();
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
                .role("Writes release notes.")
                .model(stage.model())
                .instructions("You write release notes of one sentence, which begins with the version.")
                .build();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = Team.builder()
                    .name("Release")
                    .model(stage.model())
                    .instructions("You release software. Have the version deployed and its note written, both at once"
                            + " and each by one task. Then sum up.")
                    .members(deployer, writer)
                    .db(db)
                    .build();

            RunOutput run = team.run("Release version 1.4.2, which repairs the login.");
            stage.checkWaits(run);
            stage.check("nothing was deployed yet", tools.deployed.isEmpty());
            Optional<String> note = answerOf("writer", run);
            stage.check(
                    "the writer is done, and the deployer is not",
                    note.isPresent() && answerOf("deployer", run).isEmpty());

            while (run.isPaused()) {
                List<Resolution> answers = new ArrayList<>();
                for (Requirement requirement : run.activeRequirements()) {
                    answers.add(answer(stage, requirement));
                }
                run = team.continueRun(run, answers);
            }
            stage.show(run);
            stage.check("the call ran once, as it was shown", tools.deployed.equals(List.of("1.4.2")));
            stage.check(
                    "the leader was told what the deployer said",
                    answerOf("deployer", run).orElseThrow().contains("1.4.2"));
            stage.check(
                    "the writer's answer is the one from before the pause",
                    answerOf("writer", run).equals(note));
        }
    }

    /** Here the program would ask the person. */
    private static Resolution answer(Stage stage, Requirement requirement) {
        if (requirement instanceof Confirmation confirmation) {
            stage.tell("May " + String.join("/", confirmation.path()) + " call " + confirmation.toolCall() + "? Yes.");
            return confirmation.confirm();
        }
        throw new IllegalStateException("nobody here can answer " + requirement);
    }

    /** What the leader was told by a member, once that is done with its task. */
    private static Optional<String> answerOf(String memberId, RunOutput run) {
        return run.toolExecutions().stream()
                .filter(task -> task.arguments().contains("\"" + memberId + "\""))
                .findFirst()
                .flatMap(ToolExecution::result);
    }
}
