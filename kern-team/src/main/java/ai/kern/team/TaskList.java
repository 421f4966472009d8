package ai.kern.team;

import ai.kern.run.OutcomeStatus;
import ai.kern.run.ToolExecution;
import ai.kern.tool.ToolArguments;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A leader's list of tasks as its calls have left it. Nothing else keeps the list: it follows from the stored calls, so every
 * process has the same. Tasks are numbered from 1 in the order in which they were created. Used by one thread.
 */
final class TaskList {
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private boolean finished;

    private TaskList() {}

    /** The list after these calls. */
    static TaskList of(List<ToolExecution> calls) {
        TaskList list = new TaskList();
        calls.forEach(list::take);
        return list;
    }

    private void take(ToolExecution call) {
        Optional<TaskTool> tool = TaskTool.named(call.toolName());
        boolean succeeded = call.outcome().equals(Optional.of(OutcomeStatus.SUCCEEDED));
        if (tool.isEmpty() || (!succeeded && call.attempts() == 0)) {
            return;
        }
        TaskArguments arguments = new TaskArguments(ToolArguments.of(call.arguments()));
        switch (tool.get()) {
            case CREATE_TASK -> put(created(arguments));
            case UPDATE_TASK -> put(changed(arguments));
            case EXECUTE_TASK ->
                put(require(arguments.taskId())
                        .standing(statusOf(call), call.result().orElse("")));
            case EXECUTE_TASKS_PARALLEL -> takeAll(arguments.toExecute(), call);
            case FINISH -> finished = true;
        }
    }

    private static TaskStatus statusOf(ToolExecution call) {
        return call.outcome()
                .map(outcome -> outcome == OutcomeStatus.SUCCEEDED ? TaskStatus.DONE : TaskStatus.FAILED)
                .orElse(TaskStatus.IN_WORK);
    }

    private void takeAll(List<String> ids, ToolExecution call) {
        if (call.outcome().isEmpty()) {
            ids.forEach(id -> put(require(id).standing(TaskStatus.IN_WORK, "")));
            return;
        }
        List<JointAnswers.Part> parts = JointAnswers.read(call.result().orElse(""), ids.size());
        for (int place = 0; place < ids.size(); place++) {
            JointAnswers.Part part = parts.get(place);
            TaskStatus status = part.isError() ? TaskStatus.FAILED : TaskStatus.DONE;
            put(require(ids.get(place)).standing(status, part.text()));
        }
    }

    private void put(Task task) {
        tasks.put(task.id(), task);
    }

    /** Whether the leader has finished. */
    boolean isFinished() {
        return finished;
    }

    /** The tasks about which something is left to do. */
    List<Task> unsettled() {
        return tasks.values().stream()
                .filter(task -> !task.status().isSettled())
                .toList();
    }

    /** The next task, as a call asks for it. */
    Task created(TaskArguments asked) {
        return new Task(
                String.valueOf(tasks.size() + 1),
                asked.title().orElse(""),
                asked.description().orElse(""),
                asked.memberId().orElse(""),
                asked.dependsOn().orElse(List.of()),
                TaskStatus.OPEN,
                "");
    }

    /**
     * A task of the list, as a call changes it.
     *
     * @throws IllegalArgumentException if there is none of its id
     */
    Task changed(TaskArguments asked) {
        Task task = require(asked.taskId());
        Task changed = new Task(
                task.id(),
                asked.title().orElse(task.title()),
                asked.description().orElse(task.description()),
                asked.memberId().orElse(task.memberId()),
                asked.dependsOn().orElse(task.dependsOn()),
                task.status(),
                task.result());
        return asked.status()
                .map(status -> changed.standing(status, asked.result().orElse("")))
                .orElse(changed);
    }

    /**
     * A task.
     *
     * @throws IllegalArgumentException if there is none of this id
     */
    Task require(String id) {
        @Nullable Task task = tasks.get(id);
        if (task == null) {
            throw new IllegalArgumentException("There is no task " + id + ". "
                    + (tasks.isEmpty()
                            ? "The list is empty; create tasks by create_task."
                            : "The tasks are: " + String.join(", ", tasks.keySet())));
        }
        return task;
    }

    /**
     * A task on which a member may begin to work.
     *
     * @throws IllegalArgumentException if there is none of this id, or it cannot begin as things stand
     */
    Task executable(String id) {
        Task task = require(id);
        if (task.status() == TaskStatus.IN_WORK) {
            throw new IllegalArgumentException("Task " + task.named() + "; wait for its result.");
        }
        if (task.status().isSettled()) {
            throw new IllegalArgumentException("Task " + task.named()
                    + "; open it again by update_task, with status open, if it is to be executed once more.");
        }
        String before = task.dependsOn().stream()
                .map(this::require)
                .filter(other -> other.status() != TaskStatus.DONE)
                .map(other -> "task " + other.named())
                .collect(Collectors.joining(", "));
        if (!before.isEmpty()) {
            throw new IllegalArgumentException("Task " + id + " has to wait for what it depends on: " + before
                    + ". Execute that first, or change depends_on by update_task.");
        }
        return task;
    }

    /**
     * Checks what a task depends on.
     *
     * @throws IllegalArgumentException if that names a task that there is not, or the task itself in the end
     */
    void checkDependencies(Task task) {
        Deque<String> ahead = new ArrayDeque<>(task.dependsOn());
        Set<String> seen = new HashSet<>();
        while (!ahead.isEmpty()) {
            String id = ahead.remove();
            if (id.equals(task.id())) {
                throw new IllegalArgumentException("Task " + id + " would depend on itself, by depends_on "
                        + task.dependsOn() + ". A task may only wait for tasks that do not wait for it.");
            }
            if (seen.add(id)) {
                ahead.addAll(require(id).dependsOn());
            }
        }
    }

    /** What a member is told who is to do a task: word for word, what came of the tasks that it depends on included. */
    String brief(Task task, Optional<String> instructions) {
        StringBuilder brief = new StringBuilder(task.title());
        if (!task.description().isEmpty()) {
            brief.append("\n\n").append(task.description());
        }
        instructions.ifPresent(more -> brief.append("\n\n").append(more));
        for (String id : task.dependsOn()) {
            Task before = Objects.requireNonNull(tasks.get(id));
            brief.append("\n\nResult of task ")
                    .append(id)
                    .append(" (")
                    .append(before.title())
                    .append("):\n")
                    .append(before.result());
        }
        return brief.toString();
    }
}
