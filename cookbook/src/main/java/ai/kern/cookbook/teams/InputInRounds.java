package ai.kern.cookbook.teams;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.InputField;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserInput;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A member asks for one value, then for another; each answer is given to another process: {@code ./kern example
 * teams/user-input}.
 */
public final class InputInRounds implements Example {
    /** What the person says when she is asked. */
    private static final Map<String, Object> KNOWN = Map.of("nights", 2, "hour", 8);

    static final class FrontDesk {
        final List<String> done = new ArrayList<>();

        @Tool(description = "Book a room for a guest.", requiresUserInput = true, userInputFields = "nights")
        String bookRoom(
                @Param(name = "guest") String guest,
                @Param(name = "nights", description = "How many nights the guest stays.") int nights) {
            done.add(nights + " nights for " + guest);
            return "booked room 12 for " + nights + " nights";
        }

        @Tool(description = "Order breakfast for a guest.", requiresUserInput = true, userInputFields = "hour")
        String orderBreakfast(
                @Param(name = "guest") String guest,
                @Param(name = "hour", description = "The hour at which the guest has breakfast.") int hour) {
            done.add("breakfast at " + hour + " for " + guest);
            return "ordered breakfast at " + hour;
        }
    }

    @Override
    public String shows() {
        return "a member asks for one value, then another, and each answer is given to another process";
    }

    @Override
    public Script script() {
        return Script.byInstructions(Map.of(
                "You run a hotel",
                Script.byTurn(
                        calls(
                                call(
                                        "delegate_task_to_member",
                                        "{\"member_id\":\"receptionist\",\"task\":\"Book a room for Ann, then order breakfast.\"}")),
                        text("Ann has room 12, and breakfast at 8.")),
                "You receive guests",
                Script.byTurn(
                        calls(call("book_room", "{\"guest\":\"Ann\"}")),
                        calls(call("order_breakfast", "{\"guest\":\"Ann\"}")),
                        text("Room 12 for 2 nights, breakfast at 8."))));
    }

    private static Team team(Stage stage, SqliteDb db, FrontDesk tools) {
        Agent receptionist = Agent.builder()
                .name("Receptionist")
                .role("Books rooms and orders breakfast.")
                .model(stage.model())
                .instructions(
                        "You receive guests. Call one tool after the other, each once; the user is asked for what you"
                                + " do not know by himself.")
                .tools(tools)
                .build();
        return Team.builder()
                .name("Hotel")
                .model(stage.model())
                .instructions(
                        "You run a hotel. Give what is asked to the receptionist as one task, without asking back.")
                .members(receptionist)
                .db(db)
                .build();
    }

    @Override
    public void play(Stage stage) {
        FrontDesk tools = new FrontDesk();
        RunOutput run;
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            run = team(stage, db, tools).run("Book a room for our guest Ann, then order her breakfast.");
        }
        stage.checkWaits(run);

        int rounds = 0;
        while (run.isPaused()) {
            // Some hours later, in another process: the database is opened anew, and the team is another object.
            try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
                Team team = team(stage, db, tools);
                RunOutput waiting = team.find(run.runId()).orElseThrow();
                List<Resolution> answers = new ArrayList<>();
                for (Requirement requirement : waiting.activeRequirements()) {
                    answers.add(answer(stage, requirement));
                }
                run = team.continueRun(waiting, answers);
            }
            rounds++;
        }
        stage.show(run);
        stage.check("the member asked twice", rounds == 2);
        stage.check(
                "each call ran once, with what the person said",
                tools.done.equals(List.of("2 nights for Ann", "breakfast at 8 for Ann")));
        stage.check(
                "the leader gave one task, and has its result",
                run.toolExecutions().size() == 1);
    }

    /** Here the program would show a form. */
    private static Resolution answer(Stage stage, Requirement requirement) {
        if (requirement instanceof UserInput input) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (InputField field : input.fields()) {
                stage.tell(String.join("/", input.path()) + " asks: " + field.description() + " "
                        + KNOWN.get(field.name()));
                values.put(field.name(), KNOWN.get(field.name()));
            }
            return input.provide(values);
        }
        throw new IllegalStateException("nobody here can answer " + requirement);
    }
}
