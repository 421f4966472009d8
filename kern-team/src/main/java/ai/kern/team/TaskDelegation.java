package ai.kern.team;

import ai.kern.run.Delegation;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Runner;
import ai.kern.run.ToolExecution;
import ai.kern.tool.ToolArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps a leader's list of tasks and has members work on them.
 *
 * @param tool what is called
 * @param team all members
 * @param rounds how often a leader is sent back that wants to end while tasks are left
 */
record TaskDelegation(TaskTool tool, MemberList team, int rounds) implements Delegation {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ADVICE =
            "Execute what is open by execute_task or execute_tasks_parallel. What has failed can be"
                    + " executed again, or be changed, done by yourself or dropped by update_task. When no task is left, call finish.";

    @Override
    public List<Runner> members() {
        return team.members();
    }

    @Override
    public Plan plan(ToolArguments arguments, List<ToolExecution> earlier) {
        TaskList list = TaskList.of(earlier);
        if (list.isFinished()) {
            throw new IllegalArgumentException("The work was finished by a call before this one.");
        }
        TaskArguments asked = new TaskArguments(arguments);
        return switch (tool) {
            case CREATE_TASK -> kept(list, list.created(asked), asked);
            case UPDATE_TASK -> update(list, asked);
            case EXECUTE_TASK, EXECUTE_TASKS_PARALLEL -> execute(list, asked);
            case FINISH -> finish(list, asked);
        };
    }

    private Result update(TaskList list, TaskArguments asked) {
        Task task = list.require(asked.taskId());
        if (task.status() == TaskStatus.IN_WORK) {
            throw new IllegalArgumentException("Task " + task.named() + "; wait for its result before you change it.");
        }
        if (asked.changesNothing()) {
            throw new IllegalArgumentException(
                    "This changes nothing of task " + task.id() + "; say what is to be changed.");
        }
        boolean isDone = asked.status().equals(Optional.of(TaskStatus.DONE));
        if (isDone != asked.result().isPresent()) {
            throw new IllegalArgumentException(
                    isDone
                            ? "Status done needs a result: say what came of task " + task.id() + "."
                            : "A result is given with status done alone.");
        }
        return kept(list, list.changed(asked), asked);
    }

    private Result kept(TaskList list, Task task, TaskArguments asked) {
        asked.memberId().ifPresent(team::check);
        asked.dependsOn().ifPresent(changed -> list.checkDependencies(task));
        ObjectNode told = JSON.createObjectNode()
                .put("task_id", task.id())
                .put("title", task.title())
                .put("member_id", task.memberId());
        task.dependsOn().forEach(told.putArray("depends_on")::add);
        told.put("status", task.status().name().toLowerCase(Locale.ROOT));
        return new Result(OutcomeStatus.SUCCEEDED, JSON.writeValueAsString(told), false);
    }

    private Assignments execute(TaskList list, TaskArguments asked) {
        List<Assignment> assignments = new ArrayList<>();
        List<String> ids = asked.toExecute();
        for (String id : ids) {
            if (ids.indexOf(id) < assignments.size()) {
                throw new IllegalArgumentException("Task " + id + " is there twice; name each task once.");
            }
            Task task = list.executable(id);
            team.check(task.memberId());
            assignments.add(new Assignment(task.memberId(), list.brief(task, asked.instructions())));
        }
        return new Assignments(assignments);
    }

    private static Result finish(TaskList list, TaskArguments asked) {
        Optional<String> left = whatIsLeft(list);
        if (left.isPresent()) {
            throw new IllegalArgumentException("There is work left: " + left.get() + ". " + ADVICE);
        }
        return new Result(OutcomeStatus.SUCCEEDED, asked.answer(), true);
    }

    private static Optional<String> whatIsLeft(TaskList list) {
        List<Task> left = list.unsettled();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(left.stream().map(task -> "task " + task.named()).collect(Collectors.joining(", ")));
    }

    /** Of one task the member's answer as it is; of several all answers, each with its task's id, as JSON. */
    @Override
    public Result result(ToolArguments arguments, List<MemberResult> results) {
        if (tool == TaskTool.EXECUTE_TASK) {
            return OneMember.of(results.get(0), false);
        }
        List<String> ids = new TaskArguments(arguments).toExecute();
        return JointAnswers.of(results, (answer, place) -> answer.put("task_id", ids.get(place)));
    }

    /**
     * A list is worked off when each of its tasks is done or dropped; one that has failed is left, so that nobody overlooks it.
     * One of the tools says so for all.
     */
    @Override
    public Optional<OpenWork> openWork(List<ToolExecution> calls) {
        if (tool != TaskTool.FINISH) {
            return Optional.empty();
        }
        return whatIsLeft(TaskList.of(calls)).map(left -> new OpenWork(left, ADVICE));
    }

    @Override
    public int openWorkRounds() {
        return rounds;
    }
}
