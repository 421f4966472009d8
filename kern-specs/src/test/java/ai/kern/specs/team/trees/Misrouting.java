package ai.kern.specs.team.trees;

import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunState;
import ai.kern.db.StoredRequirement;
import ai.kern.run.CallKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What an engine may get wrong, brought about by what it reads of a run that has not ended. */
enum Misrouting {
    /** The runs of two members belong to each other's tasks. */
    SWAPPED_TASKS {
        @Override
        Optional<RunState> distort(RunState state) {
            return swapped(state, fact -> isOpenTask(fact, state));
        }

        @Override
        boolean isToldIn(PlannedRun plan) {
            return hasNoRoute(plan);
        }
    },
    /** Two calls have each other's results. */
    SWAPPED_RESULTS {
        @Override
        Optional<RunState> distort(RunState state) {
            return swapped(state, fact -> fact.phase() == ExecutionPhase.OUTCOME);
        }

        @Override
        boolean isToldIn(PlannedRun plan) {
            return hasNoRoute(plan);
        }
    },
    /** A call that has run has no result. */
    FORGOTTEN_RESULT {
        @Override
        Optional<RunState> distort(RunState state) {
            return state.executions().stream()
                    .filter(fact -> isResultOfFreeCall(fact, state) && isOfLastMessage(fact, state))
                    .findFirst()
                    .map(forgotten -> with(
                            state,
                            state.executions().stream()
                                    .filter(fact -> fact != forgotten)
                                    .toList()));
        }
    },
    /** A question was never asked. */
    FORGOTTEN_QUESTION {
        @Override
        Optional<RunState> distort(RunState state) {
            return changed(state, StoredRequirement::isOpen, question -> Optional.empty());
        }
    },
    /** An answer that lets a call run was never given. */
    FORGOTTEN_ANSWER {
        @Override
        Optional<RunState> distort(RunState state) {
            return changed(
                    state,
                    question -> question.status() == RequirementStatus.SETTLED && !hasOutcome(question.call(), state),
                    question -> Optional.of(new StoredRequirement(
                            question.id(),
                            question.call(),
                            question.ordinal(),
                            question.type(),
                            RequirementStatus.OPEN,
                            question.createdAt(),
                            question.document(),
                            Optional.empty())));
        }
    },
    /** A question is about another call's arguments. */
    SWAPPED_QUESTIONS {
        @Override
        Optional<RunState> distort(RunState state) {
            List<StoredRequirement> open = state.requirements().stream()
                    .filter(StoredRequirement::isOpen)
                    .toList();
            return open.size() < 2
                    ? Optional.empty()
                    : changed(
                            state,
                            question -> question == open.get(0),
                            question -> Optional.of(new StoredRequirement(
                                    question.id(),
                                    question.call(),
                                    question.ordinal(),
                                    question.type(),
                                    question.status(),
                                    question.createdAt(),
                                    open.get(1).document(),
                                    Optional.empty())));
        }
    };

    /** The run as the engine is to read it; empty if there is nothing in it to get wrong. */
    abstract Optional<RunState> distort(RunState state);

    /** Whether whatever goes wrong in such a tree is told to somebody. */
    boolean isToldIn(PlannedRun plan) {
        return true;
    }

    /** A model is not told of what becomes of tasks beside the one whose answer ends its run. */
    private static boolean hasNoRoute(PlannedRun plan) {
        return plan.all().noneMatch(PlannedRun::isRouted);
    }

    /** The run with the documents of the first two such facts in each other's place. */
    private static Optional<RunState> swapped(RunState state, Predicate<Execution> which) {
        List<Execution> two = state.executions().stream().filter(which).limit(2).toList();
        if (two.size() < 2) {
            return Optional.empty();
        }
        List<Execution> executions = new ArrayList<>(state.executions());
        executions.replaceAll(fact -> fact == two.get(0)
                ? with(fact, two.get(1).document())
                : fact == two.get(1) ? with(fact, two.get(0).document()) : fact);
        return Optional.of(with(state, executions));
    }

    private static Execution with(Execution fact, String document) {
        return new Execution(fact.call(), fact.attempt(), fact.phase(), fact.at(), document);
    }

    private static RunState with(RunState state, List<Execution> executions) {
        return new RunState(state.run(), state.entries(), executions, state.requirements());
    }

    /** What a requirement becomes. */
    @FunctionalInterface
    private interface Change {
        Optional<StoredRequirement> of(StoredRequirement question);
    }

    /** The run with one of such requirements changed. */
    private static Optional<RunState> changed(RunState state, Predicate<StoredRequirement> which, Change change) {
        return state.requirements().stream().filter(which).findFirst().map(found -> {
            List<StoredRequirement> requirements = state.requirements().stream()
                    .flatMap(one -> one == found ? change.of(one).stream() : Optional.of(one).stream())
                    .toList();
            return new RunState(state.run(), state.entries(), state.executions(), requirements);
        });
    }

    private static boolean isOpenTask(Execution fact, RunState state) {
        return fact.phase() == ExecutionPhase.CLAIM
                && fact.document().contains("\"assigned\":[{")
                && !hasOutcome(fact.call(), state);
    }

    private static boolean hasOutcome(CallKey call, RunState state) {
        return state.executions().stream()
                .anyMatch(fact ->
                        fact.phase() == ExecutionPhase.OUTCOME && fact.call().equals(call));
    }

    private static boolean isResultOfFreeCall(Execution fact, RunState state) {
        return fact.phase() == ExecutionPhase.OUTCOME
                && fact.attempt() == 1
                && state.executions().stream()
                        .anyMatch(claim -> claim.phase() == ExecutionPhase.CLAIM
                                && claim.call().equals(fact.call())
                                && claim.document().contains("\"name\":\"" + OwnTool.LOOK.toolName() + "\""));
    }

    private static boolean isOfLastMessage(Execution fact, RunState state) {
        return fact.call().sequence() == state.entries().size() - 1;
    }
}
