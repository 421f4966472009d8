package ai.kern.internal.engine;

import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.GateConditionException;
import ai.kern.db.LeaseUse;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.internal.Identifiers;
import ai.kern.run.ContinueRequest;
import ai.kern.run.KernException;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotFoundException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerMismatchException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doors to the loop. Starting, continuing and recovering a run differ in how they come to a book; what happens from there
 * on is the same. Thread-safe.
 */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** How often a gate is asked again that closed between its answer and the commit. */
    private static final int GATE_TRIES = 5;

    /** How often a cancellation is tried again that somebody else's commit overtook. */
    private static final int CANCEL_TRIES = 1_000;

    private final EngineSettings settings;
    private final ExecutorService workers = Workers.create();
    private final ToolCache cache;
    private final Gates gates;
    private final LateOutcomes lateOutcomes;

    /** An engine for one agent or team. */
    public Engine(EngineSettings settings) {
        this.settings = settings;
        this.cache = new ToolCache(settings.clock());
        this.gates = new Gates(settings.tools(), settings.db());
        this.lateOutcomes = new LateOutcomes(settings.db(), gates, settings.clock());
    }

    /** Starts a run. */
    public RunOutput run(RunRequest request) {
        RunBook book = RunBook.create(firstVersion(request), settings.clock());
        if (!settings.instructions().isEmpty()) {
            book.addSystem(settings.instructions());
        }
        book.addUser(request.input());
        Journal journal = new Journal(settings.db(), gates);
        journal.commitRunning(book);
        return drive(book, journal, request.objects());
    }

    private Run firstVersion(RunRequest request) {
        String id = UUID.randomUUID().toString();
        Instant now = settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Documents.Settings stored = new Documents.Settings(
                request.metadata(),
                request.toolCallLimit().or(settings::toolCallLimit),
                request.batch().orElse(settings.batch()),
                historyOf(request));
        return new Run(
                id,
                id,
                Optional.empty(),
                settings.id(),
                settings.name(),
                settings.kind(),
                request.sessionId().orElseGet(() -> UUID.randomUUID().toString()),
                request.userId(),
                RunStatus.RUNNING,
                1,
                UUID.randomUUID().toString(),
                now,
                now,
                Documents.write(stored),
                Documents.write(Documents.Progress.NONE));
    }

    private List<String> historyOf(RunRequest request) {
        if (settings.history() == 0 || request.sessionId().isEmpty()) {
            return List.of();
        }
        RunQuery query = RunQuery.all()
                .session(request.sessionId().get())
                .runner(settings.id())
                .status(RunStatus.COMPLETED)
                .size(settings.history());
        List<String> ids = new ArrayList<>();
        Optional<PagePosition> next = Optional.empty();
        do {
            Page<Run> page = settings.db().runs(next.map(query::after).orElse(query));
            page.items().stream()
                    .filter(run -> isToldTo(request.userId(), run))
                    .map(Run::id)
                    .forEach(ids::add);
            next = page.next();
        } while (next.isPresent() && ids.size() < settings.history());
        List<String> last = ids.subList(0, Math.min(ids.size(), settings.history()));
        Collections.reverse(last);
        return List.copyOf(last);
    }

    /** A run that another user owns is no part of a user's history, though it is of their session. */
    private static boolean isToldTo(Optional<String> userId, Run run) {
        return userId.isEmpty() || run.userId().isEmpty() || run.userId().equals(userId);
    }

    /** Continues a paused run. */
    public RunOutput continueRun(ContinueRequest request) {
        for (int tries = 1; ; tries++) {
            try {
                return continueFromStored(request);
            } catch (GateConditionException closedMeanwhile) {
                if (tries == GATE_TRIES) {
                    throw closedMeanwhile;
                }
            }
        }
    }

    private RunOutput continueFromStored(ContinueRequest request) {
        RunBook book = RunBook.of(load(request.runId(), request.userId()), settings.clock());
        checkPaused(book.run());
        new Answers(book, settings.tools(), gates, request.by()).take(request);
        return drive(book, new Journal(settings.db(), gates), request.objects());
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

    /** Takes over a run whose process is gone. */
    public RunOutput recover(String runId) {
        RunBook book = RunBook.of(load(runId, Optional.empty()), settings.clock());
        RunStatus status = book.run().status();
        if (status != RunStatus.RUNNING && status != RunStatus.PENDING) {
            throw new RunConflictException(
                    runId, "run " + runId + " is " + status + "; only a PENDING or RUNNING run is recovered");
        }
        Journal journal = new Journal(settings.db(), gates);
        try {
            journal.commitRunning(book);
        } catch (RunConflictException conflict) {
            throw told(book.run(), stored(runId), conflict);
        }
        return drive(book, journal, Map.of());
    }

    /** Makes a run CANCELLED. */
    public RunOutput cancel(String runId, Optional<String> userId) {
        int tries = 0;
        while (true) {
            RunState state = load(runId, userId);
            Run run = state.run();
            if (run.status() == RunStatus.CANCELLED) {
                return output(state);
            }
            if (run.status().isEnded()) {
                throw new RunConflictException(
                        runId, "run " + runId + " is " + run.status() + " and cannot be cancelled any more");
            }
            Run cancelled = run.next(
                    RunStatus.CANCELLED,
                    run.progress(),
                    UUID.randomUUID().toString(),
                    settings.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            try {
                settings.db()
                        .commit(Changeset.builder(cancelled.changesetId(), run.rootId(), new LeaseUse.Break())
                                .run(cancelled)
                                .contributions(gates.statusChanged(run, state.requirements(), RunStatus.CANCELLED))
                                .build());
            } catch (RunConflictException wroteMeanwhile) {
                if (++tries == CANCEL_TRIES) {
                    throw wroteMeanwhile;
                }
                continue;
            } catch (DbException failure) {
                if (!Journal.isStored(settings.db(), cancelled, failure)) {
                    throw failure;
                }
            }
            if (run.status() != RunStatus.PAUSED) {
                tellTheLoopHere();
            }
            return outputOfCancelled(
                    new RunState(cancelled, state.entries(), state.executions(), state.requirements()));
        }
    }

    /** A run is cancelled also where what it holds cannot be read. */
    private RunOutput outputOfCancelled(RunState state) {
        try {
            return output(state);
        } catch (RuntimeException unreadable) {
            throw new KernException(
                    "run " + state.run().id()
                            + " is CANCELLED, and nothing of it starts any more; but it cannot be shown: "
                            + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** Lets a loop in this process know at once that its lease is gone; without it, the next renewal does. */
    private void tellTheLoopHere() {
        try {
            settings.db().leases().renewNow();
        } catch (DbException notNow) {
            LOG.warn("a cancelled run may go on until its next commit, since leases could not be renewed", notNow);
        }
    }

    /** Reads a run. */
    public Optional<RunOutput> find(String runId, Optional<String> userId) {
        return settings.db().load(runId).map(state -> {
            checkRunner(state.run());
            checkOwner(state.run(), userId);
            return output(state);
        });
    }

    private RunOutput output(RunState state) {
        return Outputs.of(RunBook.of(state, settings.clock()), state.run(), settings.tools());
    }

    private RunState load(String runId, Optional<String> userId) {
        RunState state = settings.db()
                .load(runId)
                .orElseThrow(
                        () -> new RunNotFoundException(
                                "there is no run " + Identifiers.shown(runId)
                                        + " in the database; check the id and that the agent has the database in which the run was started"));
        Run run = state.run();
        checkOwner(run, userId);
        if (!run.isRoot()) {
            throw new RunConflictException(
                    runId,
                    "run " + runId + " is a member's run; continue, cancel and recover it by its root, run "
                            + run.rootId());
        }
        checkRunner(run);
        return state;
    }

    private void checkRunner(Run run) {
        if (!run.runnerId().equals(settings.id())) {
            throw new RunnerMismatchException(
                    "run " + run.id() + " was started by '" + run.runnerId() + "', and this is '" + settings.id()
                            + "'. Hand it to the one that started it, or give this one that id");
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

    private RunOutput drive(RunBook book, Journal journal, Map<String, Object> objects) {
        boolean waiting = !journal.isLeased();
        RunBook current = book;
        int gateTries = 0;
        try {
            while (true) {
                try {
                    return loop(current, journal, objects).drive();
                } catch (RunConflictException conflict) {
                    boolean isOfGate = conflict instanceof GateConditionException && ++gateTries < GATE_TRIES;
                    Optional<RunBook> overtaken = journal.isLeased() ? overtaken(current, isOfGate) : Optional.empty();
                    if (overtaken.isEmpty() && isOfGate) {
                        throw conflict;
                    }
                    if (overtaken.isEmpty()) {
                        return afterConflict(current.run(), conflict, waiting);
                    }
                    current = overtaken.get();
                }
            }
        } finally {
            journal.stopRenewing();
        }
    }

    private RunLoop loop(RunBook book, Journal journal, Map<String, Object> objects) {
        CallRunner calls = new CallRunner(
                settings,
                workers,
                objects,
                book,
                new Cancellation(settings.db(), journal, book.run().id()),
                version -> journal.isStillOurs(book.run().id(), version));
        return new RunLoop(settings, gates, book, journal, calls, cache, lateOutcomes);
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
    private RunOutput afterConflict(Run ours, RunConflictException conflict, boolean waiting) {
        RunState now = stored(ours.id());
        boolean begun = !waiting || ours.status() == RunStatus.RUNNING;
        if (begun && now.run().status() == RunStatus.CANCELLED) {
            return output(now);
        }
        throw told(ours, now, conflict);
    }

    private RunState stored(String runId) {
        return settings.db()
                .load(runId)
                .orElseThrow(() -> new RunNotFoundException("run " + runId + " was deleted while it was worked on"));
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
