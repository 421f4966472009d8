package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.run.KernException;
import java.time.Duration;
import java.util.Optional;

/** Waits for changes of runs, whoever makes them. Safe for use by many threads. */
final class RunWatch {
    /** How long a change may go unnoticed. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    private final Db db;

    RunWatch(Db db) {
        this.db = db;
    }

    /**
     * Waits a while for a run to be written in another version; may return earlier.
     *
     * @throws KernException if the thread is interrupted
     */
    void awaitChange(String runId, long version, Optional<Duration> most) {
        if (db.find(runId).filter(run -> run.version() == version).isEmpty()) {
            return;
        }
        Duration pause = most.filter(limit -> limit.compareTo(INTERVAL) < 0).orElse(INTERVAL);
        try {
            Thread.sleep(Math.max(1, pause.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KernException(
                    "the thread was interrupted while it waited for run " + runId + "; the run goes on", interrupted);
        }
    }
}
