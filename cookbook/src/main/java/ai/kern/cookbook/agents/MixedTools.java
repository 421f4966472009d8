package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Free and protected calls in one message of the model: the free one runs at once, each protected one waits for its own
 * answer: {@code ./kern example agents/mixed-tools}.
 */
public final class MixedTools implements Example {
    static final class Travel {
        final List<String> done = new CopyOnWriteArrayList<>();

        @Tool(description = "Look up the weather of a city.")
        String weather(@Param(name = "city") String city) {
            done.add("looked up " + city);
            return "sunny";
        }

        @Tool(description = "Book a train to a city.", requiresConfirmation = true)
        String bookTrain(@Param(name = "city") String city) {
            done.add("booked " + city);
            return "booked";
        }

        @Tool(description = "Print the itinerary for a city.", externalExecution = true)
        String printItinerary(@Param(name = "city") String city) {
            return "nobody reads this, since kern never calls the method";
        }
    }

    @Override
    public String shows() {
        return "free and protected calls in one message: the free one runs, each other waits for its own answer";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(
                        call("book_train", "{\"city\":\"Rome\"}"),
                        call("weather", "{\"city\":\"Rome\"}"),
                        call("print_itinerary", "{\"city\":\"Rome\"}")),
                text("Rome is booked, and it is sunny there."));
    }

    @Override
    public void play(Stage stage) {
        Travel tools = new Travel();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Travel agent")
                    .model(stage.model())
                    .instructions("You plan journeys. Call all three tools at once, in one message, and each once.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput run = agent.run("Book a train to Rome, look up the weather there, and print the itinerary.");
            stage.checkWaits(run);
            stage.check("the free call has run, and no other", tools.done.equals(List.of("looked up Rome")));

            // One answer now: the run waits for the other one, and what was settled waits with it.
            run = agent.continueRun(run, answers(run, PauseType.EXTERNAL_EXECUTION));
            stage.check("one answer is not all", run.isPaused() && tools.done.size() == 1);
            run = agent.continueRun(run, answers(run, PauseType.CONFIRMATION));
            stage.show(run);

            stage.check("each call ran once", tools.done.equals(List.of("looked up Rome", "booked Rome")));
            stage.check(
                    "the model got each result in its place",
                    run.toolExecutions().stream()
                            .map(execution -> execution.result().orElseThrow())
                            .sorted()
                            .toList()
                            .equals(List.of("booked", "printed on tray 2", "sunny")));
        }
    }

    private static List<Resolution> answers(RunOutput run, PauseType kind) {
        List<Resolution> answers = new ArrayList<>();
        for (Requirement requirement : run.activeRequirements()) {
            if (requirement.pauseType() != kind) {
                continue;
            }
            if (requirement instanceof Confirmation confirmation) {
                answers.add(confirmation.confirm());
            } else if (requirement instanceof ExternalExecution execution) {
                answers.add(execution.result("printed on tray 2"));
            }
        }
        return answers;
    }
}
