package ai.kern.team;

import ai.kern.run.Delegation;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Runner;
import ai.kern.run.ToolExecution;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolArguments;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Gives a task to one member.
 *
 * @param members all members
 * @param answersForTheTeam whether the member's answer is the team's
 */
record OneMember(List<Runner> members, boolean answersForTheTeam) implements Delegation {
    private static final String SCHEMA = """
            {"type": "object",
             "properties": {
               "member_id": {"type": "string", "description": "The id of the member."},
               "task": {"type": "string", "description": "What the member is to do, with all that it needs to know."}},
             "required": ["member_id", "task"],
             "additionalProperties": false}""";

    static FunctionTool tool(List<Runner> members, boolean answersForTheTeam) {
        return FunctionTool.builder("delegate_task_to_member")
                .description("Gives a task to a member of the team and waits for its answer.")
                .parameters(SCHEMA)
                .delegate(new OneMember(members, answersForTheTeam))
                .build();
    }

    @Override
    public List<Assignment> assign(ToolArguments arguments, List<ToolExecution> earlier) {
        String memberId = String.valueOf(arguments.asMap().get("member_id"));
        if (members.stream().noneMatch(member -> member.id().equals(memberId))) {
            throw new IllegalArgumentException("There is no member " + memberId + ". The members are: "
                    + members.stream().map(Runner::id).collect(Collectors.joining(", ")));
        }
        return List.of(new Assignment(memberId, String.valueOf(arguments.asMap().get("task"))));
    }

    @Override
    public Result result(List<MemberResult> results) {
        MemberResult result = results.get(0);
        return result.isCompleted()
                ? new Result(OutcomeStatus.SUCCEEDED, result.content(), answersForTheTeam)
                : new Result(OutcomeStatus.FAILED, "Error: " + NoAnswer.of(result), false);
    }
}
