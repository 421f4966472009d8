package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The person in front of the program decides, and who decided what is recorded: {@code ./kern example
 * approvals/audit-confirmation}.
 */
public final class AuditConfirmation implements Example {
    static final class Refunds {
        final List<String> refunded = new CopyOnWriteArrayList<>();

        @Approval(type = ApprovalType.AUDIT)
        @Tool(description = "Pay a customer's money back.", requiresConfirmation = true)
        String refund(@Param(name = "order") String order) {
            refunded.add(order);
            return "paid back";
        }
    }

    @Override
    public String shows() {
        return "the person in front of the program confirms or rejects, and that is recorded";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("refund", "{\"order\":\"A-1\"}")), text("That is settled."));
    }

    @Override
    public void play(Stage stage) {
        Refunds tools = new Refunds();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Support")
                    .model(stage.model())
                    .instructions("You support customers. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput first = agent.run("Refund order A-1.");
            stage.checkWaits(first);
            stage.check(
                    "there is no record before the answer",
                    db.approvals().ofRun(first.runId()).isEmpty());
            stage.checkRefused(
                    "an answer must say who gives it",
                    InvalidResolutionException.class,
                    () -> agent.continueRun(first, List.of(asked(first).confirm())));

            stage.show(agent.continueRun(answer(first, asked(first).confirm())));
            ApprovalRecord approved = db.approvals().ofRun(first.runId()).get(0);
            stage.check("ann's yes is recorded", isDecided(approved, ApprovalStatus.APPROVED));
            stage.check(
                    "so is how the call ended",
                    approved.outcome().orElseThrow().text().equals("paid back"));

            RunOutput second = agent.run("Refund order A-1.");
            stage.checkWaits(second);
            stage.show(agent.continueRun(answer(second, asked(second).reject("paid back already"))));
            ApprovalRecord rejected = db.approvals().ofRun(second.runId()).get(0);
            stage.check(
                    "ann's no is recorded with its note",
                    isDecided(rejected, ApprovalStatus.REJECTED)
                            && rejected.note().equals(Optional.of("paid back already")));
            stage.check("only the confirmed call ran", tools.refunded.equals(List.of("A-1")));
        }
    }

    private static Confirmation asked(RunOutput run) {
        return (Confirmation) run.activeRequirements().get(0);
    }

    private static ContinueRequest answer(RunOutput run, Resolution answer) {
        return ContinueRequest.builder(run.runId())
                .answers(answer)
                .by(Actor.of("ann"))
                .build();
    }

    private static boolean isDecided(ApprovalRecord record, ApprovalStatus status) {
        return record.status() == status && record.resolvedBy().equals(Optional.of("ann"));
    }
}
