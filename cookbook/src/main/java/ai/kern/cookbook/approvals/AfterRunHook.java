package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunHook;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * A hook at the end of a run reads who let its calls through: {@code ./kern example approvals/after-run-hook}.
 */
public final class AfterRunHook implements Example {
    static final class Invoices {
        @Approval
        @Tool(description = "Write off an invoice that will never be paid.")
        String writeOff(@Param(name = "invoice") String invoice) {
            return "wrote off " + invoice;
        }
    }

    /** Reports each run with its decisions, as to a ledger. */
    record Reporter(ApprovalDb db, List<String> reports) implements RunHook {
        @Override
        public void afterRun(RunOutput run) {
            for (ApprovalRecord record : db.approvals().ofRun(run.runId())) {
                reports.add(record.toolName() + " was " + record.status() + " by "
                        + record.resolvedBy().orElse("nobody") + ": "
                        + record.note().orElse("no note"));
            }
        }
    }

    @Override
    public String shows() {
        return "a hook at the end of a run reads who let its calls through";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("write_off", "{\"invoice\":\"2026-17\"}")), text("It is written off."));
    }

    @Override
    public void play(Stage stage) {
        List<String> reports = new ArrayList<>();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Bookkeeper")
                    .model(stage.model())
                    .instructions("You keep the books. Call tools at once, without asking for confirmation.")
                    .tools(new Invoices())
                    .runHooks(new Reporter(db, reports))
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Write off invoice 2026-17.");
            stage.checkWaits(waiting);
            stage.check("a pause is not the end of a run", reports.isEmpty());

            String record = db.approvals().ofRun(waiting.runId()).get(0).id();
            db.approvals().approve(record, Decision.by(Actor.of("bob")).note("the customer is bankrupt"));
            stage.show(agent.continueRun(waiting.runId()));

            reports.forEach(stage::tell);
            stage.check(
                    "the hook saw the decision, once",
                    reports.equals(List.of("write_off was APPROVED by bob: the customer is bankrupt")));
        }
    }
}
