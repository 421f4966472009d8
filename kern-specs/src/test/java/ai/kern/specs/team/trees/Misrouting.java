package ai.kern.specs.team.trees;

import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunState;
import ai.kern.db.StoredRequirement;
import ai.kern.run.CallKey;
import ai.kern.team.TeamMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
            return hasNoRoute(plan)
                    && plan.all()
                            .flatMap(run -> run.rounds().stream())
                            .anyMatch(calls -> calls.stream()
                                            .filter(call -> !call.runs().isEmpty())
                                            .count()
                                    >= 2);
        }
    },
    /** Two calls have each other's results. */
    SWAPPED_RESULTS {
        @Override
        Optional<RunState> distort(RunState state) {
            return swapped(
                    state,
                    fact -> fact.phase() == ExecutionPhase.OUTCOME
                            && !fact.document().contains("\"status\":\"REFUSED\""));
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
    },
    /** The runs of two members who work on one call belong to each other. */
    SWAPPED_WORKERS {
        @Override
        Optional<RunState> distort(RunState state) {
            StoredCalls calls = new StoredCalls(state);
            return calls.changing(
                    ExecutionPhase.CLAIM,
                    call -> isGivenToSeveral(call, calls) && !calls.hasOutcome(call),
                    claim -> swapFirstTwo(claim.withArray("assigned")));
        }

        @Override
        boolean isToldIn(PlannedRun plan) {
            return hasCall(plan, call -> call.runs().size() >= 2);
        }
    },
    /** Two tasks that were executed together have each other's results. */
    SWAPPED_RESULTS_OF_TASKS {
        @Override
        Optional<RunState> distort(RunState state) {
            StoredCalls calls = new StoredCalls(state);
            return calls.changing(
                    ExecutionPhase.OUTCOME,
                    call -> call.tool().equals("execute_tasks_parallel") && isGivenToSeveral(call, calls),
                    Misrouting::swapAnswers);
        }

        @Override
        boolean isToldIn(PlannedRun plan) {
            return hasCall(
                    plan,
                    call -> call instanceof ListCall.Execute && call.runs().size() >= 2);
        }
    },
    /** A task that was done or dropped is not. */
    FORGOTTEN_STATUS {
        @Override
        Optional<RunState> distort(RunState state) {
            StoredCalls calls = new StoredCalls(state);
            return calls.changing(
                    ExecutionPhase.OUTCOME,
                    call -> (call.tool().equals("execute_task") || call.tool().equals("update_task"))
                            && calls.hasSucceeded(call),
                    outcome -> outcome.put("status", "FAILED"));
        }

        /** Where no leader opens such a task again, nor fails before it finds out what is left. */
        @Override
        boolean isToldIn(PlannedRun plan) {
            return hasCall(plan, ListCall.class::isInstance)
                    && !hasCall(plan, call -> call instanceof ListCall.Update update && update.brings(Standing.OPEN))
                    && plan.all().noneMatch(run -> run.member().leads(TeamMode.TASKS) && run.isFailing());
        }
    },
    /** A task depends on none. */
    FORGOTTEN_DEPENDENCY {
        @Override
        Optional<RunState> distort(RunState state) {
            StoredCalls calls = new StoredCalls(state);
            List<StoredCalls.Call> created = calls.all().stream()
                    .filter(call -> call.tool().equals("create_task"))
                    .toList();
            return created.stream()
                    .filter(call -> !call.arguments().path("depends_on").isEmpty()
                            && !calls.isBegun(String.valueOf(created.indexOf(call) + 1)))
                    .findFirst()
                    .map(call -> calls.with(call, call.arguments().without("depends_on")));
        }

        /** Where members work on all tasks that depend on others. */
        @Override
        boolean isToldIn(PlannedRun plan) {
            return plan.all().anyMatch(run -> dependent(run).findAny().isPresent())
                    && plan.all().allMatch(run -> dependent(run).allMatch(id -> isExecuted(id, run)));
        }
    };

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The run as the engine is to read it; empty if there is nothing in it to get wrong. */
    abstract Optional<RunState> distort(RunState state);

    /** Whether it may go wrong in such a tree, and is told to somebody if it does. */
    boolean isToldIn(PlannedRun plan) {
        return true;
    }

    /** A model is not told of what becomes of tasks beside the one whose answer ends its run. */
    private static boolean hasNoRoute(PlannedRun plan) {
        return plan.all().noneMatch(PlannedRun::isRouted);
    }

    private static boolean hasCall(PlannedRun plan, Predicate<PlannedCall> which) {
        return plan.all()
                .flatMap(run -> run.rounds().stream())
                .flatMap(List::stream)
                .anyMatch(which);
    }

    /** The ids of a run's tasks that depend on others. */
    private static Stream<String> dependent(PlannedRun run) {
        List<ListCall.Create> created = run.listCalls()
                .filter(ListCall.Create.class::isInstance)
                .map(ListCall.Create.class::cast)
                .toList();
        return created.stream()
                .filter(task -> !task.dependsOn().isEmpty())
                .map(task -> String.valueOf(created.indexOf(task) + 1));
    }

    private static boolean isExecuted(String taskId, PlannedRun run) {
        return run.listCalls()
                .anyMatch(call -> call instanceof ListCall.Execute execute
                        && !execute.runs().isEmpty()
                        && execute.ids().contains(taskId));
    }

    private static boolean isGivenToSeveral(StoredCalls.Call call, StoredCalls calls) {
        return calls.fact(call, ExecutionPhase.CLAIM)
                .filter(claim ->
                        JSON.readTree(claim.document()).path("assigned").size() >= 2)
                .isPresent();
    }

    private static void swapFirstTwo(ArrayNode nodes) {
        nodes.insert(0, nodes.remove(1));
    }

    /** Leaves the tasks' ids where they are. */
    private static void swapAnswers(ObjectNode outcome) {
        ArrayNode answers = (ArrayNode) JSON.readTree(outcome.path("text").stringValue());
        JsonNode first = answers.get(0).path("task_id");
        JsonNode second = answers.get(1).path("task_id");
        swapFirstTwo(answers);
        ((ObjectNode) answers.get(0)).set("task_id", first);
        ((ObjectNode) answers.get(1)).set("task_id", second);
        outcome.put("text", JSON.writeValueAsString(answers));
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
