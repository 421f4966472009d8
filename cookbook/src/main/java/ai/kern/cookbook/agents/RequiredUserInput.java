package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.UserInput;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A tool has arguments that a person gives, and the model does not: {@code ./kern example agents/user-input}.
 */
public final class RequiredUserInput implements Example {
    static final class Mail {
        final List<String> sent = new ArrayList<>();

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
        return "a person gives an argument that the model must not choose";
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
            asked.fields().forEach(field -> stage.tell("To be given: " + field.name() + ". " + field.description()));

            stage.checkRefused(
                    "a field that nobody asked for is refused",
                    InvalidResolutionException.class,
                    () -> agent.continueRun(waiting, List.of(asked.provide(Map.of("subject", "Other")))));
            stage.show(agent.continueRun(waiting, List.of(asked.provide(Map.of("recipient", "eve@example.com")))));
            stage.check(
                    "the mail went where the person said", tools.sent.equals(List.of("Contract to eve@example.com")));
        }
    }
}
