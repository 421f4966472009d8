package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.text;
import static ai.kern.testkit.ScriptedAnswer.textAndCalls;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model says is shown while it says it, before the pause and after it: {@code ./kern example
 * agents/confirmation-stream}.
 */
public final class ConfirmedCallStream implements Example {
    static final class Blog {
        final List<String> published = new ArrayList<>();

        @Tool(description = "Publish a post.", requiresConfirmation = true)
        String publishPost(@Param(name = "title") String title) {
            published.add(title);
            return "published";
        }
    }

    @Override
    public String shows() {
        return "a person lets a call run, with a stream of events before the pause and after it";
    }

    @Override
    public Script script() {
        return Script.byTurn(
                textAndCalls("I publish it now.", call("publish_post", "{\"title\":\"Hello\"}")),
                text("The post Hello is online for everybody to read."));
    }

    @Override
    public void play(Stage stage) {
        Blog tools = new Blog();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Editor")
                    .model(stage.model())
                    .instructions("You publish posts. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();

            List<Resolution> answers = new ArrayList<>();
            RunOutput waiting;
            try (RunStream stream = agent.stream("Publish the post Hello.")) {
                for (RunEvent event : stream) {
                    tell(stage, event);
                    if (event instanceof RunEvent.RunPaused paused) {
                        paused.requirements().forEach(asked -> answers.add(((Confirmation) asked).confirm()));
                    }
                }
                waiting = stream.result();
            }
            stage.check("the stream ended with the pause", waiting.isPaused() && tools.published.isEmpty());

            StringBuilder said = new StringBuilder();
            RunOutput ended;
            try (RunStream stream = agent.continueStream(waiting.runId(), answers)) {
                for (RunEvent event : stream) {
                    tell(stage, event);
                    if (event instanceof RunEvent.RunContent content && content.kind() == RunEvent.ContentKind.TEXT) {
                        said.append(content.text());
                    }
                }
                ended = stream.result();
            }
            stage.check("the call ran once", tools.published.equals(List.of("Hello")));
            stage.check("the pieces are the whole answer", said.toString().equals(ended.content()));
        }
    }

    private static void tell(Stage stage, RunEvent event) {
        stage.tell(event.header().sequence() + " " + event.name()
                + (event instanceof RunEvent.RunContent content ? ": " + content.text() : ""));
    }
}
