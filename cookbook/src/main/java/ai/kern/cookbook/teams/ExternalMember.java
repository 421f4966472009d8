package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.model.ModelRequest;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One member works on two tasks at once; the program executes its calls by means of its own, and each result finds its task:
 * {@code ./kern example teams/external-execution}.
 */
public final class ExternalMember implements Example {
    private static final Map<String, String> SHELVES = Map.of("tea", "shelf 4");

    static final class Warehouse {
        @Tool(description = "Have a person fetch an article, and tell from where.", externalExecution = true)
        String fetch(@Param(name = "article") String article) {
            return "nobody reads this, since kern never calls the method";
        }
    }

    @Override
    public String shows() {
        return "the program executes the calls of a member that has two tasks, and each result finds its own";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You pack parcels",
                Script.byTurn(
                        calls(
                                call(
                                        "delegate_task_to_member",
                                        "{\"member_id\":\"picker\",\"task\":\"Fetch the tea.\"}"),
                                call(
                                        "delegate_task_to_member",
                                        "{\"member_id\":\"picker\",\"task\":\"Fetch the coffee.\"}")),
                        text("The parcel has tea, and no coffee: that is sold out.")),
                "You fetch one article",
                ExternalMember::ofPicker));
    }

    private static ScriptedAnswer ofPicker(ModelRequest request) {
        Script script = Script.lastUserText(request).contains("tea")
                ? Script.byTurn(calls(call("fetch", "{\"article\":\"tea\"}")), text("Here is the tea, from shelf 4."))
                : Script.byTurn(
                        calls(call("fetch", "{\"article\":\"coffee\"}")), text("There is no coffee: it is sold out."));
        return script.answerTo(request);
    }

    @Override
    public void play(Stage stage) {
        Agent picker = Agent.builder()
                .name("Picker")
                .role("Fetches an article from the shelves.")
                .model(stage.model())
                .instructions(
                        "You fetch one article by one call, at once, and then tell in the words of its result from"
                                + " where you have it, or why you have not.")
                .tools(new Warehouse())
                .build();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = Team.builder()
                    .name("Parcels")
                    .model(stage.model())
                    .instructions(
                            "You pack parcels. Have each article fetched by a task of its own, of one word, all of"
                                    + " them at once. Then sum up.")
                    .members(picker)
                    .db(db)
                    .build();
            RunOutput run = team.run("Pack a parcel of tea and coffee.");
            stage.checkWaits(run);
            stage.check(
                    "the member waits in two runs",
                    run.activeRequirements().stream()
                                    .map(Requirement::runId)
                                    .distinct()
                                    .count()
                            == 2);

            // The people in the warehouse are as fast as they are: whatever is done is brought, the last one first.
            List<Requirement> open = new ArrayList<>(run.activeRequirements());
            Collections.reverse(open);
            for (Requirement requirement : open) {
                run = team.continueRun(run, List.of(executed(stage, requirement)));
            }
            stage.show(run);
            stage.check("a result is told where it belongs", toldOf("tea", run).contains("shelf 4"));
            stage.check("so is an error", toldOf("coffee", run).contains("sold out"));
        }
    }

    /** What the program does in place of kern. */
    private static Resolution executed(Stage stage, Requirement requirement) {
        ExternalExecution asked = (ExternalExecution) requirement;
        String article = String.valueOf(asked.toolCall().argument("article").orElseThrow());
        stage.tell("Fetching: " + article + ".");
        return SHELVES.containsKey(article) ? asked.result(SHELVES.get(article)) : asked.error("sold out");
    }

    private static String toldOf(String article, RunOutput run) {
        return run.toolExecutions().stream()
                .filter(task -> task.arguments().contains(article))
                .findFirst()
                .flatMap(task -> task.result())
                .orElseThrow();
    }
}
