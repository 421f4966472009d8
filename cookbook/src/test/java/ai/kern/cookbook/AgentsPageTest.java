package ai.kern.cookbook;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.InMemoryDb;
import ai.kern.db.RunQuery;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.Run;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import ai.kern.run.RunRecovery;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.Tool;
import ai.kern.tool.ToolContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The code of docs/agents.md, and that it does what the page says. */
class AgentsPageTest {
    private final List<String> log = new ArrayList<>();
    private final Db db = new InMemoryDb();

    record Basket(List<String> titles) {}

    class Shelf {
        @Tool(description = "Look into the customer's basket.")
        String lookIntoBasket(ToolContext context) {
            return context.object("basket", Basket.class).titles() + " of tenant "
                    + context.metadata().get("tenant");
        }

        @Tool(description = "Take a book off the shelf.", requiresConfirmation = true)
        String takeOff(String title) {
            log.add("took " + title);
            return "taken";
        }
    }

    private Agent shop(Model model) {
        Agent agent = Agent.builder()
                .name("Shop assistant")
                .model(model)
                .instructions("You answer the customers of a book shop. Be brief.")
                .tools(new Shelf())
                .history(5)
                .toolCallLimit(20)
                .db(db)
                .build();
        return agent;
    }

    private static Model takingOff() {
        return ScriptedModel.of(calls(call("take_off", "{\"title\":\"Emma\"}")), text("It is off the shelf."));
    }

    @Test
    @Tag("RUN-10")
    void aRunIsStartedWithWhatItIsToKnow() {
        ScriptedModel model = ScriptedModel.of(calls(call("look_into_basket", "{}")), text("On its way."));
        Agent agent = shop(model);
        Basket basket = new Basket(List.of("Emma"));
        RunOutput run = agent.run(RunRequest.builder("Where is my order?")
                .session("chat-17")
                .user("ann")
                .metadata("tenant", "north")
                .object("basket", basket)
                .toolCallLimit(5)
                .build());

        assertThat(agent.id()).isEqualTo("shop-assistant");
        assertThat(run.content()).isEqualTo("On its way.");
        assertThat(run.sessionId()).isEqualTo("chat-17");
        assertThat(run.metadata()).containsEntry("tenant", "north");
        assertThat(model.lastRequest().messages().get(0).text()).startsWith("You answer the customers");
        assertThat(run.toolExecutions().get(0).result()).contains("[Emma] of tenant north");
        assertThatThrownBy(() -> agent.run(RunRequest.builder("And mine?")
                        .session("chat-17")
                        .user("eve")
                        .build()))
                .isInstanceOf(OwnerMismatchException.class);
    }

    @Test
    @Tag("RUN-1")
    void aRunIsPrinted() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            print(shop(takingOff()).run("Take 'Emma' off the shelf"));
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("PAUSED", "take_off", "waits for confirmation");
    }

    private static void print(RunOutput run) {
        new RunPrinter(System.out).print(run);
    }

    @Test
    @Tag("RUN-7")
    void aHistoryTellsTheModelOfEarlierRunsOfTheSession() {
        ScriptedModel model = ScriptedModel.of(text("Hello Ann."), text("You are Ann."));
        Agent agent = shop(model);
        agent.run(RunRequest.builder("My name is Ann.").session("chat-18").build());
        RunOutput second =
                agent.run(RunRequest.builder("Who am I?").session("chat-18").build());

        assertThat(second.content()).isEqualTo("You are Ann.");
        assertThat(model.lastRequest().messages().stream().map(Message::text))
                .containsSubsequence("My name is Ann.", "Hello Ann.", "Who am I?");
    }

    @Test
    @Tag("RUN-2")
    void theRunsOfASessionThatWaitAreListed() {
        RunOutput run = shop(takingOff())
                .run(RunRequest.builder("Take 'Emma' off the shelf")
                        .session("chat-19")
                        .build());
        List<Run> waiting = db.runs(RunQuery.all().session("chat-19").status(RunStatus.PAUSED))
                .items();

        assertThat(waiting).extracting(Run::id).containsExactly(run.runId());
    }

    @Test
    @Tag("HITL-1")
    void aRunThatWaitsIsAnswered() {
        Agent agent = shop(takingOff());
        RunOutput paused = agent.run("Take 'Emma' off the shelf");
        List<Resolution> answers = new ArrayList<>();
        for (Requirement requirement : paused.activeRequirements()) {
            if (requirement instanceof Confirmation confirmation) {
                answers.add(confirmation.confirm());
            }
        }
        RunOutput done = agent.continueRun(ContinueRequest.builder(paused.runId())
                .answers(answers)
                .by(Actor.of("bob"))
                .user("ann")
                .build());

        assertThat(done.content()).isEqualTo("It is off the shelf.");
        assertThat(log).containsExactly("took Emma");
    }

    @Test
    @Tag("RUN-9")
    void aRunIsFoundAndCancelled() {
        Agent agent = shop(takingOff());
        String runId = agent.run(RunRequest.builder("Take 'Emma' off the shelf")
                        .user("ann")
                        .build())
                .runId();
        Optional<RunOutput> mine = agent.find(runId, "ann");
        RunOutput stopped = agent.cancel(runId);

        assertThat(mine).isPresent();
        assertThat(stopped.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(log).isEmpty();
        assertThatThrownBy(() -> agent.find(runId, "eve")).isInstanceOf(OwnerMismatchException.class);
    }

    @Test
    @Tag("RUN-4")
    void aRunThatFailedIsTriedAgain() {
        Agent agent = shop(ScriptedModel.of(text("Hello."))
                .failNext(ModelException.builder("out of service").build()));
        assertThatThrownBy(() -> agent.run(
                        RunRequest.builder("Hello?").session("chat-20").build()))
                .isInstanceOf(RunFailedException.class);
        String runId = db.runs(RunQuery.all().session("chat-20")).items().get(0).id();
        RunOutput tried = agent.retry(runId);

        assertThat(tried.content()).isEqualTo("Hello.");
    }

    @Test
    @Tag("RUN-11")
    void abandonedRunsAreLookedForWhileTheProcessServes() {
        Agent agent = shop(ScriptedModel.of(text("Hello.")));
        try (RunRecovery recovery = RunRecovery.builder(db).runners(agent).build()) {
            recovery.start();
            serve(agent);
        }

        assertThat(log).containsExactly("Hello.");
    }

    private void serve(Agent agent) {
        log.add(agent.run("Hello?").content());
    }

    @Test
    @Tag("TEAM-1")
    void anAgentForTeamsAloneRefusesItsOwnDoors() {
        Model model = ScriptedModel.of();
        Agent member = Agent.builder()
                .name("Payer")
                .role("Pays bills.")
                .model(model)
                .memberOnly()
                .build();

        assertThatThrownBy(() -> member.run("Pay")).isInstanceOf(IllegalStateException.class);
    }
}
