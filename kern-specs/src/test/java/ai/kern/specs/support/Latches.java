package ai.kern.specs.support;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for latches, never for ever: a specification that would hang fails instead. */
public final class Latches {
    private static final long SECONDS = 20;

    private Latches() {}

    /**
     * Waits until the latch is open.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody opened the latch within " + SECONDS + " s");
        }
    }

    /** Waits until the latch is open, as a tool that cares for no interrupt would; none is left behind. */
    public static void awaitIgnoringInterrupts(CountDownLatch latch) {
        while (true) {
            try {
                await(latch);
                return;
            } catch (InterruptedException ignored) {
                // that is the point
            }
        }
    }
}
