package ai.kern.cookbook.teams;

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
import ai.kern.requirement.Requirement;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An administrator approves a member's call, with nothing but the database, and the team goes on in another process:
 * {@code ./kern example teams/approval-member}.
 */
public final class MemberApproval implements Example {
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
        return "an administrator approves a member's call on its record, and the team goes on in another process";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You support users",
                Script.byTurn(
                        calls(call(
                                "delegate_task_to_member",
                                "{\"member_id\":\"data-keeper\",\"task\":\"Delete all data of user U-99887.\"}")),
                        text("All your data is gone.")),
                "You manage the data of users",
                Script.byTurn(
                        calls(call("delete_user_data", "{\"user_id\":\"U-99887\"}")),
                        text("All data of U-99887 is gone."))));
    }

    private static Team team(Stage stage, SqliteDb db, UserTools tools) {
        // Its tool needs a database that keeps approvals: that of whichever team it works in.
        Agent dataKeeper = Agent.builder()
                .name("Data keeper")
                .role("Manages the data of users.")
                .model(stage.model())
                .instructions(
                        "You manage the data of users. Call tools at once, without asking for confirmation. Then tell"
                                + " whose data is gone.")
                .tools(tools)
                .memberOnly()
                .build();
        return Team.builder()
                .name("Support")
                .model(stage.model())
                .instructions("You support users. Give what is asked to a member as one task, without asking back.")
                .members(dataKeeper)
                .db(db)
                .build();
    }

    @Override
    public void play(Stage stage) {
        UserTools tools = new UserTools();
        String runId;
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Team team = team(stage, db, tools);
            RunOutput waiting = team.run("Delete all data of user U-99887.");
            stage.checkWaits(waiting);
            runId = waiting.runId();
            stage.checkRefused(
                    "it cannot go on without a decision",
                    ApprovalPendingException.class,
                    () -> team.continueRun(runId));

            ApprovalRecord record = db.approvals().ofRun(runId).get(0);
            Requirement asked = waiting.activeRequirements().get(0);
            stage.check(
                    "the record names the run to continue and the member's own",
                    record.runId().equals(runId) && record.memberRunId().equals(Optional.of(asked.runId())));
            stage.check(
                    "it names the team and the member",
                    record.teamId().equals(Optional.of("support"))
                            && record.agentId().equals(Optional.of("data-keeper")));
        }

        // Somebody else, elsewhere, who has neither the team nor its member.
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            ApprovalRecord record =
                    db.approvals().list(ApprovalQuery.pending()).items().get(0);
            stage.tell(record.agentId().orElseThrow() + " of " + record.sourceName() + " wants " + record.toolName()
                    + record.toolArgs());
            db.approvals().approve(record.id(), Decision.by(Actor.of("bob")).note("ticket 4711"));
            stage.check("the decision alone runs nothing", tools.deleted.isEmpty());
        }

        // Any process that has the team goes on.
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            RunOutput ended = team(stage, db, tools).continueRun(runId);
            stage.show(ended);
            stage.check("the approved call ran once", tools.deleted.equals(List.of("U-99887")));
            String told = ended.toolExecutions().get(0).result().orElseThrow();
            stage.check("the leader was told by the member", told.contains("U-99887"));
        }
    }
}
