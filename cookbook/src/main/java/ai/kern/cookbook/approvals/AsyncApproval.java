package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The program waits for nothing: the run pauses, an administrator decides, and the run is continued, all in futures:
 * {@code ./kern example approvals/async}.
 */
public final class AsyncApproval implements Example {
    @Override
    public String shows() {
        return "a run that an administrator lets go on, in futures";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("delete_user_data", "{\"user_id\":\"U-99887\"}")), text("All data of U-99887 is gone."));
    }

    @Override
    public void play(Stage stage) {
        Basic.UserTools tools = new Basic.UserTools();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Data manager")
                    .model(stage.model())
                    .instructions("You manage the data of users. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();

            CompletableFuture<RunOutput> asked = agent.runAsync("Delete all data of user U-99887.");
            stage.tell("The program goes on while the model is asked.");
            RunOutput waiting = asked.join();
            stage.checkWaits(waiting);

            CompletableFuture<RunOutput> tooEarly = agent.continueRunAsync(waiting.runId());
            stage.check(
                    "a refusal is the future's",
                    tooEarly.handle((run, refusal) -> refusal).join() instanceof ApprovalPendingException);

            String record = db.approvals().ofRun(waiting.runId()).get(0).id();
            RunOutput ended = CompletableFuture.supplyAsync(
                            () -> db.approvals().approve(record, Decision.by(Actor.of("bob"))))
                    .thenCompose(approved -> agent.continueRunAsync(approved.runId()))
                    .join();
            stage.show(ended);
            stage.check("the approved call ran once", tools.deleted.equals(List.of("U-99887")));
        }
    }
}
