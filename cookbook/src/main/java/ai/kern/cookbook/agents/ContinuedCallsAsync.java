package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.RunQuery;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Runs that wait are answered all at once, and go on beside each other: {@code ./kern example
 * agents/confirmation-continue-async}.
 */
public final class ContinuedCallsAsync implements Example {
    static final class Search {
        final List<String> rebuilt = new CopyOnWriteArrayList<>();

        @Tool(description = "Rebuild the search index of a shop.", requiresConfirmation = true)
        String rebuildIndex(@Param(name = "shop") String shop) {
            rebuilt.add(shop);
            return "rebuilt";
        }
    }

    @Override
    public String shows() {
        return "several runs that wait are answered, and go on beside each other";
    }

    @Override
    public Script script() {
        return request -> Script.byTurn(
                        calls(call("rebuild_index", "{\"shop\":\"" + shop(Script.lastUserText(request)) + "\"}")),
                        text("The index is rebuilt."))
                .answerTo(request);
    }

    private static String shop(String asked) {
        return asked.substring(asked.lastIndexOf(' ') + 1);
    }

    @Override
    public void play(Stage stage) {
        Search tools = new Search();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Search keeper")
                    .model(stage.model())
                    .instructions("You rebuild indexes. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();
            for (String shop : List.of("books", "shoes", "toys")) {
                stage.checkWaits(agent.run("Rebuild the index of " + shop));
            }

            // Later, perhaps after a restart: the database knows what waits.
            List<CompletableFuture<RunOutput>> continued = new ArrayList<>();
            for (Run run : db.runs(RunQuery.all().runner(agent.id()).status(RunStatus.PAUSED))
                    .items()) {
                List<Resolution> answers = new ArrayList<>();
                for (Requirement asked : agent.find(run.id()).orElseThrow().activeRequirements()) {
                    answers.add(((Confirmation) asked).confirm());
                }
                continued.add(agent.continueRunAsync(run.id(), answers));
            }
            continued.forEach(run -> stage.show(run.join()));

            stage.check(
                    "each call ran once",
                    tools.rebuilt.stream().sorted().toList().equals(List.of("books", "shoes", "toys")));
        }
    }
}
