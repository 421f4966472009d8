package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalVote;
import ai.kern.approval.Decision;
import ai.kern.approval.DecisionRefusedException;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * Two people of one role must approve, none of them the one who asked: {@code ./kern example approvals/four-eyes}.
 */
public final class FourEyes implements Example {
    static final class Payments {
        final List<Long> paid = new ArrayList<>();

        @Approval(approvers = "finance", quorum = 2, fourEyes = true)
        @Tool(description = "Pay an invoice.")
        String payInvoice(@Param(name = "invoice") String invoice, @Param(name = "cents") long cents) {
            paid.add(cents);
            return "paid";
        }
    }

    @Override
    public String shows() {
        return "two people of one role must approve, and not the one who asked";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("pay_invoice", "{\"invoice\":\"2026-17\",\"cents\":990000}")), text("That is settled."));
    }

    @Override
    public void play(Stage stage) {
        Payments tools = new Payments();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Payments")
                    .model(stage.model())
                    .instructions("You pay invoices. Call a tool once, at once, and tell what came of it.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput waiting = agent.run(RunRequest.builder("Pay invoice 2026-17, which is about 990000 cents.")
                    .user("ann")
                    .build());
            stage.checkWaits(waiting);
            String record = db.approvals().ofRun(waiting.runId()).get(0).id();

            refused(stage, db, record, "ann's own approval does not count", Actor.of("ann", "finance"));
            refused(stage, db, record, "nor does one of somebody without the role", Actor.of("eve", "support"));
            db.approvals().approve(record, Decision.by(Actor.of("bob", "finance")));
            refused(stage, db, record, "one person is one vote", Actor.of("bob", "finance"));
            stage.checkRefused(
                    "one vote is not enough", ApprovalPendingException.class, () -> agent.continueRun(waiting.runId()));

            ApprovalRecord approved = db.approvals().approve(record, Decision.by(Actor.of("cat", "finance")));
            stage.tell(
                    "Voted: " + approved.votes().stream().map(ApprovalVote::by).toList());
            stage.show(agent.continueRun(waiting.runId()));
            stage.check("with the second vote the call ran", tools.paid.equals(List.of(990000L)));

            RunOutput ofNobody = agent.run("Pay invoice 2026-17, which is about 990000 cents.");
            stage.show(ofNobody);
            stage.check(
                    "a call of which nobody knows who asked for it is refused",
                    tools.paid.size() == 1
                            && db.approvals().ofRun(ofNobody.runId()).isEmpty());
        }
    }

    private static void refused(Stage stage, SqliteDb db, String record, String claim, Actor actor) {
        stage.checkRefused(
                claim, DecisionRefusedException.class, () -> db.approvals().approve(record, Decision.by(actor)));
    }
}
