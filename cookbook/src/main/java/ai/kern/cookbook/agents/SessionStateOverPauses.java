package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import ai.kern.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tool put into the session's state is there after a pause, in another process and in the session's next run:
 * {@code ./kern example agents/session-state}.
 */
public final class SessionStateOverPauses implements Example {
    static final class Shop {
        @Tool(description = "Put an article into the cart.")
        String addToCart(@Param(name = "article") String article, ToolContext context) {
            List<Object> cart = new ArrayList<>(cart(context));
            cart.add(article);
            context.state().put("cart", cart);
            return cart.size() + " articles";
        }

        @Tool(description = "Order what is in the cart, and empty it.", requiresConfirmation = true)
        String order(ToolContext context) {
            List<?> ordered = cart(context);
            context.state().remove("cart");
            context.state().put("ordered", ordered);
            return "ordered " + ordered;
        }

        private static List<?> cart(ToolContext context) {
            return (List<?>) context.state().get("cart").orElse(List.of());
        }
    }

    @Override
    public String shows() {
        return "what a tool put into the session's state is there after a pause, in another process";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("add_to_cart", "{\"article\":\"tea\"}")), calls(call("order")), text("The tea is ordered."));
    }

    private static Agent agent(Stage stage, SqliteDb db) {
        return Agent.builder()
                .name("Shop")
                .model(stage.model())
                .instructions("You sell things. Call one tool at a time, without asking for confirmation.")
                .tools(new Shop())
                .db(db)
                .build();
    }

    @Override
    public void play(Stage stage) {
        String runId;
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            RunOutput waiting = agent(stage, db)
                    .run(RunRequest.builder("Put tea into my cart and order it.")
                            .session("cart-of-ann")
                            .build());
            stage.checkWaits(waiting);
            runId = waiting.runId();
        }

        // As another process would: the database is opened anew, and the agent is another object.
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            stage.tell("The state: " + db.sessionState("cart-of-ann"));
            Agent agent = agent(stage, db);
            RunOutput waiting = agent.find(runId).orElseThrow();
            Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);
            RunOutput ended = agent.continueRun(waiting, List.of(asked.confirm()));
            stage.show(ended);

            stage.check(
                    "the tool saw what was in the cart before the pause",
                    ended.toolExecutions().get(1).result().equals(Optional.of("ordered [tea]")));
            stage.check(
                    "its own change is stored with its result",
                    db.sessionState("cart-of-ann").equals(Map.of("ordered", "[\"tea\"]")));
        }
    }
}
