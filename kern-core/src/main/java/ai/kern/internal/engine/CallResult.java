package ai.kern.internal.engine;

import ai.kern.db.StatePatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What came of one attempt, as far as this process knows when it goes on. */
sealed interface CallResult {
    /** The attempt. */
    Start start();

    /** It ended. */
    record Ended(Start start, Documents.Outcome outcome, List<StatePatch> patches) implements CallResult {}

    /**
     * Its time ran out, and nobody knows whether it took effect.
     *
     * @param end completes when the body ends at last
     */
    record InDoubt(Start start, CompletableFuture<CallResult> end) implements CallResult {}

    /** It was claimed and not started, since the run was cancelled or taken over meanwhile. */
    record NotStarted(Start start) implements CallResult {}
}
