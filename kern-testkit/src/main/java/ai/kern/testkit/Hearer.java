package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.db.RunChange;
import ai.kern.db.Subscription;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One who listens to the changes of a database, and looks at it only when he is told to: a test that waits by it fails where a
 * hint is missing. Used by one thread.
 */
public final class Hearer implements AutoCloseable {
    /** No hint takes as long, unless there is none. */
    private static final int PATIENCE_IN_SECONDS = 30;

    private final BlockingQueue<RunChange> heard = new LinkedBlockingQueue<>();
    private final Subscription subscription;

    /** Listens from now on. */
    public Hearer(Db db) {
        subscription = db.changes(heard::add);
    }

    /**
     * Waits for hints that may concern a run until a look shows what is waited for.
     *
     * @throws AssertionError if there is none within half a minute
     */
    public void await(String runId, BooleanSupplier look) {
        boolean seen = false;
        while (!seen) {
            RunChange change = next();
            assertThat(change)
                    .as("a hint after which run %s is what is waited for", runId)
                    .isNotNull();
            seen = change.mayConcern(runId) && look.getAsBoolean();
        }
    }

    private RunChange next() {
        try {
            return heard.poll(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while waiting for a hint", interrupted);
        }
    }

    /** What was heard and not waited for. */
    public BlockingQueue<RunChange> unheeded() {
        return heard;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
