package ai.kern.internal.engine;

import ai.kern.db.GateConditionException;
import ai.kern.db.RunState;
import ai.kern.event.RunStretch;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RetryRequest;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
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
    private final Planner planner;
    private final Gates gates;
    private final Members members;
    private final Outputs outputs;
    private final LateOutcomes lateOutcomes;
    private final NewRuns newRuns;
    private final StoredRuns runs;
    private final Cancelling cancelling;

    /** An engine for one agent or team. */
    Engine(EngineSettings settings) {
        this.settings = settings;
        this.cache = new ToolCache(settings.clock());
        this.planner = new Planner(settings.tools());
        this.members = new Members(settings);
        this.gates = new Gates(settings.tools(), settings.db(), members);
        this.outputs = new Outputs(settings, members);
        this.lateOutcomes = new LateOutcomes(settings.db(), gates, settings.clock());
        this.newRuns = new NewRuns(settings);
        this.runs = new StoredRuns(settings, outputs);
        this.cancelling = new Cancelling(this);
    }

    EngineSettings settings() {
        return settings;
    }

    Planner planner() {
        return planner;
    }

    Gates gates() {
        return gates;
    }

    Outputs outputs() {
        return outputs;
    }

    NewRuns newRuns() {
        return newRuns;
    }

    Answers answers(RunBook book, Optional<Actor> by) {
        return new Answers(book, settings.tools(), gates, by);
    }

    Journal journal(Work work) {
        return new Journal(settings.db(), gates, work.emitter(), work.tree().lease());
    }

    StoredRuns runs() {
        return runs;
    }

    Cancelling cancelling() {
        return cancelling;
    }

    /** Starts a run. */
    RunOutput run(String runId, RunRequest request, Listener listener) {
        return start(create(runId, request, listener));
    }

    /** Stores a new run, for {@link #work}. */
    Work create(String runId, RunRequest request, Listener listener) {
        Work work = on(newRuns.of(runId, request), listener, request.objects());
        lease(work, List.of());
        return work;
    }

    /** Makes a run RUNNING; a lease that nobody will work under, since its listener failed, is not renewed. */
    private static void lease(Work work, List<Work> changedMembers) {
        try {
            work.journal().commitRunning(work.book(), changedMembers);
        } catch (RuntimeException | Error failed) {
            work.tree().lease().stopRenewing();
            throw failed;
        }
    }

    /** Works on a run that was created. */
    RunOutput start(Work work) {
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
        Work root = on(
                RunBook.of(runs.load(request.runId(), request.userId()), settings.clock()),
                listener,
                request.objects());
        checkPaused(root.book().run());
        List<Work> under = openUnder(root);
        requireAsOfOneInstant(root.book());
        TreeAnswers answers = new TreeAnswers(root, under);
        answers.take(request);
        if (!isAnyGivenToMembers(root.book())) {
            return drive(root, RunStretch.Door.CONTINUE);
        }
        return answers.canGoOn()
                ? takeUp(root, answers.changedMembers(), RunStretch.Door.CONTINUE)
                : rest(root, answers.changedMembers());
    }

    /**
     * The runs of members under a run that have not ended, each behind the one that started it.
     *
     * @throws ai.kern.run.ToolDefinitionChangedException if one of them belongs to no member any more, or is one of a call that
     *     no tool gives to members any more
     * @throws ai.kern.db.DbException if one of them is stored as that of another call
     */
    List<Work> openUnder(Work work) {
        List<Work> open = new ArrayList<>();
        DelegatedCalls delegated = new DelegatedCalls(settings.tools());
        for (CallRecord call : work.book().calls()) {
            if (call.outcome().isEmpty() && !call.assigned().isEmpty()) {
                delegated.requireDelegated(call);
                call.assigned()
                        .forEach(assigned -> child(work, call, assigned).ifPresent(child -> {
                            open.add(child);
                            open.addAll(child.engine().openUnder(child));
                        }));
            }
        }
        return open;
    }

    private Optional<Work> child(Work work, CallRecord call, Documents.Assigned assigned) {
        Engine member = members.require(assigned);
        return AssignedRuns.load(settings.db(), work.book().run(), call.key(), assigned)
                .filter(state -> !state.run().status().isEnded())
                .map(state -> work.child(
                        member, RunBook.of(state, settings.clock(), work.book().readings())));
    }

    /**
     * Holds a waiting tree, whose runs were read one after the other, to being as of one instant. Whoever goes on with it changes
     * its root first.
     *
     * @throws RunConflictException if it is not
     */
    private void requireAsOfOneInstant(RunBook root) {
        Run read = root.run();
        if (isAnyGivenToMembers(root)) {
            settings.db()
                    .find(read.id())
                    .filter(now -> now.version() != read.version())
                    .ifPresent(now -> {
                        throw new RunConflictException(read.id(), overtaken(read, now));
                    });
        }
    }

    /** Whether members work on a call, or have ended their work without the run above having taken note of it. */
    private static boolean isAnyGivenToMembers(RunBook book) {
        return book.calls().stream()
                .anyMatch(call -> !call.assigned().isEmpty() && call.outcome().isEmpty());
    }

    /** Stores what was answered; the tree waits on. */
    private RunOutput rest(Work root, List<Work> changed) {
        if (root.book().hasPending() || !changed.isEmpty()) {
            Run before = root.book().run();
            try {
                return root.journal()
                        .commitAndRest(root.book(), changed, RunStatus.PAUSED)
                        .orElseGet(() -> outputs.of(root.book(), root.book().run()));
            } catch (GateConditionException closedMeanwhile) {
                throw closedMeanwhile;
            } catch (RunConflictException conflict) {
                throw told(before, runs.stored(before.id()), conflict);
            }
        }
        RunOutput waits = outputs.of(root.book(), root.book().run());
        root.emitter().waitsStill(waits);
        return waits;
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
        return takeUp(on(book, listener, request.objects()), List.of(), RunStretch.Door.RETRY);
    }

    /** Takes over a run whose process is gone. */
    RunOutput recover(String runId, Listener listener) {
        RunBook book = RunBook.of(runs.load(runId, Optional.empty()), settings.clock());
        RunStatus status = book.run().status();
        if (status != RunStatus.RUNNING && status != RunStatus.PENDING) {
            throw new RunConflictException(
                    runId, "run " + runId + " is " + status + "; only a PENDING or RUNNING run is recovered");
        }
        return takeUp(on(book, listener, Map.of()), List.of(), RunStretch.Door.RECOVER);
    }

    /** Takes the lease first, so that two who go on with one run do not both begin, and members work under it. */
    private RunOutput takeUp(Work work, List<Work> changedMembers, RunStretch.Door door) {
        Run run = work.book().run();
        try {
            lease(work, changedMembers);
        } catch (GateConditionException closedMeanwhile) {
            throw closedMeanwhile;
        } catch (RunConflictException conflict) {
            throw told(run, runs.stored(run.id()), conflict);
        }
        return drive(work, door);
    }

    private Work on(RunBook book, Listener listener, Map<String, Object> objects) {
        Tree tree = new Tree(outputs, new TreeLease(settings.db().leases()), listener, objects);
        return new Work(this, book, Lineage.of(settings, book), new Stretch(settings), tree);
    }

    /** Works on a member's run until it waits or ends. */
    RunOutput member(Work child, RunStretch.Door door) {
        return child.stretch().follow(child.book().run(), door, () -> work(child));
    }

    private RunOutput drive(Work root, RunStretch.Door door) {
        return root.stretch().follow(root.book().run(), door, () -> drive(root));
    }

    /** Works on a tree from its root, until the root waits or ends. */
    private RunOutput drive(Work root) {
        TreeLease lease = root.tree().lease();
        boolean waiting = lease.token().isEmpty();
        try {
            return work(root);
        } catch (GateConditionException closedAgain) {
            throw closedAgain;
        } catch (RunConflictException conflict) {
            return afterConflict(root, conflict, waiting);
        } finally {
            lease.stopRenewing();
        }
    }

    /**
     * Works on one run until it waits or ends, and reads it again where something came in between that needs no lease.
     *
     * @throws RunConflictException if the tree is another's by now
     */
    private RunOutput work(Work work) {
        Work current = work;
        int gateTries = 0;
        while (true) {
            try {
                return loop(current).drive();
            } catch (RunConflictException conflict) {
                boolean isOfGate = conflict instanceof GateConditionException && ++gateTries < GATE_TRIES;
                boolean isLeased = work.tree().lease().token().isPresent();
                Optional<RunBook> overtaken = isLeased ? overtaken(current.book(), isOfGate) : Optional.empty();
                current = work.on(overtaken.orElseThrow(() -> conflict));
            }
        }
    }

    private RunLoop loop(Work work) {
        RunBook book = work.book();
        Journal journal = work.journal();
        CallRunner calls = new CallRunner(
                settings,
                workers,
                work.tree().objects(),
                book,
                new Cancellation(settings.db(), work.tree().lease(), book.run().rootId()),
                version -> journal.isStillOurs(book.run().id(), version),
                work.lineage().state(),
                work.stretch());
        ChildRuns children = new ChildRuns(settings, members, workers, work);
        return new RunLoop(settings, gates, work, journal, calls, children, cache, lateOutcomes);
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
                .map(state -> RunBook.of(state, settings.clock(), book.readings()));
    }

    /** A run that was cancelled while it ran here has its answer; any other loss is told to the caller. */
    private RunOutput afterConflict(Work root, RunConflictException conflict, boolean waiting) {
        Run ours = root.book().run();
        RunState now = runs.stored(ours.id());
        boolean begun = !waiting || ours.status() == RunStatus.RUNNING;
        if (begun && now.run().status() == RunStatus.CANCELLED) {
            root.emitter().cancelled(now.run());
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
        String message = isUnchanged
                ? "run " + ours.id() + " is " + status + " and unchanged, but what was to be done does not fit it: "
                        + conflict.getMessage()
                : overtaken(ours, now.run());
        RunConflictException told = new RunConflictException(ours.id(), message);
        told.initCause(conflict);
        return told;
    }

    private static String overtaken(Run ours, Run now) {
        return "run " + ours.id() + " is " + now.status() + " in version " + now.version() + " and was "
                + ours.status() + " in version " + ours.version()
                + " when it was read here: somebody else was first. Read it again and decide anew";
    }
}
