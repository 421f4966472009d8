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
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The person in front of the program decides, who decided what is recorded, and no thread waits for either:
 * {@code ./kern example approvals/audit-confirmation-async}.
 */
public final class AuditConfirmationAsync implements Example {
    @Override
    public String shows() {
        return "the person in front of the program confirms or rejects, in futures, and that is recorded";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("refund", "{\"order\":\"A-1\"}")), text("That is settled."));
    }

    @Override
    public void play(Stage stage) {
        AuditConfirmation.Refunds tools = new AuditConfirmation.Refunds();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Support")
                    .model(stage.model())
                    .instructions("You support customers. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();

            // Two customers at once; each run waits in the database, and none holds a thread meanwhile.
            CompletableFuture<RunOutput> confirmed = agent.runAsync("Refund order A-1.")
                    .thenCompose(run -> answered(agent, run, asked(run).confirm()));
            CompletableFuture<RunOutput> rejected = agent.runAsync("Refund order A-1.")
                    .thenCompose(run -> answered(agent, run, asked(run).reject("paid back already")));

            stage.show(confirmed.join());
            stage.show(rejected.join());
            stage.check("only the confirmed call ran", tools.refunded.equals(List.of("A-1")));
            stage.check("ann's yes is recorded", record(db, confirmed.join()).status() == ApprovalStatus.APPROVED);
            ApprovalRecord no = record(db, rejected.join());
            stage.check(
                    "ann's no is recorded with its note",
                    no.status() == ApprovalStatus.REJECTED
                            && no.resolvedBy().equals(Optional.of("ann"))
                            && no.note().equals(Optional.of("paid back already")));
        }
    }

    private static Confirmation asked(RunOutput run) {
        return (Confirmation) run.activeRequirements().get(0);
    }

    private static CompletableFuture<RunOutput> answered(Agent agent, RunOutput run, Resolution answer) {
        return agent.continueRunAsync(ContinueRequest.builder(run.runId())
                .answers(answer)
                .by(Actor.of("ann"))
                .build());
    }

    private static ApprovalRecord record(SqliteDb db, RunOutput run) {
        return db.approvals().ofRun(run.runId()).get(0);
    }
}
