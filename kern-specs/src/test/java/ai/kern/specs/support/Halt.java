package ai.kern.specs.support;

import ai.kern.tool.ToolContext;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A place where tools wait until the test lets them go on, so that it can act while they run. */
public final class Halt {
    private static final long SECONDS = 30;

    private final BlockingQueue<ToolContext> arrived = new LinkedBlockingQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);

    /** Called by the tool. */
    public void pass(ToolContext context) throws InterruptedException {
        arrived.add(context);
        if (!open.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody opened the halt");
        }
    }

    /** Called by a tool that goes on through interrupts. */
    public void passDeaf(ToolContext context) {
        arrived.add(context);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            try {
                if (!open.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError("nobody opened the halt");
                }
                return;
            } catch (InterruptedException deaf) {
                Thread.interrupted();
            }
        }
    }

    /** Waits for the next tool that has not been waited for. */
    public ToolContext awaitArrival() {
        try {
            ToolContext context = arrived.poll(SECONDS, TimeUnit.SECONDS);
            if (context == null) {
                throw new AssertionError("no tool came to the halt");
            }
            return context;
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while waiting for a tool", interrupted);
        }
    }

    /** Lets all go on, now and later. */
    public void open() {
        open.countDown();
    }
}
