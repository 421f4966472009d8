package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A person lets a call run, and no thread waits for her: {@code ./kern example agents/confirmation-async}. */
public final class ConfirmedCallAsync implements Example {
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
        return "a person lets a call run, in futures from the start of the run to its end";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("deploy", "{\"version\":\"1.4.2\"}")), text("1.4.2 is in production."));
    }

    @Override
    public void play(Stage stage) {
        Deployments tools = new Deployments();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Deployer")
                    .model(stage.model())
                    .instructions("You deploy versions. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();

            // Whoever asks the person completes this future, with a click some hours later perhaps.
            CompletableFuture<Boolean> click = new CompletableFuture<>();
            CompletableFuture<RunOutput> ended = agent.runAsync("Deploy version 1.4.2.")
                    .thenCompose(waiting -> click.thenCompose(
                            yes -> agent.continueRunAsync(waiting.runId(), List.of(answer(waiting, yes)))));

            stage.check("nothing was deployed before the click", tools.deployed.isEmpty() && !ended.isDone());
            click.complete(true);
            stage.show(ended.join());
            stage.check("the call ran once", tools.deployed.equals(List.of("1.4.2")));
        }
    }

    private static Resolution answer(RunOutput waiting, boolean yes) {
        Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);
        return yes ? asked.confirm() : asked.reject("not today");
    }
}
