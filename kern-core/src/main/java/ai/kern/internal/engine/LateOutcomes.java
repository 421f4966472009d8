package ai.kern.internal.engine;

import ai.kern.db.Attempt;
import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LeaseUse;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunState;
import ai.kern.db.Settlement;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.PauseType;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the outcome of an attempt that outlived its run's lease, whatever the run has become meanwhile. It settles the open
 * question about that attempt and brings the tool's changes of the session's state; where somebody has answered already, it is
 * kept for the record.
 */
final class LateOutcomes {
    private static final Logger LOG = LoggerFactory.getLogger(LateOutcomes.class);

    private final Db db;
    private final Gates gates;
    private final Clock clock;

    LateOutcomes(Db db, Gates gates, Clock clock) {
        this.db = db;
        this.gates = gates;
        this.clock = clock;
    }

    /** Has the outcome of an attempt stored when it comes after all; until then the attempt counts as alive. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage itself tells of every failure
    void storeWhenItEnds(String rootId, CallResult.InDoubt doubt) {
        doubt.end().whenComplete((ended, thrown) -> {
            Attempt attempt = doubt.start().ofAttempt();
            try {
                Optional<CallResult.Ended> result = BodyRun.result(doubt.end());
                if (result.isPresent()) {
                    store(rootId, result.get());
                    db.leases().drop(attempt);
                } else {
                    LOG.warn(
                            "{} was interrupted after its time and gave no result; the question about it stays open",
                            attempt,
                            thrown);
                    db.leases().end(attempt);
                }
            } catch (RuntimeException notStored) {
                db.leases().drop(attempt);
                LOG.error(
                        "the end of {}, which came after its time, could not be stored; the question about it stays open",
                        attempt,
                        notStored);
            }
        });
    }

    /** Stores how an attempt ended at last. */
    void store(String rootId, CallResult.Ended ended) {
        Attempt attempt = ended.start().ofAttempt();
        Documents.Outcome outcome = ended.outcome();
        Backoff backoff = new Backoff();
        while (true) {
            try {
                RunState state = db.load(attempt.call().runId())
                        .orElseThrow(() -> new RunNotFoundException("the outcome of " + attempt
                                + " came late and cannot be stored: its run is gone. The outcome was "
                                + outcome.status()));
                if (!isStored(state, attempt, outcome)) {
                    db.commit(changeset(rootId, state, ended));
                }
                return;
            } catch (RunConflictException | DbException notYet) {
                if (!backoff.again()) {
                    throw notYet;
                }
            }
        }
    }

    /** Whether an earlier commit of this outcome took effect and its answer was lost. */
    private static boolean isStored(RunState state, Attempt attempt, Documents.Outcome outcome) {
        String document = Documents.write(outcome);
        return state.executions().stream()
                .filter(fact -> fact.ofAttempt().equals(attempt) && fact.phase() != ExecutionPhase.CLAIM)
                .anyMatch(fact -> fact.document().equals(document));
    }

    private Changeset changeset(String rootId, RunState state, CallResult.Ended ended) {
        Attempt attempt = ended.start().ofAttempt();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean settledAlready = state.executions().stream()
                .anyMatch(fact -> fact.ofAttempt().equals(attempt) && fact.phase() == ExecutionPhase.OUTCOME);
        Execution fact = new Execution(
                attempt.call(),
                attempt.number(),
                settledAlready ? ExecutionPhase.LATE_OUTCOME : ExecutionPhase.OUTCOME,
                now,
                Documents.write(ended.outcome()));
        Changeset.Builder builder = Changeset.builder(UUID.randomUUID().toString(), rootId, new LeaseUse.Late())
                .executions(List.of(fact));
        if (!settledAlready && isLast(state, attempt)) {
            builder.state(ended.patches());
        }
        RunBook book = RunBook.of(state, clock);
        builder.contributions(gates.ended(book, ended.start().call(), attempt.number(), ended.outcome()));
        openQuestion(book, attempt).ifPresent(question -> settle(builder, book, question, now));
        return builder.build();
    }

    private void settle(Changeset.Builder builder, RunBook book, RequirementRecord question, Instant now) {
        Given late = new Given(question, AnswerType.LATE_OUTCOME, Optional.empty(), Optional.empty(), Optional.empty());
        builder.settlements(List.of(new Settlement(
                        question.id(),
                        book.run().id(),
                        RequirementStatus.SETTLED,
                        now,
                        Documents.write(late.document()))))
                .contributions(gates.settling(book, late));
    }

    /** Whether the outcome of an attempt is its call's result. */
    private static boolean isLast(RunState state, Attempt attempt) {
        return state.executions().stream()
                .noneMatch(fact -> fact.call().equals(attempt.call()) && fact.attempt() > attempt.number());
    }

    private static Optional<RequirementRecord> openQuestion(RunBook book, Attempt attempt) {
        return book.requirements().stream()
                .filter(RequirementRecord::isOpen)
                .filter(requirement -> requirement.type() == PauseType.OUTCOME_UNKNOWN)
                .filter(requirement -> requirement.call().equals(attempt.call()))
                .filter(requirement -> requirement.asked().attempt() == attempt.number())
                .findFirst();
    }
}
