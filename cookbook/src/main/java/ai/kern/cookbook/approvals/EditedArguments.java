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
 * An administrator lets a call run with other arguments, where its tool allows that: {@code ./kern example
 * approvals/edited-arguments}.
 */
public final class EditedArguments implements Example {
    static final class Payments {
        final List<Long> paid = new ArrayList<>();

        @Approval
        @Tool(description = "Give a customer a voucher.", editable = true)
        String giveVoucher(@Param(name = "customer") String customer, @Param(name = "euros") long euros) {
            paid.add(euros);
            return "gave a voucher of " + euros + " euros";
        }
    }

    @Override
    public String shows() {
        return "an administrator approves a call with other arguments than the model's";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("give_voucher", "{\"customer\":\"C-7\",\"euros\":500}")), text("C-7 has a voucher."));
    }

    @Override
    public void play(Stage stage) {
        Payments tools = new Payments();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Support")
                    .model(stage.model())
                    .instructions("You support customers. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Give customer C-7 a voucher of 500 euros.");
            stage.checkWaits(waiting);
            ApprovalRecord record = db.approvals().ofRun(waiting.runId()).get(0);
            stage.check("the terms allow a change", record.terms().editable());

            Decision bob = Decision.by(Actor.of("bob")).note("50 is enough");
            stage.checkRefused(
                    "a change is checked against the tool's schema",
                    InvalidDecisionException.class,
                    () -> db.approvals()
                            .approve(record.id(), bob.arguments(Map.of("customer", "C-7", "euros", "few"))));
            ApprovalRecord approved =
                    db.approvals().approve(record.id(), bob.arguments(Map.of("customer", "C-7", "euros", 50)));
            stage.tell("Asked: " + approved.toolArgs() + ", approved: "
                    + approved.decidedArgs().orElse("the same"));

            RunOutput ended = agent.continueRun(waiting.runId());
            stage.show(ended);
            stage.check("the call ran with the administrator's arguments", tools.paid.equals(List.of(50L)));
            stage.check(
                    "the record keeps both",
                    approved.toolArgs().contains("500")
                            && approved.decidedArgs().orElse("").contains("50"));
            String told = ended.toolExecutions().get(0).result().orElseThrow();
            stage.check("the model was told of the change", told.contains("euros") && told.contains("50"));
        }
    }
}
