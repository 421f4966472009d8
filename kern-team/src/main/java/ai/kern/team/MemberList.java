package ai.kern.team;

import ai.kern.run.Runner;
import ai.kern.run.RunnerDescription;
import ai.kern.tool.FunctionTool;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** The tool by which the leader gives tasks. */
    FunctionTool tool(TeamMode mode) {
        return switch (mode) {
            case COORDINATE -> OneMember.tool(members, false);
            case ROUTE -> OneMember.tool(members, true);
            case BROADCAST -> AllMembers.tool(members);
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
