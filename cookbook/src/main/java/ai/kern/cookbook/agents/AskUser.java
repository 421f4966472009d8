package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.UserFeedbackTools;
import ai.kern.tool.UserInputTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The model asks the person by itself, for values and by questions with options: {@code ./kern example agents/ask-user}.
 */
public final class AskUser implements Example {
    @Override
    public String shows() {
        return "the model asks the person by itself: for values, and questions with options";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call(UserFeedbackTools.ASK_USER, """
                        {"questions": [{"id": "city", "text": "Which city?", "options": [
                            {"id": "paris", "label": "Paris"}, {"id": "rome", "label": "Rome"}]}]}""")),
                calls(call(UserInputTools.GET_USER_INPUT, """
                        {"fields": [{"name": "nights", "type": "integer", "description": "How many nights?"}]}""")),
                text("Two nights in Rome, then."));
    }

    @Override
    public void play(Stage stage) {
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Travel agent")
                    .model(stage.model())
                    .instructions(
                            "You plan journeys. Ask with the tool ask_user whether to go to Paris or Rome (one question"
                                    + " with these two options), then with the tool get_user_input for the number of nights"
                                    + " (one integer). Then sum up.")
                    .tools(new UserInputTools(), new UserFeedbackTools())
                    .db(db)
                    .build();
            RunOutput run = agent.run("I want to travel.");
            stage.checkWaits(run);

            int pauses = 0;
            while (run.isPaused()) {
                List<Resolution> answers = new ArrayList<>();
                for (Requirement requirement : run.activeRequirements()) {
                    answers.add(answer(stage, requirement));
                }
                run = agent.continueRun(run, answers);
                pauses++;
            }
            stage.show(run);
            stage.check("the model asked twice", pauses == 2);
            stage.check("it was told the option", resultOf(run, 0).contains("rome"));
            stage.check("and the value", resultOf(run, 1).contains("2"));
        }
    }

    /** Here the program would show a form. */
    private static Resolution answer(Stage stage, Requirement requirement) {
        if (requirement instanceof UserFeedback feedback) {
            UserFeedbackTools.Question question = feedback.questions().get(0);
            String rome = question.options().stream()
                    .filter(option -> option.label().contains("Rome"))
                    .findFirst()
                    .orElseThrow()
                    .id();
            stage.tell(question.text() + " Rome.");
            return feedback.answers().choose(question.id(), rome).build();
        }
        if (requirement instanceof UserInput input) {
            String field = input.fields().get(0).name();
            stage.tell(input.fields().get(0).description() + " 2.");
            return input.provide(Map.of(field, 2));
        }
        throw new IllegalStateException("nobody here can answer " + requirement);
    }

    private static String resultOf(RunOutput run, int call) {
        return run.toolExecutions().get(call).result().orElseThrow();
    }
}
