package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * Arguments that nobody but the tool sees: {@code ./kern example approvals/redaction}.
 */
public final class Redaction implements Example {
    private static final String CARD = "4000123412341234";

    static final class Cards {
        final List<String> charged = new ArrayList<>();

        @Approval
        @Tool(description = "Charge a customer's card.")
        String chargeCard(
                @Param(name = "customer") String customer,
                @Param(name = "card_number", redact = true) String cardNumber,
                @Param(name = "cents") long cents) {
            charged.add(cardNumber);
            return "charged";
        }
    }

    @Override
    public String shows() {
        return "an argument that records, the trail and printed runs show masked, and the tool gets in clear";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("charge_card", "{\"customer\":\"C-7\",\"card_number\":\"" + CARD + "\",\"cents\":99}")),
                text("The card is charged."));
    }

    @Override
    public void play(Stage stage) {
        Cards tools = new Cards();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Checkout")
                    .model(stage.model())
                    .instructions("You charge cards. Customer C-7 has the card " + CARD
                            + ". Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Charge 99 cents to the card of customer C-7.");
            stage.checkWaits(waiting);

            ApprovalRecord record = db.approvals().ofRun(waiting.runId()).get(0);
            stage.tell("To be decided: " + record.toolName() + record.toolArgs());
            stage.check("the record has a mask", record.toolArgs().contains("[redacted]"));
            stage.check(
                    "whoever prints the call prints the mask",
                    waiting.activeRequirements().get(0).toolCall().toString().contains("[redacted]"));

            db.approvals().approve(record.id(), Decision.by(Actor.of("bob")));
            stage.show(agent.continueRun(waiting.runId()));

            stage.check("the tool got the number", tools.charged.equals(List.of(CARD)));
            stage.check(
                    "it is in no entry of the trail",
                    db.auditTrail().ofRun(waiting.runId()).stream()
                            .noneMatch(entry -> entry.document().contains(CARD)));
        }
    }
}
