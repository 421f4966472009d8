package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.run.RunnerDescription;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import ai.kern.tool.Toolkit;
import java.util.ArrayList;
import java.util.List;

/**
 * Tools that somebody else wrote, without marks, are protected by name: {@code ./kern example agents/toolkit-confirmation}.
 */
public final class ToolkitConfirmation implements Example {
    /** Of a library, say. */
    static final class Wiki {
        final List<String> deleted = new ArrayList<>();

        @Tool(description = "List the wiki's pages.")
        List<String> listPages() {
            return List.of("Start", "Old news");
        }

        @Tool(description = "Delete a page of the wiki.")
        String deletePage(@Param(name = "title") String title) {
            deleted.add(title);
            return "deleted";
        }
    }

    @Override
    public String shows() {
        return "tools without marks are protected by name, and an agent tells what protects each";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("list_pages")), calls(call("delete_page", "{\"title\":\"Old news\"}")), text("It is gone."));
    }

    @Override
    public void play(Stage stage) {
        Wiki tools = new Wiki();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            AgentBuilder builder = Agent.builder()
                    .name("Librarian")
                    .model(stage.model())
                    .instructions("You look after a wiki. Call tools at once, without asking for confirmation.")
                    .db(db);
            Agent agent = builder.tools(Toolkit.of(tools).requiresConfirmation("delete_page"))
                    .build();
            for (RunnerDescription.Tool tool : agent.describe().allTools()) {
                stage.tell(tool.name() + ": " + tool.protection());
            }
            stage.check("only the harmless tool is free", freeTools(agent).equals(List.of("list_pages")));
            stage.check("a name that the toolkit lacks is an error, not a door left open", isMistake(stage, tools));

            RunOutput waiting = agent.run("List the pages, then delete the page Old news.");
            stage.checkWaits(waiting);
            Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);
            stage.show(agent.continueRun(waiting, List.of(asked.confirm())));
            stage.check("the confirmed call ran once", tools.deleted.equals(List.of("Old news")));
        }
    }

    private static List<String> freeTools(Agent agent) {
        return agent.describe().allTools().stream()
                .filter(RunnerDescription.Tool::isFree)
                .map(RunnerDescription.Tool::name)
                .toList();
    }

    private static boolean isMistake(Stage stage, Wiki tools) {
        try {
            Agent.builder()
                    .model(stage.model())
                    .tools(Toolkit.of(tools).requiresConfirmation("delete_pages"))
                    .build();
            return false;
        } catch (IllegalArgumentException mistake) {
            stage.tell("The mistake: " + mistake.getMessage());
            return true;
        }
    }
}
