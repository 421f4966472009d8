package ai.kern.db;

import java.util.Objects;
import java.util.Optional;

/**
 * A hint of {@link Db#changes} that a run may have become PAUSED or have ended, or that one of its records may have been decided.
 * Immutable.
 *
 * @param runId the run; empty if it may be any
 */
public record RunChange(Optional<String> runId) {
    private static final RunChange ANYTHING = new RunChange(Optional.empty());

    public RunChange {
        Objects.requireNonNull(runId, "runId");
    }

    /** A hint that one run may have changed. */
    public static RunChange of(String runId) {
        return new RunChange(Optional.of(runId));
    }

    /** A hint that any run may have changed: the database does not know which, or could not listen for a while. */
    public static RunChange anything() {
        return ANYTHING;
    }

    /** Whether somebody who waits for this run has to look at it. */
    public boolean mayConcern(String runId) {
        return this.runId.map(runId::equals).orElse(true);
    }
}
