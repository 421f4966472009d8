package ai.kern.specs.team.trees;

import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RunState;
import ai.kern.run.CallKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The calls of a run, as its rows have them. */
record StoredCalls(RunState state) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * A call.
     *
     * @param arguments as its model wrote them
     */
    record Call(CallKey key, String tool, ObjectNode arguments) {
        /** Whether the call is one that has members work on a task. */
        boolean executes(String taskId) {
            return tool.startsWith("execute_task")
                    && (arguments.path("task_id").asString("").equals(taskId)
                            || arguments
                                    .path("task_ids")
                                    .valueStream()
                                    .anyMatch(id -> id.asString().equals(taskId)));
        }
    }

    /** All calls, in their order. */
    List<Call> all() {
        List<Call> calls = new ArrayList<>();
        for (Entry entry : state.entries()) {
            if (entry.kind() == EntryKind.ASSISTANT) {
                int index = 0;
                for (JsonNode call : JSON.readTree(entry.document()).path("toolCalls")) {
                    CallKey key = new CallKey(entry.runId(), entry.sequence(), index);
                    calls.add(new Call(
                            key,
                            call.path("toolName").stringValue(),
                            object(call.path("arguments").stringValue())));
                    index++;
                }
            }
        }
        return calls;
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JSON.readTree(json);
    }

    /** What is stored of a phase of a call. */
    Optional<Execution> fact(Call call, ExecutionPhase phase) {
        return state.executions().stream()
                .filter(fact -> fact.phase() == phase && fact.call().equals(call.key()))
                .findFirst();
    }

    boolean hasOutcome(Call call) {
        return fact(call, ExecutionPhase.OUTCOME).isPresent();
    }

    /** Whether a call has succeeded. */
    boolean hasSucceeded(Call call) {
        return fact(call, ExecutionPhase.OUTCOME)
                .filter(fact ->
                        object(fact.document()).path("status").asString("").equals("SUCCEEDED"))
                .isPresent();
    }

    /** Whether members have begun to work on a task. */
    boolean isBegun(String taskId) {
        return all().stream()
                .anyMatch(call -> call.executes(taskId)
                        && fact(call, ExecutionPhase.CLAIM).isPresent());
    }

    /** The run with another document for what is stored of a phase of the first such call. */
    Optional<RunState> changing(ExecutionPhase phase, Predicate<Call> which, Consumer<ObjectNode> change) {
        return all().stream()
                .filter(which)
                .flatMap(call -> fact(call, phase).stream())
                .findFirst()
                .map(fact -> {
                    List<Execution> executions = new ArrayList<>(state.executions());
                    executions.replaceAll(one -> one == fact
                            ? new Execution(
                                    fact.call(), fact.attempt(), phase, fact.at(), changed(fact.document(), change))
                            : one);
                    return new RunState(state.run(), state.entries(), executions, state.requirements());
                });
    }

    /** The run with other arguments for a call. */
    RunState with(Call call, ObjectNode arguments) {
        List<Entry> entries = new ArrayList<>(state.entries());
        entries.replaceAll(entry -> entry.sequence() == call.key().sequence()
                ? new Entry(
                        entry.runId(),
                        entry.sequence(),
                        entry.kind(),
                        entry.at(),
                        changed(
                                entry.document(),
                                message -> ((ObjectNode) message.path("toolCalls")
                                                .get(call.key().index()))
                                        .put("arguments", JSON.writeValueAsString(arguments))))
                : entry);
        return new RunState(state.run(), entries, state.executions(), state.requirements());
    }

    private static String changed(String document, Consumer<ObjectNode> change) {
        ObjectNode read = object(document);
        change.accept(read);
        return JSON.writeValueAsString(read);
    }
}
