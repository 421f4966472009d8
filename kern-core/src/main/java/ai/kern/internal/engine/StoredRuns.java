package ai.kern.internal.engine;

import ai.kern.db.DbException;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.internal.Identifiers;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotFoundException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunnerMismatchException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The stored runs of one runner, for those who may see them. Safe for use by many threads. */
final class StoredRuns {
    /** How long a wait goes without a look where no hint comes, as when the database could not be listened to. */
    private static final Duration WITHOUT_HINT = Duration.ofSeconds(2);

    private final EngineSettings settings;
    private final Outputs outputs;

    StoredRuns(EngineSettings settings, Outputs outputs) {
        this.settings = settings;
        this.outputs = outputs;
    }

    /** Reads a run, a member's too. */
    Optional<RunOutput> find(String runId, Optional<String> userId) {
        return settings.db().load(runId).map(state -> {
            checkRunner(state.run());
            checkOwner(state.run(), userId);
            return output(state);
        });
    }

    /**
     * Reads a run, a member's too.
     *
     * @throws RunNotFoundException if there is none
     */
    RunOutput require(String runId, Optional<String> userId) {
        return find(runId, userId).orElseThrow(() -> notFound(runId));
    }

    private static RunNotFoundException notFound(String runId) {
        return new RunNotFoundException("there is no run " + Identifiers.shown(runId)
                + " in the database; check the id and that the agent has the database in which the run was started");
    }

    /** Waits until nobody works on a run any more; empty if that takes longer than the given time. */
    Optional<RunOutput> await(String runId, Optional<Duration> timeout) {
        long start = System.nanoTime();
        try (RunWatch watch = new RunWatch(settings.db(), runId)) {
            while (true) {
                RunOutput seen = require(runId, Optional.empty());
                if (!seen.status().isWorkedOn()) {
                    return Optional.of(seen);
                }
                Duration left = timeout.map(limit -> limit.minusNanos(System.nanoTime() - start))
                        .filter(rest -> rest.compareTo(WITHOUT_HINT) < 0)
                        .orElse(WITHOUT_HINT);
                if (left.isNegative() || left.isZero()) {
                    return Optional.empty();
                }
                watch.awaitHint(left);
            }
        }
    }

    /** A run as callers see it. */
    RunOutput output(RunState state) {
        return output(RunBook.of(state, settings.clock()));
    }

    /** A run as callers see it. */
    RunOutput output(RunBook book) {
        return outputs.of(book, book.run(), path(book.run()));
    }

    /**
     * The ids of the runners from the root's to the run's, both included.
     *
     * @throws DbException if a run is stored as one under itself
     */
    List<String> path(Run run) {
        Deque<String> path = new ArrayDeque<>();
        Set<String> passed = new HashSet<>();
        Optional<Run> next = Optional.of(run);
        while (next.isPresent()) {
            if (!passed.add(next.get().id())) {
                throw new DbException(
                        "run " + run.id() + " is stored under run " + next.get().id()
                                + ", which is stored as one under itself. Somebody may have changed the database; put"
                                + " it back",
                        null);
            }
            path.addFirst(next.get().runnerId());
            next = next.get().parentCall().flatMap(call -> settings.db().find(call.runId()));
        }
        return List.copyOf(path);
    }

    /** Reads a run that was there a moment ago. */
    RunState stored(String runId) {
        return settings.db()
                .load(runId)
                .orElseThrow(() -> new RunNotFoundException("run " + runId + " was deleted while it was worked on"));
    }

    /**
     * Reads a run that is to be worked on.
     *
     * @throws RunNotFoundException if there is none
     * @throws OwnerMismatchException if another user owns it
     * @throws RunConflictException if it is a member's run
     * @throws RunnerMismatchException if another runner started it
     */
    RunState load(String runId, Optional<String> userId) {
        RunState state = settings.db().load(runId).orElseThrow(() -> notFound(runId));
        Run run = state.run();
        checkOwner(run, userId);
        if (!run.isRoot()) {
            throw new RunConflictException(
                    runId,
                    "run " + runId + " is a member's run; continue, retry, cancel and recover it by its root, run "
                            + run.rootId());
        }
        checkRunner(run);
        return state;
    }

    private void checkRunner(Run run) {
        if (!run.runnerId().equals(settings.id())) {
            throw new RunnerMismatchException("run " + run.id() + " was started by '" + run.runnerId()
                    + "', and this is '" + settings.id() + "'. "
                    + (run.isRoot()
                            ? "Hand it to the one that started it, or give this one that id"
                            : "It is a member's run: that member reads it, and it is continued, retried, cancelled and"
                                    + " recovered by its root, run " + run.rootId()));
        }
    }

    /** A run that names no user belongs to whom its session belongs. */
    private void checkOwner(Run run, Optional<String> userId) {
        if (userId.isEmpty()) {
            return;
        }
        Optional<String> owner =
                run.userId().or(() -> settings.db().findSession(run.sessionId()).flatMap(Session::userId));
        if (owner.isPresent() && !owner.equals(userId)) {
            throw new OwnerMismatchException(
                    "run " + run.id() + " belongs to another user than '" + userId.get() + "'");
        }
    }
}
