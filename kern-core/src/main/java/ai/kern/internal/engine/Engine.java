package ai.kern.internal.engine;

import ai.kern.db.GateConditionException;
import ai.kern.db.RunState;
import ai.kern.event.RunStretch;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RetryRequest;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * The ways into the loop. Starting, continuing, retrying and recovering a run differ in how they come to a book; what happens
 * from there on is the same. Each works on the caller's thread, until the run waits or ends. Thread-safe.
 */
final class Engine {
    /** How often a gate is asked again that closed between its answer and the commit. */
    private static final int GATE_TRIES = 5;

    private final EngineSettings settings;
    private final ExecutorService workers = Workers.forTools();
    private final ToolCache cache;
    private final Gates gates;
    private final LateOutcomes lateOutcomes;
    private final NewRuns newRuns;
    private final StoredRuns runs;
    private final Cancelling cancelling;

    /** An engine for one agent or team. */
    Engine(EngineSettings settings) {
        this.settings = settings;
        this.cache = new ToolCache(settings.clock());
        this.gates = new Gates(settings.tools(), settings.db());
        this.lateOutcomes = new LateOutcomes(settings.db(), gates, settings.clock());
        this.newRuns = new NewRuns(settings);
        this.runs = new StoredRuns(settings);
        this.cancelling = new Cancelling(settings, gates, runs);
    }

    StoredRuns runs() {
        return runs;
    }

    Cancelling cancelling() {
        return cancelling;
    }

    /** Starts a run. */
    RunOutput run(String runId, RunRequest request, Listener listener) {
        return work(create(runId, request, listener));
    }

    /** Stores a new run, for {@link #work}. */
    Work create(String runId, RunRequest request, Listener listener) {
        Work work = on(newRuns.of(runId, request), listener, request.objects());
        lease(work);
        return work;
    }

    /** Makes a run RUNNING; a lease that nobody will work under, since its listener failed, is not renewed. */
    private static void lease(Work work) {
        try {
            work.journal().commitRunning(work.book());
        } catch (RuntimeException | Error failed) {
            work.journal().stopRenewing();
            throw failed;
        }
    }

    /** Works on a run that was created. */
    RunOutput work(Work work) {
        return drive(work, RunStretch.Door.START);
    }

    /** Continues a paused run. */
    RunOutput continueRun(ContinueRequest request, Listener listener) {
        for (int tries = 1; ; tries++) {
            try {
                return continueFromStored(request, listener);
            } catch (GateConditionException closedMeanwhile) {
                if (tries == GATE_TRIES) {
                    throw closedMeanwhile;
                }
            }
        }
    }

    private RunOutput continueFromStored(ContinueRequest request, Listener listener) {
        RunBook book = RunBook.of(runs.load(request.runId(), request.userId()), settings.clock());
        checkPaused(book.run());
        new Answers(book, settings.tools(), gates, request.by()).take(request);
        return drive(on(book, listener, request.objects()), RunStretch.Door.CONTINUE);
    }

    private static void checkPaused(Run run) {
        if (run.status() != RunStatus.PAUSED) {
            throw new RunNotPausedException(
                    run.id(),
                    run.status(),
                    "run " + run.id() + " is " + run.status() + ", not PAUSED, and cannot be continued"
                            + (run.status().isEnded()
                                    ? ""
                                    : "; somebody works on it, or its process died and it is to be recovered")
                            + ". Nothing was stored and nothing was started");
        }
    }

    /** Goes on with a run that ended as ERROR, from its last stored step. */
    RunOutput retry(RetryRequest request, Listener listener) {
        RunBook book = RunBook.of(runs.load(request.runId(), request.userId()), settings.clock());
        if (book.run().status() != RunStatus.ERROR) {
            throw new RunConflictException(
                    request.runId(),
                    "run " + request.runId() + " is " + book.run().status()
                            + "; only a run that ended as ERROR is retried. Nothing was stored and nothing was started");
        }
        book.forgetFailure();
        return takeUp(on(book, listener, request.objects()), RunStretch.Door.RETRY);
    }

