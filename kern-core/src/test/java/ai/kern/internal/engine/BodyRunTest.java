package ai.kern.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the time of a body begins, and for whom its interrupts are. */
@Tag("TOOL-11")
class BodyRunTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    /** Waits well beyond a short time, through interrupts. */
    private static void outlast() {
        long end = System.nanoTime() + SHORT.multipliedBy(5).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static BodyRun begin(java.util.function.Function<Runnable, CallResult> body) {
        BodyRun run = new BodyRun(body, Optional.of(SHORT), () -> {});
        new Thread(run, "a tool").start();
        return run;
    }

    @Test
    void timeThatPassesBeforeTheToolIsCalledIsNotTheTools() throws Exception {
        BodyRun body = begin(timeBegins -> {
            outlast();
            timeBegins.run();
            return new CallResult.NotStarted(null, Optional.empty());
        });

        assertThat(body.await()).isPresent();
    }

    @Test
    void timeThatTheToolTakesIsLimited() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        BodyRun body = begin(timeBegins -> {
            timeBegins.run();
            awaitThroughInterrupts(mayEnd);
            return new CallResult.NotStarted(null, Optional.empty());
        });

        assertThat(body.await()).isEmpty();
        mayEnd.countDown();
    }

    @Test
    void theInterruptOfABodyDoesNotReachWhatFollowsItsEnd() throws Exception {
        BodyRun body = new BodyRun(
                timeBegins -> {
                    timeBegins.run();
                    outlast();
                    Thread.currentThread().interrupt();
                    return new CallResult.NotStarted(null, Optional.empty());
                },
                Optional.of(SHORT),
                () -> {});
        AtomicBoolean interrupted = new AtomicBoolean(true);
        CompletableFuture<Void> told = body.end()
                .thenAccept(ended -> interrupted.set(Thread.currentThread().isInterrupted()));

        new Thread(body, "a tool").start();
        told.get(10, TimeUnit.SECONDS);

        assertThat(interrupted).isFalse();
    }

    private static void awaitThroughInterrupts(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException deaf) {
                Thread.interrupted();
            }
        }
    }
}
