package ai.kern.internal.engine;

import ai.kern.db.DbException;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.internal.Excerpt;
import ai.kern.run.KernException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunFailure;
import ai.kern.run.RunHook;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.tool.GateClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one run from where its book stands to where it waits or ends: the loop behind every door. It does what the
 * {@link Planner} says and commits it, nothing else. Used once, by one thread.
 */
final class RunLoop {
    private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);

    /** What a gate threw that does not let a call start: the run waits, and the caller is told. */
    private static final class HeldBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final KernException cause;

        HeldBack(KernException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private final EngineSettings settings;
    private final Gates gates;
    private final RunBook book;
    private final Journal journal;
    private final Planner planner;
    private final ModelTurn model;
    private final Emitter emitter;
    private final CallRunner calls;
    private final Delegations delegations;
    private final Outputs outputs;
    private final List<String> path;
    private final CallBudget budget;
    private final ToolCache cache;
    private final LateOutcomes lateOutcomes;
    private final List<CallResult.InDoubt> inDoubt = new ArrayList<>();
    private boolean afterHooksCalled;

    RunLoop(
            EngineSettings settings,
            Gates gates,
            Work work,
            Journal journal,
            CallRunner calls,
            ChildRuns children,
            ToolCache cache,
            LateOutcomes lateOutcomes) {
        this.settings = settings;
        this.gates = gates;
        this.book = work.book();
        this.journal = journal;
        this.planner = work.engine().planner();
        this.emitter = work.emitter();
        this.model = new ModelTurn(work, emitter);
        this.calls = calls;
        this.delegations = new Delegations(settings.tools(), book, journal, children);
        this.outputs = work.engine().outputs();
        this.path = work.lineage().path();
        this.budget = work.lineage().budget();
        this.cache = cache;
        this.lateOutcomes = lateOutcomes;
    }

    /**
     * Works until the run waits or ends.
     *
     * @throws RunConflictException if somebody else has taken the run
     * @throws RunFailedException if the run ended as ERROR
     * @throws ToolDefinitionChangedException if a call is not what was shown any more; the run is PAUSED
     * @throws DbException if the database failed; the run stays as it was last committed
     */
    RunOutput drive() {
        try {
            while (true) {
                Optional<RunOutput> output = take(planner.next(book, delegations.waiting(), budget));
                if (output.isPresent()) {
                    return output.get();
                }
            }
        } catch (ThrownOutside thrown) {
            throw failed(thrown.thrown());
        } catch (HeldBack held) {
            throw held.cause;
        } catch (RunConflictException | DbException | ToolDefinitionChangedException toTheCaller) {
            throw toTheCaller;
        } catch (RuntimeException cause) {
            throw isWorkedOn() ? failed(cause) : cause;
        } finally {
            inDoubt.forEach(doubt -> lateOutcomes.storeWhenItEnds(book.run().rootId(), doubt));
        }
    }

    private Optional<RunOutput> take(Step step) {
        if (step instanceof Step.AskModel ask) {
            askModel(ask.withTools());
        } else if (step instanceof Step.Refuse refuse) {
            refuse.refusals().forEach(one -> book.addOutcome(one.call().key(), 0, one.outcome()));
        } else if (step instanceof Step.RunFree free) {
            runFree(free.starts());
        } else if (step instanceof Step.Delegate delegate) {
            delegations.execute(delegate.calls());
        } else if (step instanceof Step.RunSettled settled) {
            executeLetThrough(settled.start());
        } else if (step instanceof Step.Changed changed) {
            throw changed(changed);
        } else if (step instanceof Step.Pause pause) {
            return pause(pause.missing());
        } else if (step instanceof Step.Repair repair) {
            book.addUser(repair.told());
        } else if (step instanceof Step.Fail fail) {
            if (!isWorkedOn()) {
                journal.commitRunning(book);
            }
            throw fail.cause();
        } else {
            return Optional.of(complete());
        }
        return Optional.empty();
    }

    /** Whether the run is stored as one that is worked on, under the lease that this process has. */
    private boolean isWorkedOn() {
        return journal.isLeased() && book.run().status() == RunStatus.RUNNING;
    }

    private void restIfWorkedOn() {
        if (isWorkedOn()) {
            journal.commitAndRest(book, RunStatus.PAUSED);
        }
    }

    /** A member's run that nobody but its leader looks at is told without what those below it wait for. */
    private RunOutput output(Run run) {
        boolean isSeen = run.isRoot()
                || !settings.observers().isEmpty()
                || !settings.runHooks().isEmpty();
        return isSeen ? outputs.of(book, run, path) : outputs.alone(book, run, path);
    }

    private void askModel(boolean withTools) {
        if (book.hasPending() || !isWorkedOn()) {
            journal.commitRunning(book);
        }
        if (book.turns().isEmpty()) {
            for (RunHook hook : settings.runHooks()) {
                RunOutput output = output(book.run());
                ThrownOutside.calling(() -> hook.beforeRun(output));
            }
        }
        ThrownOutside.calling(() -> model.take(withTools));
    }

    private void runFree(List<Start> starts) {
        List<Start> uncached = new ArrayList<>();
        for (Start start : starts) {
            Optional<Documents.Outcome> cached = cache.find(start, book.run());
            cached.ifPresent(outcome -> book.addOutcome(start.call().key(), 0, outcome));
            if (cached.isEmpty()) {
                uncached.add(start);
            }
        }
        if (!uncached.isEmpty()) {
            execute(uncached);
        }
    }

    /** Executes a call that was let through, unless its gate has closed meanwhile. */
    private void executeLetThrough(Start start) {
        Optional<GateClaim> gate = askToStart(start);
        if (gate.isPresent() && gate.get() instanceof GateClaim.Closed closed) {
            book.contribute(closed.contributions());
            keepFromStarting(start, closed.reason());
            return;
        }
        if (gate.isPresent() && gate.get() instanceof GateClaim.Open open) {
            book.contribute(open.contributions());
        }
        execute(List.of(start));
    }

    private Optional<GateClaim> askToStart(Start start) {
        try {
            return gates.claim(book, start);
        } catch (RunConflictException | DbException notKnown) {
            throw notKnown;
        } catch (KernException refused) {
            restIfWorkedOn();
            throw new HeldBack(refused);
        }
    }

    /** A call that may not start any more has its result, or a person is asked about the attempt before. */
    private void keepFromStarting(Start start, String reason) {
        if (start.attempt() == 1) {
            book.addOutcome(start.call().key(), 0, Documents.Outcome.of(OutcomeStatus.REJECTED, ErrorText.of(reason)));
        } else if (start.followsDoubt()) {
            book.addOutcome(start.call().key(), start.attempt() - 1, AnswerOutcomes.leftUnknown(reason));
        } else {
            gates.ask(book, Planner.doubt(start.call()), UUID.randomUUID().toString());
        }
    }

    private void execute(List<Start> starts) {
        claim(starts);
        List<CallResult> results = calls.runAll(starts);
        try {
            store(results);
        } finally {
            results.stream()
                    .filter(result -> !(result instanceof CallResult.InDoubt))
                    .forEach(
                            result -> settings.db().leases().drop(result.start().ofAttempt()));
        }
    }

    /** Commits the right to start, before anything starts. */
    private void claim(List<Start> starts) {
        for (Start start : starts) {
            Documents.Claim claim = new Documents.Claim(
                    start.call().key().idempotencyKey(),
                    start.arguments().json(),
                    start.isRepeatable(),
                    Definitions.of(start.tool()));
            if (start.attempt() > 1) {
                book.expectNoOutcome(start.before());
            }
            if (start.followsDoubt()) {
                book.expectEnded(start.before());
            }
            book.add(new Execution(
                    start.call().key(), start.attempt(), ExecutionPhase.CLAIM, book.now(), Documents.write(claim)));
        }
        calls.claiming();
        journal.commitRunning(book);
        calls.claimed();
    }

    /** Stores what is known of attempts; where one was not started since the run could not be read, that is thrown then. */
    private void store(List<CallResult> results) {
        List<CallResult.Ended> ended = new ArrayList<>();
        Optional<DbException> unreadable = Optional.empty();
        for (CallResult result : results) {
            if (result instanceof CallResult.Ended end) {
                ended.add(end);
            } else if (result instanceof CallResult.InDoubt doubt) {
                inDoubt.add(doubt);
            } else if (result instanceof CallResult.NotStarted notStarted) {
                unreadable = unreadable.or(notStarted::unreadable);
            }
        }
        if (!ended.isEmpty()) {
            commitOutcomes(ended);
        }
        if (unreadable.isPresent()) {
            throw unreadable.get();
        }
    }

    /** Commits how attempts ended; where the run is another's by now, each outcome is stored by itself. */
    private void commitOutcomes(List<CallResult.Ended> ended) {
        for (CallResult.Ended end : ended) {
            book.addOutcome(end.start().call().key(), end.start().attempt(), end.outcome());
            book.add(end.patches());
            book.contribute(gates.ended(book, end.start().call(), end.start().attempt(), end.outcome()));
        }
        try {
            journal.commitOutcomes(book);
        } catch (RunConflictException takenByAnother) {
            ended.forEach(end -> storeLate(end, takenByAnother));
            throw takenByAnother;
        }
        ended.forEach(end -> cache.put(end.start(), book.run(), end.outcome()));
    }

    /** Asks what is missing and stores the run as PAUSED; where a gate refuses a call, the run goes on with that. */
    private Optional<RunOutput> pause(List<Step.Ask> missing) {
        String pauseId = UUID.randomUUID().toString();
        boolean isRefused = false;
        for (Step.Ask ask : missing) {
            Optional<Documents.Outcome> refusal = gates.ask(book, ask, pauseId);
            refusal.ifPresent(outcome -> book.addOutcome(ask.call().key(), 0, outcome));
            isRefused |= refusal.isPresent();
        }
        if (isRefused) {
            return Optional.empty();
        }
        RunOutput output = rest();
        Optional<KernException> held = delegations.held();
        if (held.isPresent()) {
            throw new HeldBack(held.get());
        }
        return Optional.of(output);
    }

    private RunOutput rest() {
        if (book.hasPending() || isWorkedOn()) {
            return rest(RunStatus.PAUSED);
        }
        RunOutput output = output(book.run());
        if (book.run().isRoot()) {
            emitter.waitsStill(output);
        }
        return output;
    }

    /** Stores the run as one that nobody works on. */
    private RunOutput rest(RunStatus status) {
        return journal.commitAndRest(book, status).orElseGet(() -> output(book.run()));
    }

    private ToolDefinitionChangedException changed(Step.Changed changed) {
        restIfWorkedOn();
        return new AnswerChecks(book, settings.tools()).changed(changed.requirement(), changed.difference());
    }

    private RunOutput complete() {
        afterHooksCalled = true;
        if (isForAfterHooks()) {
            RunOutput output = output(book.next(RunStatus.COMPLETED, book.run().changesetId()));
            settings.runHooks().forEach(hook -> ThrownOutside.calling(() -> hook.afterRun(output)));
        }
        return rest(RunStatus.COMPLETED);
    }

    /** Ends the run as ERROR. */
    private RuntimeException failed(RuntimeException cause) {
        String message = messageOf(cause);
        book.fail(new RunFailure(cause.getClass().getName(), message));
        try {
            Run ended = book.next(RunStatus.ERROR, book.run().changesetId());
            if (!afterHooksCalled && isForAfterHooks()) {
                settings.runHooks().forEach(hook -> afterFailure(hook, ended, cause));
            }
            journal.commitAndRest(book, RunStatus.ERROR);
        } catch (RunConflictException | DbException notStored) {
            notStored.addSuppressed(cause);
            return notStored;
        }
        return new RunFailedException(
                book.run().id(),
                "run " + book.run().id() + " of " + settings.name() + " ended as ERROR: " + message,
                cause);
    }

    /** Whether there are hooks, and the run has not been cancelled or taken over before they are told of its end. */
    private boolean isForAfterHooks() {
        return !settings.runHooks().isEmpty()
                && journal.isStillOurs(book.run().id(), book.run().version());
    }

    /** The message of a failure, or as much of it as a person reads. */
    private static String messageOf(RuntimeException cause) {
        return Excerpt.of(ErrorText.messageOf(cause), Excerpt.OF_MESSAGE);
    }

    private void afterFailure(RunHook hook, Run ended, RuntimeException cause) {
        try {
            hook.afterRun(output(ended));
        } catch (RuntimeException alsoFailed) {
            if (alsoFailed != cause) {
                cause.addSuppressed(alsoFailed);
            }
        }
    }

    /** Stores an outcome by itself; one that cannot be stored does not keep the others from being tried. */
    private void storeLate(CallResult.Ended ended, RunConflictException takenByAnother) {
        try {
            lateOutcomes.store(book.run().rootId(), ended);
        } catch (RuntimeException notStored) {
            takenByAnother.addSuppressed(notStored);
            LOG.error(
                    "the outcome of {} could not be stored after its run was taken over; a person will be asked about it",
                    ended.start().ofAttempt(),
                    notStored);
        }
    }
}
