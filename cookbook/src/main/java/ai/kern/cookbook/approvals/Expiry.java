package ai.kern.cookbook.approvals;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.testkit.MovedTime;
import ai.kern.testkit.Script;
import ai.kern.tool.Approval;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A record expires, and so does an approval that nobody used: {@code ./kern example approvals/expiry}. The time by which the
 * database judges is moved by the test kit, so that nobody has to wait.
 */
public final class Expiry implements Example {
    static final class Doors {
        final List<String> opened = new ArrayList<>();

        @Approval(expiresIn = "PT1H", runWithin = "PT10M")
        @Tool(description = "Open a door for a visitor.")
        String openDoor(@Param(name = "door") String door) {
            opened.add(door);
            return "open";
        }
    }

    @Override
    public String shows() {
        return "a record that is decided too late, and an approval that is used too late";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("open_door", "{\"door\":\"north\"}")), text("That is settled."));
    }

    @Override
    public void play(Stage stage) {
        Doors tools = new Doors();
        MovedTime time = new MovedTime();
        try (SqliteDb db = SqliteDb.builder()
                .path(stage.file("app.db"))
                .timeOffset(time.offset())
                .open()) {
            Agent agent = Agent.builder()
                    .name("Doorkeeper")
                    .model(stage.model())
                    .instructions("You open doors. Call a tool once, at once, and tell what came of it.")
                    .tools(tools)
                    .db(db)
                    .build();
            Decision bob = Decision.by(Actor.of("bob"));

            RunOutput late = agent.run("Open the north door.");
            stage.checkWaits(late);
            String lateRecord = db.approvals().ofRun(late.runId()).get(0).id();
            time.move(Duration.ofHours(1));
            stage.checkRefused(
                    "after an hour nobody can approve any more",
                    AlreadyDecidedException.class,
                    () -> db.approvals().approve(lateRecord, bob));
            stage.show(agent.continueRun(late.runId()));
            stage.check("the call did not run", tools.opened.isEmpty());

            RunOutput unused = agent.run("Open the north door.");
            stage.checkWaits(unused);
            String unusedRecord = db.approvals().ofRun(unused.runId()).get(0).id();
            db.approvals().approve(unusedRecord, bob);
            time.move(Duration.ofMinutes(10));
            stage.show(agent.continueRun(unused.runId()));
            stage.check("ten minutes after its approval a call does not run either", tools.opened.isEmpty());
            stage.check("the record says so", status(db, unusedRecord) == ApprovalStatus.EXPIRED);

            RunOutput timely = agent.run("Open the north door.");
            stage.checkWaits(timely);
            db.approvals().approve(db.approvals().ofRun(timely.runId()).get(0).id(), bob);
            time.move(Duration.ofMinutes(9));
            agent.continueRun(timely.runId());
            stage.check("in time it does", tools.opened.equals(List.of("north")));
        }
    }

    private static ApprovalStatus status(SqliteDb db, String record) {
        return db.approvals().get(record).orElseThrow().status();
    }
}
