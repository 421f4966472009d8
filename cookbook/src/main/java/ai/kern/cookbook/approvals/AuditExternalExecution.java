package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKind;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.ExternalExecution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;
import java.util.Optional;

/**
 * The program itself executes a call outside kern, and what it brought back is recorded: {@code ./kern example
 * approvals/audit-external-execution}.
 */
public final class AuditExternalExecution implements Example {
    static final class Shell {
        @Approval(type = ApprovalType.AUDIT)
        @Tool(description = "Run a command on the user's machine and return its output.", externalExecution = true)
        String runCommand(@Param(name = "command") String command) {
            return "nobody reads this, since kern never calls the method";
        }
    }

    @Override
    public String shows() {
        return "the program executes a call outside kern, and what it brought back is recorded";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("run_command", "{\"command\":\"uptime\"}")), text("It is up for 3 days."));
    }

    @Override
    public void play(Stage stage) {
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Operations")
                    .model(stage.model())
                    .instructions("You look after the user's machine. Call tools at once, one call at most.")
                    .tools(new Shell())
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("How long is my machine up? Use the command uptime.");
            stage.checkWaits(waiting);
            ExternalExecution asked =
                    (ExternalExecution) waiting.activeRequirements().get(0);

            // Here the program would run asked.toolCall() by means of its own; had that failed, it would bring
            // asked.error("…").
            RunOutput ended = agent.continueRun(ContinueRequest.builder(waiting.runId())
                    .answers(asked.result("up 3 days"))
                    .by(Actor.of("ann"))
                    .build());
            stage.show(ended);

            ApprovalRecord record = db.approvals().ofRun(waiting.runId()).get(0);
            stage.check(
                    "the record says who brought the result",
                    record.resolvedBy().equals(Optional.of("ann")));
            stage.check("and which one", record.resolutionData().orElse("").contains("up 3 days"));
            List<AuditKind> told = db.auditTrail().ofRun(waiting.runId()).stream()
                    .map(AuditEntry::kind)
                    .toList();
            stage.tell("The trail: " + told);
            stage.check(
                    "the trail tells of the call, of the answer and of its end",
                    told.equals(List.of(AuditKind.REQUEST, AuditKind.DECISION, AuditKind.OUTCOME)));
        }
    }
}
