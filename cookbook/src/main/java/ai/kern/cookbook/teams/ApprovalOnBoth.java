package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolExecution;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call of the leader and one of a member wait for administrators, who decide one after the other and not alike:
 * {@code ./kern example teams/approval-both}.
 */
public final class ApprovalOnBoth implements Example {
    static final class Vouchers {
        final List<String> given = new ArrayList<>();

        @Approval
        @Tool(description = "Give a user a voucher.")
        String giveVoucher(@Param(name = "user_id") String userId, @Param(name = "cents") long cents) {
            given.add(cents + " cents to " + userId);
            return "given";
        }
    }

    @Override
    public String shows() {
        return "calls of the leader and of a member have a record each, of which one is approved, and one rejected";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You support users",
                Script.byTurn(
                        calls(
                                call(
                                        "delegate_task_to_member",
                                        "{\"member_id\":\"data-keeper\",\"task\":\"Delete all data of user U-99887.\"}"),
                                call("give_voucher", "{\"user_id\":\"U-99887\",\"cents\":1000}")),
                        text("All your data is gone. A voucher is of no use without it.")),
                "You manage the data of users",
                Script.byTurn(
                        calls(call("delete_user_data", "{\"user_id\":\"U-99887\"}")),
                        text("All data of U-99887 is gone."))));
    }

    @Override
    public void play(Stage stage) {
        MemberApproval.UserTools userTools = new MemberApproval.UserTools();
        Vouchers vouchers = new Vouchers();
        Agent dataKeeper = Agent.builder()
                .name("Data keeper")
                .role("Manages the data of users.")
                .model(stage.model())
                .instructions(
                        "You manage the data of users. Call tools at once, without asking for confirmation. Then tell"
                                + " whose data is gone.")
                .tools(userTools)
                .memberOnly()
                .build();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = Team.builder()
                    .name("Support")
                    .model(stage.model())
                    .instructions(
                            "You support users. Give vouchers yourself, and leave their data to a member by one task,"
                                    + " both at once, in one message. Do nothing twice.")
                    .members(dataKeeper)
                    .tools(vouchers)
                    .db(db)
                    .build();
            RunOutput waiting = team.run("Delete all data of user U-99887, and give him a voucher of 1000 cents.");
            stage.checkWaits(waiting);

            for (ApprovalRecord record :
                    db.approvals().list(ApprovalQuery.pending()).items()) {
                stage.tell(
                        record.agentId().orElse("the team itself") + " wants " + record.toolName() + record.toolArgs());
            }
            Decision bob = Decision.by(Actor.of("bob"));
            db.approvals()
                    .approve(recordOf(Optional.of("data-keeper"), db, waiting).id(), bob);
            RunOutput half = team.continueRun(waiting.runId());
            stage.check(
                    "the approved call of the member ran, and the team waits for the other decision",
                    half.isPaused() && userTools.deleted.equals(List.of("U-99887")));

            db.approvals().reject(recordOf(Optional.empty(), db, waiting).id(), bob.note("he has no account any more"));
            RunOutput ended = team.continueRun(waiting.runId());
            stage.show(ended);
            stage.check("the rejected call of the leader did not run", vouchers.given.isEmpty());
            stage.check("the approved one ran once", userTools.deleted.size() == 1);
            stage.check(
                    "the leader was told of both",
                    told(ended).contains("U-99887") && told(ended).contains("he has no account any more"));
        }
    }

    private static ApprovalRecord recordOf(Optional<String> memberId, SqliteDb db, RunOutput run) {
        return db.approvals().ofRun(run.runId()).stream()
                .filter(record -> record.agentId().equals(memberId))
                .findFirst()
                .orElseThrow();
    }

    private static String told(RunOutput run) {
        return run.toolExecutions().stream()
                .map(ToolExecution::result)
                .map(Optional::orElseThrow)
                .toList()
                .toString();
    }
}
