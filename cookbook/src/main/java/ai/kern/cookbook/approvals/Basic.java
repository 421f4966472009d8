package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An administrator approves a call on its record, and only then it runs: {@code ./kern example approvals/basic}. */
public final class Basic implements Example {
    static final class UserTools {
        final List<String> deleted = new CopyOnWriteArrayList<>();

        @Approval
        @Tool(description = "Permanently delete all data of a user.")
        String deleteUserData(@Param(name = "user_id") String userId) {
            deleted.add(userId);
            return "deleted all data of " + userId;
        }
    }

    @Override
    public String shows() {
        return "an administrator approves a call on its record, and only then it runs";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("delete_user_data", "{\"user_id\":\"U-99887\"}")), text("All data of U-99887 is gone."));
    }

    @Override
    public void play(Stage stage) {
        UserTools tools = new UserTools();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Data manager")
                    .model(stage.model())
                    .instructions("You manage the data of users. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();

            RunOutput waiting = agent.run("Delete all data of user U-99887.");
            stage.checkWaits(waiting);
            AwaitingDecision open =
                    (AwaitingDecision) waiting.activeRequirements().get(0);
            stage.check("nothing was deleted", tools.deleted.isEmpty());
            stage.checkRefused(
                    "it cannot go on without a decision",
                    ApprovalPendingException.class,
                    () -> agent.continueRun(waiting.runId()));

            // Somebody else, elsewhere: all that he needs is the database.
            ApprovalRecord record =
                    db.approvals().list(ApprovalQuery.pending()).items().get(0);
            stage.tell("To be decided: " + record.toolName() + record.toolArgs());
            stage.check("the record is that of the call", record.id().equals(open.recordId()));
            db.approvals().approve(record.id(), Decision.by(Actor.of("bob")).note("ticket 4711"));
            stage.check("the decision alone runs nothing", tools.deleted.isEmpty());

            RunOutput ended = agent.continueRun(waiting.runId());
            stage.show(ended);
            stage.check("the approved call ran once", tools.deleted.equals(List.of("U-99887")));
        }
    }
}
