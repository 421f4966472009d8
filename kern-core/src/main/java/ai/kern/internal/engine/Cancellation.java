package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.LeaseKeeper;
import ai.kern.run.RunStatus;
import java.util.function.BooleanSupplier;

/**
 * Whether a run was cancelled or taken over since its calls began, as its tools are told. While the run is worked on, its lease
 * tells, at no cost; of a run that waits while a body is still at work, the database is asked once in
 * {@link LeaseKeeper#INTERVAL} at most. Safe for use by many threads.
 */
final class Cancellation implements BooleanSupplier {
    private final Db db;
    private final TreeLease lease;
    private final String runId;
    private boolean cancelled;
    private long askedAt;
    private boolean asked;

    Cancellation(Db db, TreeLease lease, String runId) {
        this.db = db;
        this.lease = lease;
        this.runId = runId;
    }

    @Override
    public boolean getAsBoolean() {
        return lease.isLost() || (lease.isReleased() && isStoredAsCancelled());
    }

    private synchronized boolean isStoredAsCancelled() {
        boolean isDue = !asked || System.nanoTime() - askedAt >= LeaseKeeper.INTERVAL.toNanos();
        if (!cancelled && isDue) {
            try {
                cancelled = db.find(runId)
                        .map(run -> run.status() == RunStatus.CANCELLED)
                        .orElse(true);
            } catch (DbException notKnown) {
                // The tool goes on as if nothing had happened, and asks again.
                return false;
            }
            asked = true;
            askedAt = System.nanoTime();
        }
        return cancelled;
    }
}
