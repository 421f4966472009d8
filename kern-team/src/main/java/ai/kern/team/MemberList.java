package ai.kern.team;

import ai.kern.run.Runner;
import ai.kern.run.RunnerDescription;
import ai.kern.tool.FunctionTool;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The members of one team, as its leader is told of them. Immutable. */
final class MemberList {
    private final List<Runner> members;

    /** @throws IllegalArgumentException if two have one id */
    MemberList(List<Runner> members) {
        this.members = List.copyOf(members);
        Set<String> ids = new HashSet<>();
        for (Runner member : members) {
            if (!ids.add(member.id())) {
                throw new IllegalArgumentException("two members have the id '" + member.id()
                        + "'; give each its own, since tasks and answers find their member by it");
            }
        }
    }

    List<Runner> members() {
        return members;
    }

    /**
     * Checks an id that the leader has given.
     *
     * @throws IllegalArgumentException if no member has it
     */
    void check(String memberId) {
        if (members.stream().noneMatch(member -> member.id().equals(memberId))) {
            throw new IllegalArgumentException("There is no member " + memberId + ". The members are: "
                    + members.stream().map(Runner::id).collect(Collectors.joining(", ")));
        }
    }

    /**
     * The tools by which the leader gives tasks.
     *
     * @param taskRounds how often a leader is sent back that wants to end while tasks of its list are left
     */
    List<FunctionTool> tools(TeamMode mode, int taskRounds) {
        return switch (mode) {
            case COORDINATE -> List.of(OneMember.tool(this, false));
            case ROUTE -> List.of(OneMember.tool(this, true));
            case BROADCAST -> List.of(AllMembers.tool(this));
            case TASKS ->
                Stream.of(TaskTool.values())
                        .map(tool -> tool.of(this, taskRounds))
                        .toList();
        };
    }

    /** What the leader is told of its members and of its own part. */
    String instructions(TeamMode mode) {
        String part = switch (mode) {
            case COORDINATE ->
                "You lead a team. Give each part of the work to the member who is best at it, by delegate_task_to_member,"
                        + " several at once where they do not need each other's results. A member knows nothing but the"
                        + " task that you give it. When you have what you need, answer yourself.";
            case ROUTE ->
                "You lead a team. Choose the one member who is best at what is asked, and give it the whole task by"
                        + " delegate_task_to_member. Its answer is the final one.";
            case BROADCAST ->
                "You lead a team. Give the task to all members at once, by delegate_task_to_members. Then sum up their"
                        + " answers.";
            case TASKS ->
                "You lead a team that works off a list of tasks. Put each part of the work on the list by create_task, with the"
                        + " member who is best at it, and with the tasks whose results it needs in depends_on. The ids of"
                        + " tasks are \"1\", \"2\" and so on, in the order in which you create them. Have them executed by"
                        + " execute_task, or by execute_tasks_parallel where they do not depend on each other. A member"
                        + " knows nothing but its task and the results of those that this depends on. When each task is done"
                        + " or dropped, end by finish with the whole answer.";
        };
        return part + "\n\nThe members:\n"
                + members.stream().map(MemberList::line).collect(Collectors.joining("\n"));
    }

    private static String line(Runner member) {
        RunnerDescription description = member.describe();
        String tools = description.allTools().stream()
                .map(RunnerDescription.Tool::name)
                .distinct()
                .collect(Collectors.joining(", "));
        return "- " + member.id() + " (" + member.name() + ")"
                + (member.role().isEmpty() ? "" : ": " + member.role())
                + (tools.isEmpty() ? "" : "; tools: " + tools);
    }
}
