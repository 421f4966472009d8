package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.event.RunStream;
import ai.kern.model.ModelRequest;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EventOrder;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import ai.kern.specs.support.VirtualThreads;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of runs are streamed at once in one JVM, none of which holds a thread of the operating system. */
@Tag("STR-1")
@Tag("STR-2")
class ManyStreamsTest {
    private static final int STREAMS = 2_000;

    private final CountDownLatch asking = new CountDownLatch(STREAMS);

    /** Looks once and then says what it was asked for; nothing is answered before all runs have asked. */
    private ScriptedAnswer answer(ModelRequest request) {
        if (request.messages().size() > 1) {
            return text("You asked for " + Script.lastUserText(request));
        }
        asking.countDown();
        try {
            assertThat(asking.await(60, TimeUnit.SECONDS))
                    .as("all runs go on at once")
                    .isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        return calls(call("look", Script.lastUserText(request)));
    }

    @Test
    void noEventIsLostOrReorderedAndEachGetsItsOwnResult(@TempDir Path folder) throws Exception {
        assumeTrue(VirtualThreads.areThere(), "this JVM has no virtual threads: skipped");
        try (Lab lab = new Lab(StoreKind.MEMORY, folder)) {
            Agent agent = lab.agent(ScriptedModel.playing(this::answer), lab.tool("look"));
            List<CompletableFuture<RunOutput>> results = new ArrayList<>();
            for (int number = 0; number < STREAMS; number++) {
                String input = "number " + number;
                CompletableFuture<RunOutput> result = new CompletableFuture<>();
                VirtualThreads.start(() -> read(agent, input, result));
                results.add(result);
            }

            for (int number = 0; number < STREAMS; number++) {
                assertThat(results.get(number).get(90, TimeUnit.SECONDS).content())
                        .isEqualTo("You asked for number " + number);
            }
            assertThat(lab.ledger().effects()).hasSize(STREAMS).doesNotHaveDuplicates();
        }
    }

    private static void read(Agent agent, String input, CompletableFuture<RunOutput> result) {
        try (RunStream stream = agent.stream(input)) {
            EventOrder order = new EventOrder();
            stream.forEach(order::next);
            RunOutput output = stream.result();
            order.endsWith(output);
            result.complete(output);
        } catch (RuntimeException | AssertionError failed) {
            result.completeExceptionally(failed);
        }
    }
}
