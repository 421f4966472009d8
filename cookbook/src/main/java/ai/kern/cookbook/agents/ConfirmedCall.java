package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/** A person lets a call run, in a program that waits for her: {@code ./kern example agents/confirmation}. */
public final class ConfirmedCall implements Example {
    static final class Newsletter {
        final List<String> sent = new ArrayList<>();

        @Tool(description = "Send a newsletter to all customers.", requiresConfirmation = true)
        String sendNewsletter(@Param(name = "subject") String subject) {
            sent.add(subject);
            return "sent to 12,000 customers";
        }
    }

    @Override
    public String shows() {
        return "a person lets a call run, in a program that waits for her";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                calls(call("send_newsletter", "{\"subject\":\"Winter sale\"}")), text("The newsletter is out."));
    }

    @Override
    public void play(Stage stage) {
        Newsletter tools = new Newsletter();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Marketing")
                    .model(stage.model())
                    .instructions("You send newsletters. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();

            RunOutput run = agent.run("Send the newsletter with the subject Winter sale.");
            stage.checkWaits(run);
            stage.check("nothing was sent yet", tools.sent.isEmpty());

            while (run.isPaused()) {
                List<Resolution> answers = new ArrayList<>();
                for (Requirement requirement : run.activeRequirements()) {
                    answers.add(answer(stage, requirement));
                }
                run = agent.continueRun(run, answers);
            }
            stage.show(run);
            stage.check("the call ran once, as it was shown", tools.sent.equals(List.of("Winter sale")));
        }
    }

    /** Here the program would ask the person. */
    private static Resolution answer(Stage stage, Requirement requirement) {
        if (requirement instanceof Confirmation confirmation) {
            stage.tell("May " + confirmation.toolCall() + " run? Yes.");
            return confirmation.confirm();
        }
        throw new IllegalStateException("nobody here can answer " + requirement);
    }
}
