package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalRecord;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.ApprovalType;
import ai.kern.tool.LogApproval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The person in front of the program gives a value, and who gave what is recorded: {@code ./kern example
 * approvals/audit-user-input}.
 */
public final class AuditUserInput implements Example {
    static final class Mail {
        final List<String> sent = new ArrayList<>();

        @LogApproval
        @Tool(description = "Send a mail.", requiresUserInput = true, userInputFields = "recipient")
        String sendMail(
                @Param(name = "subject") String subject,
                @Param(name = "recipient", description = "The recipient's address.") String recipient) {
            sent.add(subject + " to " + recipient);
            return "sent";
        }
    }

    @Override
    public String shows() {
        return "the person in front of the program gives a value, and that is recorded";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("send_mail", "{\"subject\":\"Contract\"}")), text("The mail is sent."));
    }

    @Override
    public void play(Stage stage) {
        Mail tools = new Mail();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Office")
                    .model(stage.model())
                    .instructions("You send mails. Call tools at once; the user is asked for the recipient by himself.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Send a mail with the subject Contract.");
            stage.checkWaits(waiting);
            UserInput asked = (UserInput) waiting.activeRequirements().get(0);

            RunOutput ended = agent.continueRun(ContinueRequest.builder(waiting.runId())
                    .answers(asked.provide(Map.of("recipient", "eve@example.com")))
                    .by(Actor.of("ann"))
                    .build());
            stage.show(ended);

            stage.check("the mail went where ann said", tools.sent.equals(List.of("Contract to eve@example.com")));
            List<ApprovalRecord> records = db.approvals().ofRun(waiting.runId());
            stage.check(
                    "there is one record, of the audit type",
                    records.size() == 1 && records.get(0).approvalType() == ApprovalType.AUDIT);
            ApprovalRecord record = records.get(0);
            stage.tell("Recorded: " + record.resolutionData().orElse("nothing") + " by "
                    + record.resolvedBy().orElse("nobody"));
            stage.check(
                    "it says what ann gave",
                    record.resolvedBy().equals(Optional.of("ann"))
                            && record.resolutionData().orElse("").contains("eve@example.com"));
        }
    }
}
