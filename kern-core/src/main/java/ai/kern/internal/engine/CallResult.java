package ai.kern.internal.engine;

import ai.kern.db.DbException;
import ai.kern.db.StatePatch;
import java.util.List;
import java.util.Optional;
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

    /**
     * It was claimed and not started, since the run was cancelled or taken over meanwhile, or since that could not be read.
     *
     * @param unreadable why it could not be read
     */
    record NotStarted(Start start, Optional<DbException> unreadable) implements CallResult {}
}
