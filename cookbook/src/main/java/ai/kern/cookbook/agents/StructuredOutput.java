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
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;

/**
 * A run whose result is a record, over a pause, too: {@code ./kern example agents/structured-output}.
 */
public final class StructuredOutput implements Example {
    record Offer(String customer, List<Item> items, long totalCents) {}

    record Item(String name, int pieces) {}

    static final class Stock {
        @Tool(
                description = "Reserve pieces of an article, and tell the price of each in cents.",
                requiresConfirmation = true)
        long reserve(@Param(name = "article") String article, @Param(name = "pieces") int pieces) {
            return 250;
        }
    }

    @Override
    public String shows() {
        return "a run whose result is a record, checked against its schema, over a pause, too";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("reserve", "{\"article\":\"tea\",\"pieces\":4}")),
                // Not what was asked for; the model is told, once.
                text("{\"customer\":\"Ann\",\"items\":[]}"),
                text("{\"customer\":\"Ann\",\"items\":[{\"name\":\"tea\",\"pieces\":4}],\"totalCents\":1000}"));
    }

    @Override
    public void play(Stage stage) {
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Sales")
                    .model(stage.model())
                    .instructions(
                            "You make offers. Reserve each article with one call, without asking for confirmation.")
                    .tools(new Stock())
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Make an offer of 4 pieces of tea to Ann.", Offer.class);
            stage.checkWaits(waiting);

            Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);
            RunOutput ended = agent.continueRun(waiting, List.of(asked.confirm()));
            stage.show(ended);
            Offer offer = ended.contentAs(Offer.class);
            stage.tell("The offer: " + offer);
            stage.check("the result is the record", offer.items().equals(List.of(new Item("tea", 4))));
            stage.check("with its numbers", offer.totalCents() == 1000);
        }
    }
}
