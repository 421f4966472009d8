package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;
import java.util.Optional;

/** The program executes a call by means of its own: {@code ./kern example agents/external-execution}. */
public final class ExternalCall implements Example {
    static final class Shell {
        @Tool(description = "Run a command on the user's machine and return its output.", externalExecution = true)
        String runCommand(@Param(name = "command") String command) {
            return "nobody reads this, since kern never calls the method";
        }
    }

    @Override
    public String shows() {
        return "the program executes a call outside kern, and brings its result or its error";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("run_command", "{\"command\":\"uptime --pretty\"}")),
                calls(call("run_command", "{\"command\":\"uptime\"}")),
                text("It is up for 3 days."));
    }

    @Override
    public void play(Stage stage) {
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Operations")
                    .model(stage.model())
                    .instructions("You look after the user's machine. Call one tool at a time; where a command fails,"
                            + " call it again without options.")
                    .tools(new Shell())
                    .db(db)
                    .build();
            RunOutput run = agent.run("How long is my machine up? Use the command uptime --pretty.");
            stage.checkWaits(run);
            run = agent.continueRun(run, List.of(executed(run)));
            stage.checkWaits(run);
            stage.check(
                    "an error is told to the model",
                    run.toolExecutions().get(0).result().orElse("").contains("unknown option --pretty"));
            run = agent.continueRun(run, List.of(executed(run)));
            stage.show(run);
            stage.check("so is a result", run.toolExecutions().get(1).result().equals(Optional.of("up 3 days")));
        }
    }

    /** What the program does in place of kern. */
    private static Resolution executed(RunOutput run) {
        ExternalExecution asked = (ExternalExecution) run.activeRequirements().get(0);
        String command = String.valueOf(asked.toolCall().argument("command").orElseThrow());
        return command.contains("--pretty") ? asked.error("unknown option --pretty") : asked.result("up 3 days");
    }
}
