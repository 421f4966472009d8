package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.db.Subscription;
import ai.kern.run.KernException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for one run to change, whoever changes it. Used by one thread, but for {@link #close()}. */
final class RunWatch implements AutoCloseable {
    private final String runId;
    private final Semaphore hints = new Semaphore(0);
    private final Subscription subscription;

    /** Listens from here on: what changes after this was made ends the next wait. */
    RunWatch(Db db, String runId) {
        this.runId = runId;
        this.subscription = db.changes(change -> {
            if (change.mayConcern(runId)) {
                hints.release();
            }
        });
    }

    /**
     * Waits for a hint that the run may have changed, or for a while.
     *
     * @throws KernException if the thread is interrupted
     */
    @SuppressWarnings("ReturnValueIgnored") // with a hint or without one, the caller looks at the run
    void awaitHint(Duration most) {
        try {
            hints.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KernException(
                    "the thread was interrupted while it waited for run " + runId + "; the run goes on", interrupted);
        }
        hints.drainPermits();
    }

    /** Ends a wait that goes on. */
    void wake() {
        hints.release();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
