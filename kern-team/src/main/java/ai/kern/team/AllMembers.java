package ai.kern.team;

import ai.kern.run.Delegation;
import ai.kern.run.Runner;
import ai.kern.run.ToolExecution;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolArguments;
import java.util.List;

/**
 * Gives one task to all members at once.
 *
 * @param members all members
 */
record AllMembers(List<Runner> members) implements Delegation {
    private static final String SCHEMA = """
            {"type": "object",
             "properties": {
               "task": {"type": "string", "description": "What each member is to do, with all that it needs to know."}},
             "required": ["task"],
             "additionalProperties": false}""";

    static FunctionTool tool(MemberList team) {
        return FunctionTool.builder("delegate_task_to_members")
                .description("Gives a task to every member of the team and waits for all answers.")
                .parameters(SCHEMA)
                .delegate(new AllMembers(team.members()))
                .build();
    }

    @Override
    public Plan plan(ToolArguments arguments, List<ToolExecution> earlier) {
        String task = String.valueOf(arguments.asMap().get("task"));
        return new Assignments(members.stream()
                .map(member -> new Assignment(member.id(), task))
                .toList());
    }

    /** The members' answers, each with its member's id, as JSON. */
    @Override
    public Result result(ToolArguments arguments, List<MemberResult> results) {
        return JointAnswers.of(results, (answer, place) -> {});
    }
}
