package ai.kern.team;

import ai.kern.run.Delegation;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Runner;
import ai.kern.run.ToolExecution;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolArguments;
import java.util.List;

/**
 * Gives a task to one member.
 *
 * @param team all members
 * @param answersForTheTeam whether the member's answer is the team's
 */
record OneMember(MemberList team, boolean answersForTheTeam) implements Delegation {
    private static final String SCHEMA = """
            {"type": "object",
             "properties": {
               "member_id": {"type": "string", "description": "The id of the member."},
               "task": {"type": "string", "description": "What the member is to do, with all that it needs to know."}},
             "required": ["member_id", "task"],
             "additionalProperties": false}""";

    static FunctionTool tool(MemberList team, boolean answersForTheTeam) {
        return FunctionTool.builder("delegate_task_to_member")
                .description("Gives a task to a member of the team and waits for its answer.")
                .parameters(SCHEMA)
                .delegate(new OneMember(team, answersForTheTeam))
                .build();
    }

    @Override
    public List<Runner> members() {
        return team.members();
    }

    @Override
    public Plan plan(ToolArguments arguments, List<ToolExecution> earlier) {
        String memberId = String.valueOf(arguments.asMap().get("member_id"));
        team.check(memberId);
        return new Assignments(List.of(
                new Assignment(memberId, String.valueOf(arguments.asMap().get("task")))));
    }

    @Override
    public Result result(ToolArguments arguments, List<MemberResult> results) {
        return of(results.get(0), answersForTheTeam);
    }

    /** What a call comes to that was given to one member. */
    static Result of(MemberResult result, boolean answersForTheTeam) {
        return result.isCompleted()
                ? new Result(OutcomeStatus.SUCCEEDED, result.content(), answersForTheTeam)
                : new Result(OutcomeStatus.FAILED, "Error: " + NoAnswer.of(result), false);
    }
}
