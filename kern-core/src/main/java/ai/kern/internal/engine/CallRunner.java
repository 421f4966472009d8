package ai.kern.internal.engine;

import ai.kern.db.Attempt;
import ai.kern.db.DbException;
import ai.kern.db.LeaseKeeper;
import ai.kern.db.Limits;
import ai.kern.internal.HookChain;
import ai.kern.internal.ToolResultText;
import ai.kern.run.OutcomeStatus;
import ai.kern.tool.ToolDefinition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Executes claimed attempts: one alone on the engine's thread, several beside each other on threads of their own, at most
 * {@link #MOST_AT_ONCE} at once. Whatever a tool throws is its
 * result, but for an {@link Error} that may be the process's.
 */
final class CallRunner {
    /** How many calls of one run run at once. */
    static final int MOST_AT_ONCE = 8;

    /** How long after its commit a claim needs no second look; well within the life of the lease under which it was made. */
    private static final Duration FRESH = LeaseKeeper.DURATION.dividedBy(3);

    private final EngineSettings settings;
    private final Executor workers;
    private final Map<String, Object> objects;
    private final RunBook book;
    private final BooleanSupplier cancelled;
    private final LongPredicate stillOurs;
    private final StateScope state;
    private final Stretch stretch;
    private volatile long claimedAt = System.nanoTime();
    private volatile long claimedVersion;
    private volatile @Nullable DbException unreadable;

    /**
     * @param cancelled whether the run is known to be cancelled or taken over; cheap
     * @param stillOurs asks the database whether the run is still ours, in a version
     * @param state whose session state the tools see
     * @param stretch is told of each execution
     */
    CallRunner(
            EngineSettings settings,
            Executor workers,
            Map<String, Object> objects,
            RunBook book,
            BooleanSupplier cancelled,
            LongPredicate stillOurs,
            StateScope state,
            Stretch stretch) {
        this.settings = settings;
        this.workers = workers;
        this.objects = new HashMap<>(settings.objects());
        this.objects.putAll(objects);
        this.book = book;
        this.cancelled = cancelled;
        this.stillOurs = stillOurs;
        this.state = state;
        this.stretch = stretch;
    }

    /** Takes note that a claim is about to be committed. */
    void claiming() {
        claimedAt = System.nanoTime();
    }

    /** Takes note of the version with which the claim was committed: what starts under it starts while that is the last one. */
    void claimed() {
        claimedVersion = book.run().version();
    }

    /** Executes attempts that were claimed together; the results are in their order. */
    List<CallResult> runAll(List<Start> starts) {
        Map<Start, CallResult> results = new HashMap<>();
        List<Start> together = starts.size() > 1
                ? starts.stream().filter(start -> start.tool().parallel()).toList()
                : List.of();
        if (together.size() > 1) {
            results.putAll(runTogether(together));
        }
        try {
            runOneByOne(starts, results);
        } catch (Throwable stopped) {
            results.values().forEach(this::dropWhenEnded);
            throw stopped;
        }
        return starts.stream()
                .map(start -> Objects.requireNonNull(results.get(start)))
                .toList();
    }

    private void runOneByOne(List<Start> starts, Map<Start, CallResult> results) {
        boolean first = results.isEmpty();
        for (Start start : starts) {
            if (!results.containsKey(start)) {
                results.put(start, first || isStillOurs() ? run(start) : notStarted(start));
                first = false;
            }
        }
    }

    /** Executes one attempt by itself. */
    CallResult run(Start start) {
        if (start.tool().timeout().isEmpty()) {
            return execute(start, () -> {});
        }
        return collect(start, startBody(start, () -> {}));
    }

    private Map<Start, CallResult> runTogether(List<Start> starts) {
        Map<Start, BodyRun> bodies = new LinkedHashMap<>();
        Map<Start, CallResult> results = new HashMap<>();
        try {
            startBodies(starts, bodies);
            for (Start start : starts) {
                BodyRun body = bodies.get(start);
                results.put(start, body == null ? notStarted(start) : collect(start, body));
            }
            return results;
        } catch (Throwable stopped) {
            bodies.forEach((start, body) -> dropWhenEnded(new CallResult.InDoubt(start, body.end())));
            throw stopped;
        }
    }

    /** Starts bodies as places become free, while the run is ours. */
    private void startBodies(List<Start> starts, Map<Start, BodyRun> bodies) {
        Semaphore places = new Semaphore(MOST_AT_ONCE);
        boolean waited = false;
        for (Start start : starts) {
            if (!places.tryAcquire()) {
                waited = true;
                acquire(places, bodies.values());
            }
            if (waited && !isStillOurs()) {
                places.release();
            } else {
                bodies.put(start, startBody(start, places::release));
            }
        }
    }

    /** Waits for a place; an interrupt is handed on to the bodies that have begun, and the wait goes on. */
    private static void acquire(Semaphore places, Collection<BodyRun> begun) {
        boolean interrupted = false;
        while (true) {
            try {
                places.acquire();
                break;
            } catch (InterruptedException handedOn) {
                interrupted = true;
                begun.forEach(BodyRun::interrupt);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private BodyRun startBody(Start start, Runnable release) {
        BodyRun body =
                new BodyRun(inTime -> execute(start, inTime), start.tool().timeout(), release);
        try {
            Runnable carried = settings.contextPropagator().wrap(body);
            workers.execute(() -> begin(start, body, carried));
        } catch (RuntimeException thrown) {
            body.abandon(failedToBegin(start, ErrorText.messageOf(thrown)));
        }
        return body;
    }

    /** Runs a body as its propagator has wrapped it, and does not wait for one that the propagator kept from running. */
    private static void begin(Start start, BodyRun body, Runnable carried) {
        try {
            carried.run();
        } catch (RuntimeException thrown) {
            if (body.abandon(failedToBegin(start, ErrorText.messageOf(thrown)))) {
                return;
            }
            throw thrown;
        } catch (Error stopped) {
            body.abandon(stopped);
            throw stopped;
        }
        body.abandon(failedToBegin(start, "the agent's context propagator did not run the tool"));
    }

    private static CallResult failedToBegin(Start start, String message) {
        return new CallResult.Ended(start, failed(message), List.of());
    }

    /** Waits for a body; an interrupt of the waiting thread is handed on to the body, and the wait goes on. */
    private CallResult collect(Start start, BodyRun body) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Optional<CallResult> ended = body.await();
                    return ended.isPresent() ? ended.get() : timedOut(start, body.end());
                } catch (InterruptedException handedOn) {
                    interrupted = true;
                    body.interrupt();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static CallResult timedOut(Start start, CompletableFuture<CallResult> end) {
        if (!start.isRepeatable()) {
            return new CallResult.InDoubt(start, end);
        }
        String limit = start.tool().timeout().map(Object::toString).orElse("?");
        return new CallResult.Ended(
                start, failed("the tool did not answer within " + limit + " and was interrupted"), List.of());
    }

    /**
     * Executes an attempt; its claim is renewed from here on, until whoever takes the result lets go of it.
     *
     * @param beginsNow is told once nothing can keep the tool from being called, before it is
     */
    private CallResult execute(Start start, Runnable beginsNow) {
        if (!mayStart()) {
            return notStarted(start);
        }
        settings.db().leases().keep(start.ofAttempt());
        try {
            beginsNow.run();
            return callTool(start);
        } catch (Throwable stopped) {
            settings.db().leases().drop(start.ofAttempt());
            throw stopped;
        }
    }

    private CallResult notStarted(Start start) {
        return new CallResult.NotStarted(start, Optional.ofNullable(unreadable));
    }

    /** Stops renewing a claim whose result nobody will take. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing depends on the stage
    private void dropWhenEnded(CallResult result) {
        Attempt attempt = result.start().ofAttempt();
        if (result instanceof CallResult.InDoubt doubt) {
            doubt.end().whenComplete((ended, thrown) -> settings.db().leases().drop(attempt));
        } else {
            settings.db().leases().drop(attempt);
        }
    }

    /** Looks again whether the run is ours. Where that cannot be read it counts as not, and nothing starts any more. */
    private boolean isStillOurs() {
        if (unreadable != null) {
            return false;
        }
        try {
            return stillOurs.test(claimedVersion);
        } catch (DbException failure) {
            unreadable = failure;
            return false;
        }
    }

    /**
     * Whether the claim is still good. A process that stalled between claim and start may have been replaced meanwhile, so
     * a claim that is not fresh is looked at again.
     */
    private boolean mayStart() {
        boolean fresh = System.nanoTime() - claimedAt < FRESH.toNanos();
        return !cancelled.getAsBoolean() && (fresh || isStillOurs());
    }

    private CallResult.Ended callTool(Start start) {
        Stretch.Calling calling = stretch.begin(start);
        CallResult.Ended ended;
        try {
            ended = callTool(start, calling);
        } catch (Throwable stopped) {
            calling.stop(stopped);
            throw stopped;
        }
        return calling.end(ended);
    }

    private CallResult.Ended callTool(Start start, Stretch.Calling calling) {
        ToolDefinition tool = start.tool();
        SessionStateView seen = new SessionStateView(settings.db(), book.run().sessionId(), state);
        CallContext context = new CallContext(
                book.run(), start.call().key(), start.attempt(), book.settings().metadata(), objects, seen, cancelled);
        @Nullable Object result;
        try {
            result = new HookChain(settings.toolHooks(), tool.name(), tool.body())
                    .call(start.arguments().redacting(tool.redacted()), context);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            calling.noteFailure(interrupted);
            return new CallResult.Ended(start, failed("the tool was interrupted"), List.of());
        } catch (Exception | LinkageError | StackOverflowError thrown) {
            // These two errors are the tool's own; any other one may be the process's, which then stops.
            calling.noteFailure(thrown);
            return new CallResult.Ended(start, failed(ErrorText.messageOf(thrown)), List.of());
        }
        try {
            Documents.Outcome outcome = new Documents.Outcome(
                    OutcomeStatus.SUCCEEDED, ToolResultText.of(result), tool.showResult(), tool.stopAfterCall());
            Limits.checkDocument(Documents.write(outcome), "the result of tool " + tool.name());
            return new CallResult.Ended(start, outcome, seen.patches());
        } catch (RuntimeException | LinkageError | StackOverflowError unfit) {
            calling.noteFailure(unfit);
            return new CallResult.Ended(
                    start,
                    failed("the tool ran, but its result cannot be told: " + ErrorText.messageOf(unfit)),
                    List.of());
        }
    }

    private static Documents.Outcome failed(String message) {
        return Documents.Outcome.of(OutcomeStatus.FAILED, ErrorText.of(message));
    }
}
