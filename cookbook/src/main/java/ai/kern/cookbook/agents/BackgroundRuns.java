package ai.kern.cookbook.agents;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.cookbook.Example;
import ai.kern.cookbook.Stage;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.event.RunStream;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.testkit.Script;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs in the background: started, followed, awaited, cancelled: {@code ./kern example agents/background-and-cancel}.
 */
public final class BackgroundRuns implements Example {
    private static final int LOOKS = 1_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    /** A tool that takes as long as somebody else needs. */
    static final class Warehouse {
        final CountDownLatch begun = new CountDownLatch(2);
        final CountDownLatch counted = new CountDownLatch(1);

        @Tool(description = "Count the pieces of an article in the warehouse.")
        int countPieces(@Param(name = "article") String article) throws InterruptedException {
            begun.countDown();
            counted.await();
            return 42;
        }
    }

    @Override
    public String shows() {
        return "runs in the background: started, followed, awaited, and one of them cancelled";
    }

    @Override
    public Script script() {
        return Script.byTurn(calls(call("count_pieces", "{\"article\":\"tea\"}")), text("There are 42 pieces of tea."));
    }

    @Override
    public void play(Stage stage) throws InterruptedException {
        Warehouse tools = new Warehouse();
        try (SqliteDb db = SqliteDb.open(stage.file("app.db"))) {
            Agent agent = Agent.builder()
                    .name("Stock keeper")
                    .model(stage.model())
                    .instructions("You count stock. Call tools at once, one call at most.")
                    .tools(tools)
                    .db(db)
                    .build();
            String wanted = agent.start("How much tea is there?");
            String unwanted = agent.start("How much tea is there?");
            tools.begun.await();
            stage.check(
                    "both are stored and work",
                    agent.find(wanted).orElseThrow().status() == RunStatus.RUNNING
                            && agent.await(unwanted, Duration.ofMillis(1)).isEmpty());

            agent.cancel(unwanted);
            tools.counted.countDown();
            RunOutput ended = agent.await(wanted);
            RunOutput cancelled = withResult(agent, agent.await(unwanted));
            stage.show(ended);
            stage.show(cancelled);
            stage.check(
                    "the one has its result",
                    ended.isCompleted() && !ended.content().isEmpty());
            stage.check("the other stays cancelled", cancelled.status() == RunStatus.CANCELLED);
            stage.check(
                    "what it had started is stored, and the model was not told",
                    cancelled.toolExecutions().get(0).result().isPresent()
                            && cancelled.content().isEmpty());

            // A client that lost its connection reads on behind the last event that it saw.
            List<String> missed = new ArrayList<>();
            try (RunStream stream = agent.follow(wanted, 2)) {
                stream.forEach(event -> missed.add(event.header().sequence() + " " + event.name()));
            }
            missed.forEach(stage::tell);
            stage.check(
                    "nothing behind it is missing",
                    missed.get(0).startsWith("3 ")
                            && missed.get(missed.size() - 1).endsWith(" RunCompleted"));
        }
    }

    /** A run with the result of its call, which is stored once the call ends, though the run has ended before. */
    private static RunOutput withResult(Agent agent, RunOutput run) throws InterruptedException {
        RunOutput read = run;
        for (int look = 0; look < LOOKS && read.toolExecutions().get(0).result().isEmpty(); look++) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            read = agent.find(run.runId()).orElseThrow();
        }
        return read;
    }
}
