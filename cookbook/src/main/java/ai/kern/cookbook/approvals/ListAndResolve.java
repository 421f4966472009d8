package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalField;
import ai.kern.approval.ApprovalInUseException;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Approvals;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKind;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.model.ModelRequest;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.testkit.Script;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an administrator's page does: lists what waits, filters, counts, decides once, rejects with a note, and deletes what is
 * over: {@code ./kern example approvals/list-and-resolve}.
 */
public final class ListAndResolve implements Example {
    private static final Pattern USER_ID = Pattern.compile("U-\\d+");

    @Override
    public String shows() {
        return "list, filter, count, decide once, reject with a note, and delete records of two runs";
    }

    @Override
    public Script script() {
        return request -> Script.byTurn(
                        calls(call("delete_user_data", "{\"user_id\":\"" + userId(request) + "\"}")),
                        text("That is settled."))
                .answerTo(request);
    }

    private static String userId(ModelRequest request) {
        Matcher found = USER_ID.matcher(Script.lastUserText(request));
        return found.find() ? found.group() : "U-0";
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
            RunOutput first = agent.run(
                    RunRequest.builder("Delete all data of U-1.").user("ann").build());
            stage.checkWaits(first);
            RunOutput second = agent.run(
                    RunRequest.builder("Delete all data of U-2.").user("ben").build());
            stage.checkWaits(second);

            Approvals approvals = db.approvals();
            for (ApprovalRecord record : approvals.list(ApprovalQuery.pending()).items()) {
                stage.tell(record.userId().orElse("somebody") + " wants " + record.toolName() + record.toolArgs());
            }
            ApprovalQuery ofBen = ApprovalQuery.pending().with(ApprovalField.USER_ID, "ben");
            stage.check("two wait, one of them for ben", count(approvals, 2) && approvals.count(ofBen) == 1);

            String yes = approvals.ofRun(first.runId()).get(0).id();
            String no = approvals.list(ofBen).items().get(0).id();
            Decision admin = Decision.by(Actor.of("admin"));
            approvals.approve(yes, admin.note("ticket 4711"));
            stage.checkRefused(
                    "a record is decided once",
                    AlreadyDecidedException.class,
                    () -> approvals.reject(yes, Decision.by(Actor.of("other"))));
            approvals.reject(no, admin.note("keep them until the audit"));
            stage.check("none waits any more", count(approvals, 0));
            stage.checkRefused(
                    "a record is kept while its run goes on",
                    ApprovalInUseException.class,
                    () -> approvals.delete(no, admin));

            agent.continueRun(first.runId());
            RunOutput rejected = agent.continueRun(second.runId());
            stage.show(rejected);
            stage.check("only the approved call ran", tools.deleted.equals(List.of("U-1")));
            String told = rejected.toolExecutions().get(0).result().orElseThrow();
            stage.check("the model was told why not", told.contains("keep them until the audit"));

            approvals.delete(no, admin);
            stage.check("a deleted record is gone", approvals.get(no).isEmpty());
            List<AuditEntry> trail = db.auditTrail().ofRun(second.runId());
            stage.check("its trail stays", trail.get(trail.size() - 1).kind() == AuditKind.DELETION);
        }
    }

    private static boolean count(Approvals approvals, long expected) {
        return approvals.count(ApprovalQuery.pending()) == expected;
    }
}
