package ai.kern.internal.engine;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the engine's work that may be given up, such as waiting for a model. An interrupt that ends it never reaches what
 * the thread does next. Safe for use by many threads.
 */
final class InterruptibleStretch {
    private @Nullable Thread worker;
    private boolean interrupted;

    /** Runs work on this thread. */
    <T> T run(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        worker = Thread.currentThread();
        if (interrupted) {
            worker.interrupt();
        }
    }

    @SuppressWarnings("ThreadInterruptedResultIgnored") // the interrupt was meant for the stretch, which is over
    private synchronized void end() {
        worker = null;
        if (interrupted) {
            Thread.interrupted();
        }
    }

    /** Interrupts the work, now and whenever it begins. */
    synchronized void interrupt() {
        interrupted = true;
        if (worker != null) {
            worker.interrupt();
        }
    }
}
