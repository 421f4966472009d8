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
import ai.kern.requirement.PauseType;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.Optional;

/**
 * An administrator has a call done elsewhere and brings its result; kern never runs it:
 * {@code ./kern example approvals/external-execution}.
 */
public final class ExternalExecutionApproval implements Example {
    static final class Servers {
        @Approval
        @Tool(description = "Reboot a server and tell how long it took.", externalExecution = true)
        String reboot(@Param(name = "host") String host) {
            return "nobody reads this, since kern never calls the method";
        }
    }

    @Override
    public String shows() {
        return "an administrator has a call done elsewhere and brings its result";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("reboot", "{\"host\":\"db-3\"}")), text("db-3 is up again."));
    }

    @Override
    public void play(Stage stage) {
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Operations")
                    .model(stage.model())
                    .instructions("You operate servers. Call tools at once, without asking for confirmation.")
                    .tools(new Servers())
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Reboot the server db-3.");
            stage.checkWaits(waiting);

            ApprovalRecord record = db.approvals().ofRun(waiting.runId()).get(0);
            stage.check("the record asks for a result", record.pauseType() == PauseType.EXTERNAL_EXECUTION);
            Decision bob = Decision.by(Actor.of("bob"));
            stage.checkRefused(
                    "an approval without one is refused",
                    InvalidDecisionException.class,
                    () -> db.approvals().approve(record.id(), bob));

            // Here bob reboots the server, by whatever means he has. Had that failed, he would bring bob.error("…").
            db.approvals().approve(record.id(), bob.result("db-3 is up after 42 seconds"));
            RunOutput ended = agent.continueRun(waiting.runId());
            stage.show(ended);
            stage.check(
                    "the model was told the administrator's result",
                    ended.toolExecutions().get(0).result().equals(Optional.of("db-3 is up after 42 seconds")));
        }
    }
}
