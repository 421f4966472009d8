package ai.kern.specs.faults;

import ai.kern.run.ContextPropagator;
import ai.kern.specs.support.Latches;
import java.util.concurrent.CountDownLatch;

/** Has what a runner hands to other threads done in the order in which it was handed over. */
final class OneAfterTheOther implements ContextPropagator {
    private CountDownLatch last = new CountDownLatch(0);

    @Override
    public synchronized Runnable wrap(Runnable work) {
        CountDownLatch before = last;
        CountDownLatch done = new CountDownLatch(1);
        last = done;
        return () -> {
            Latches.awaitIgnoringInterrupts(before);
            try {
                work.run();
            } finally {
                done.countDown();
            }
        };
    }
}
