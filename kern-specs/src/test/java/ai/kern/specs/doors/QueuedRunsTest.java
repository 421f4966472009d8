package ai.kern.specs.doors;

import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.kern.agent.Agent;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.Latches;
import ai.kern.specs.support.StoreKind;
import ai.kern.specs.support.VirtualThreads;
import ai.kern.testkit.ScriptedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where runs go on that nobody waits for on their own thread, on a JVM without virtual threads. */
@Tag("STR-1")
class QueuedRunsTest {
    /** As the documents say. */
    private static final int MOST = 64;

    @Test
    void someGoOnAtOnceAndTheOthersQueue(@TempDir Path folder) {
        assumeFalse(VirtualThreads.areThere(), "this JVM has virtual threads: skipped");
        AtomicInteger asking = new AtomicInteger();
        CountDownLatch answering = new CountDownLatch(1);
        try (Lab lab = new Lab(StoreKind.MEMORY, folder)) {
            Agent agent = lab.agent(ScriptedModel.playing(request -> {
                asking.incrementAndGet();
                Latches.awaitIgnoringInterrupts(answering);
                return text("done");
            }));
            List<CompletableFuture<RunOutput>> runs = IntStream.range(0, MOST + 6)
                    .mapToObj(number -> agent.runAsync("go"))
                    .toList();

            await().until(() -> asking.get() >= MOST);
            await().during(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(asking).hasValue(MOST));
            answering.countDown();

            assertThat(runs)
                    .allSatisfy(run -> assertThat(run.join().isCompleted()).isTrue());
        }
    }
}
