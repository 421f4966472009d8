package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.approval.InvalidDecisionException;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.InputField;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An administrator gives a value that the model must not choose; what he gives is checked when he decides:
 * {@code ./kern example approvals/user-input}.
 */
public final class UserInputApproval implements Example {
    static final class Payments {
        final List<String> paid = new ArrayList<>();

        @Approval
        @Tool(
                description = "Pay a supplier.",
                requiresUserInput = true,
                userInputFields = {"account", "cents"})
        String paySupplier(
                @Param(name = "supplier", description = "The supplier's name.") String supplier,
                @Param(name = "account", description = "The account to pay to.") String account,
                @Param(name = "cents", description = "The amount in cents.") long cents) {
            paid.add(cents + " cents to " + account);
            return "paid " + supplier;
        }
    }

    @Override
    public String shows() {
        return "an administrator gives values that the model must not choose, checked when he decides";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("pay_supplier", "{\"supplier\":\"Acme\"}")), text("Acme is paid."));
    }

    @Override
    public void play(Stage stage) {
        Payments tools = new Payments();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Payments")
                    .model(stage.model())
                    .instructions("You pay suppliers. Call tools at once; somebody else fills in what you do not know.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Pay our supplier Acme.");
            stage.checkWaits(waiting);

            ApprovalRecord record = db.approvals().ofRun(waiting.runId()).get(0);
            for (InputField field : record.requirements()) {
                stage.tell("To be given: " + field.name() + ", " + field.description());
            }
            Decision bob = Decision.by(Actor.of("bob"));
            stage.checkRefused(
                    "an approval without the values is refused",
                    InvalidDecisionException.class,
                    () -> db.approvals().approve(record.id(), bob));
            stage.checkRefused(
                    "so is one with a value of another type",
                    InvalidDecisionException.class,
                    () -> db.approvals().approve(record.id(), bob.values(Map.of("account", "DE-77", "cents", "much"))));
            stage.check(
                    "the record still waits",
                    db.approvals().get(record.id()).orElseThrow().isPending());

            db.approvals().approve(record.id(), bob.values(Map.of("account", "DE-77", "cents", 1250)));
            stage.show(agent.continueRun(waiting.runId()));
            stage.check(
                    "what was paid is what the administrator said", tools.paid.equals(List.of("1250 cents to DE-77")));
        }
    }
}
