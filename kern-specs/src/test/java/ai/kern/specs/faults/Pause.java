package ai.kern.specs.faults;

import ai.kern.specs.support.Latches;
import java.util.concurrent.CountDownLatch;

/** A fault that waits until the test lets it go on. */
final class Pause implements Runnable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void run() {
        reached.countDown();
        Latches.awaitIgnoringInterrupts(released);
    }

    /** Waits until somebody is held here. */
    void awaitReached() {
        Latches.awaitIgnoringInterrupts(reached);
    }

    /** Lets everybody go on. */
    void release() {
        released.countDown();
    }
}
