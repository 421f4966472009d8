package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run that failed goes on from its last stored step, and nothing that was done is done again: {@code ./kern example
 * agents/retry}.
 */
public final class RetriedRun implements Example {
    static final class Invoices {
        final List<String> sent = new ArrayList<>();

        @Tool(description = "Send an invoice.", requiresConfirmation = true)
        String sendInvoice(@Param(name = "number") String number) {
            sent.add(number);
            return "sent";
        }
    }

    /** A model that cannot be reached the second time, as it happens. */
    record Unreliable(Model model, AtomicInteger requests) implements Model {
        @Override
        public String id() {
            return model.id();
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            if (requests.incrementAndGet() == 2) {
                throw ModelException.builder("the network is down").build();
            }
            return model.respond(request);
        }
    }

    @Override
    public String shows() {
        return "a run that failed goes on from its last stored step, and no call runs twice";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("send_invoice", "{\"number\":\"2026-17\"}")), text("The invoice is sent."));
    }

    @Override
    public void play(Stage stage) {
        Invoices tools = new Invoices();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Bookkeeper")
                    .model(new Unreliable(stage.model(), new AtomicInteger()))
                    .instructions("You send invoices. Call tools at once, without asking for confirmation.")
                    .tools(tools)
                    .db(db)
                    .build();
            RunOutput waiting = agent.run("Send invoice 2026-17.");
            stage.checkWaits(waiting);
            Confirmation asked = (Confirmation) waiting.activeRequirements().get(0);

            stage.checkRefused(
                    "the model fails after the call",
                    RunFailedException.class,
                    () -> agent.continueRun(waiting, List.of(asked.confirm())));
            RunOutput failed = agent.find(waiting.runId()).orElseThrow();
            stage.show(failed);
            stage.check(
                    "the run is stored, with the call's result",
                    failed.status() == RunStatus.ERROR
                            && failed.toolExecutions().get(0).result().equals(Optional.of("sent")));

            RunOutput ended = agent.retry(waiting.runId());
            stage.show(ended);
            stage.check("it has its result now", ended.isCompleted());
            stage.check("and the invoice was sent once", tools.sent.equals(List.of("2026-17")));
        }
    }
}
