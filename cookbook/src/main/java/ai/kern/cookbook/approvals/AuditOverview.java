package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalField;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One agent with a tool that an administrator lets run and one that the person in front of the program confirms, and one list
 * of all that was decided: {@code ./kern example approvals/audit-overview}.
 */
public final class AuditOverview implements Example {
    static final class Accounts {
        final List<String> done = new CopyOnWriteArrayList<>();

        @Approval
        @Tool(description = "Close a customer's account for ever.")
        String closeAccount(@Param(name = "customer") String customer) {
            done.add("closed " + customer);
            return "closed";
        }

        @Approval(type = ApprovalType.AUDIT)
        @Tool(description = "Pay out what is left on an account.", requiresConfirmation = true)
        String payOut(@Param(name = "customer") String customer) {
            done.add("paid " + customer);
            return "paid";
        }
    }

    @Override
    public String shows() {
        return "a tool of the required type and one of the audit type in one agent, and all their records";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("pay_out", "{\"customer\":\"C-7\"}"), call("close_account", "{\"customer\":\"C-7\"}")),
                text("C-7 is paid out and closed."));
    }

    @Override
    public void play(Stage stage) {
        Accounts tools = new Accounts();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Accounts")
                    .model(stage.model())
                    .instructions("You manage accounts. Call all tools that are needed at once, in one message.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Pay out what customer C-7 has, and close the account.");
            stage.checkWaits(waiting);

            // The person in front of the program answers what is hers; what is the administrator's has no answer to
            // give.
            ContinueRequest.Builder answers =
                    ContinueRequest.builder(waiting.runId()).by(Actor.of("ann"));
            for (Requirement requirement : waiting.activeRequirements()) {
                if (requirement instanceof Confirmation confirmation) {
                    answers.answers(confirmation.confirm());
                }
            }
            RunOutput stillWaiting = agent.continueRun(answers.build());
            stage.check(
                    "ann's answer is stored, and the run waits for the administrator",
                    stillWaiting.isPaused() && tools.done.isEmpty());

            for (ApprovalRecord record :
                    db.approvals().list(ApprovalQuery.pending()).items()) {
                db.approvals().approve(record.id(), Decision.by(Actor.of("bob")));
            }
            stage.show(agent.continueRun(waiting.runId()));
            stage.check("both calls ran, in their order", tools.done.equals(List.of("paid C-7", "closed C-7")));

            for (ApprovalRecord record :
                    db.approvals().list(ApprovalQuery.all()).items()) {
                stage.tell(record.approvalType() + " " + record.toolName() + ": " + record.status() + " by "
                        + record.resolvedBy().orElse("nobody") + ", "
                        + record.outcome().orElseThrow().text());
            }
            stage.check(
                    "each has one record, by who decided it",
                    decidedBy(db, ApprovalType.REQUIRED).equals(List.of("bob"))
                            && decidedBy(db, ApprovalType.AUDIT).equals(List.of("ann")));
        }
    }

    private static List<String> decidedBy(SqliteDb db, ApprovalType type) {
        ApprovalQuery query = ApprovalQuery.all().with(ApprovalField.APPROVAL_TYPE, type.name());
        return db.approvals().list(query).items().stream()
                .map(record -> record.resolvedBy().orElse("nobody"))
                .toList();
    }
}
