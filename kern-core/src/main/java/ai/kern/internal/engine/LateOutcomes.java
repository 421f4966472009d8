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
import ai.kern.db.StoredRequirement;
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

/**
 * Stores the outcome of an attempt that outlived its run's lease, whatever the run has become meanwhile. It settles the open
 * question about that attempt and brings the tool's changes of the session's state; where somebody has answered already, it is
 * kept for the record.
 */
final class LateOutcomes {
    private final Db db;
    private final Clock clock;

    LateOutcomes(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
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
        openQuestion(state, attempt)
                .ifPresent(question -> builder.settlements(List.of(new Settlement(
                        question.id(),
                        attempt.call().runId(),
                        RequirementStatus.SETTLED,
                        now,
                        Documents.write(new Documents.Settled(
                                AnswerType.LATE_OUTCOME, Optional.empty(), Optional.empty(), Optional.empty()))))));
        return builder.build();
    }

    /** Whether the outcome of an attempt is its call's result. */
    private static boolean isLast(RunState state, Attempt attempt) {
        return state.executions().stream()
                .noneMatch(fact -> fact.call().equals(attempt.call()) && fact.attempt() > attempt.number());
    }

    private static Optional<StoredRequirement> openQuestion(RunState state, Attempt attempt) {
        return state.requirements().stream()
                .filter(StoredRequirement::isOpen)
                .filter(requirement -> requirement.type() == PauseType.OUTCOME_UNKNOWN)
                .filter(requirement -> requirement.call().equals(attempt.call()))
                .filter(requirement -> CallRecord.asked(requirement).attempt() == attempt.number())
                .findFirst();
    }
}