    /** Takes over a run whose process is gone. */
    RunOutput recover(String runId, Listener listener) {
        RunBook book = RunBook.of(runs.load(runId, Optional.empty()), settings.clock());
        RunStatus status = book.run().status();
        if (status != RunStatus.RUNNING && status != RunStatus.PENDING) {
            throw new RunConflictException(
                    runId, "run " + runId + " is " + status + "; only a PENDING or RUNNING run is recovered");
        }
        return takeUp(on(book, listener, Map.of()), RunStretch.Door.RECOVER);
    }

    /** Takes the lease first, so that two who go on with one run do not both begin. */
    private RunOutput takeUp(Work work, RunStretch.Door door) {
        Run run = work.book().run();
        try {
            lease(work);
        } catch (RunConflictException conflict) {
            throw told(run, runs.stored(run.id()), conflict);
        }
        return drive(work, door);
    }

    private Work on(RunBook book, Listener listener, Map<String, Object> objects) {
        Emitter emitter = new Emitter(listener, settings.tools(), settings.clock());
        return new Work(book, new Journal(settings.db(), gates, emitter), emitter, new Stretch(settings), objects);
    }

    private RunOutput drive(Work work, RunStretch.Door door) {
        return work.stretch().follow(work.book().run(), door, () -> drive(work));
    }

    private RunOutput drive(Work work) {
        Journal journal = work.journal();
        boolean waiting = !journal.isLeased();
        RunBook current = work.book();
        int gateTries = 0;
        try {
            while (true) {
                try {
                    return loop(current, work).drive();
                } catch (RunConflictException conflict) {
                    boolean isOfGate = conflict instanceof GateConditionException && ++gateTries < GATE_TRIES;
                    Optional<RunBook> overtaken = journal.isLeased() ? overtaken(current, isOfGate) : Optional.empty();
                    if (overtaken.isEmpty() && isOfGate) {
                        throw conflict;
                    }
                    if (overtaken.isEmpty()) {
                        return afterConflict(work.emitter(), current.run(), conflict, waiting);
                    }
                    current = overtaken.get();
                }
            }
        } finally {
            journal.stopRenewing();
        }
    }

    private RunLoop loop(RunBook book, Work work) {
        Journal journal = work.journal();
        CallRunner calls = new CallRunner(
                settings,
                workers,
                work.objects(),
                book,
                new Cancellation(settings.db(), journal, book.run().id()),
                version -> journal.isStillOurs(book.run().id(), version),
                work.stretch());
        return new RunLoop(settings, gates, book, journal, work.emitter(), work.stretch(), calls, cache, lateOutcomes);
    }

    /**
     * The run as it stands now, if nothing came in between but what needs no lease: an outcome that came late, or something
     * that closed a gate.
     */
    private Optional<RunBook> overtaken(RunBook book, boolean byGate) {
        return settings.db()
                .load(book.run().id())
                .filter(state -> state.run().version() == book.run().version())
                .filter(state -> byGate || state.executions().size() > book.storedExecutions())
                .map(state -> RunBook.of(state, settings.clock()));
    }

    /** A run that was cancelled while it ran here has its answer; any other loss is told to the caller. */
    private RunOutput afterConflict(Emitter emitter, Run ours, RunConflictException conflict, boolean waiting) {
        RunState now = runs.stored(ours.id());
        boolean begun = !waiting || ours.status() == RunStatus.RUNNING;
        if (begun && now.run().status() == RunStatus.CANCELLED) {
            emitter.cancelled(now.run());
            return runs.output(now);
        }
        throw told(ours, now, conflict);
    }

    /** A conflict as a caller can understand it; the database's own words are its cause. */
    private static RunConflictException told(Run ours, RunState now, RunConflictException conflict) {
        RunStatus status = now.run().status();
        boolean isUnchanged = now.run().version() == ours.version();
        if (isUnchanged && !status.isEnded() && status != RunStatus.PAUSED) {
            return conflict;
        }
        String reason = isUnchanged
                ? "is " + status + " and unchanged, but what was to be done does not fit it: " + conflict.getMessage()
                : "is " + status + " in version " + now.run().version() + " and was " + ours.status() + " in version "
                        + ours.version() + " when it was read here: somebody else was first. Read it again and decide"
                        + " anew";
        RunConflictException told = new RunConflictException(ours.id(), "run " + ours.id() + " " + reason);
        told.initCause(conflict);
        return told;
    }
}
