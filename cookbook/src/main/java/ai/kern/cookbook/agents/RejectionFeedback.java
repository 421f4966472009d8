package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A person rejects a call and says why; the model is told and does better: {@code ./kern example agents/rejection-feedback}.
 */
public final class RejectionFeedback implements Example {
    static final class Meetings {
        final List<String> booked = new ArrayList<>();

        @Tool(description = "Book a meeting room at an hour of the day.", requiresConfirmation = true)
        String bookRoom(@Param(name = "room") String room, @Param(name = "hour") int hour) {
            booked.add(room + " at " + hour);
            return "booked";
        }
    }

    @Override
    public String shows() {
        return "a person rejects a call and says why, and the model asks for another one";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("book_room", "{\"room\":\"Bach\",\"hour\":8}")),
                calls(call("book_room", "{\"room\":\"Bach\",\"hour\":10}")),
                text("Bach is booked at 10."));
    }

    @Override
    public void play(Stage stage) {
        Meetings tools = new Meetings();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Office")
                    .model(stage.model())
                    .instructions(
                            "You book rooms. Call tools at once; where a call is rejected, follow the note and call again.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput run = agent.run("Book the room Bach at 8.");
            stage.checkWaits(run);

            run = agent.continueRun(run, List.of(asked(run).reject("too early, take 10")));
            stage.checkWaits(run);
            String told = run.toolExecutions().get(0).result().orElseThrow();
            stage.check("the note was told to the model", told.contains("too early, take 10"));
            stage.check("the rejected call did not run", tools.booked.isEmpty());
            stage.check(
                    "the model asks for another call",
                    asked(run).toolCall().argument("hour").equals(Optional.of(10)));

            run = agent.continueRun(run, List.of(asked(run).confirm()));
            stage.show(run);
            stage.check("only the second call ran", tools.booked.equals(List.of("Bach at 10")));
        }
    }

    private static Confirmation asked(RunOutput run) {
        return (Confirmation) run.activeRequirements().get(0);
    }
}
