package ai.kern.team;

import ai.kern.run.Delegation;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Runner;
import ai.kern.run.ToolExecution;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolArguments;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives one task to all members at once.
 *
 * @param members all members
 */
record AllMembers(List<Runner> members) implements Delegation {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SCHEMA = """
            {"type": "object",
             "properties": {
               "task": {"type": "string", "description": "What each member is to do, with all that it needs to know."}},
             "required": ["task"],
             "additionalProperties": false}""";

    static FunctionTool tool(List<Runner> members) {
        return FunctionTool.builder("delegate_task_to_members")
                .description("Gives a task to every member of the team and waits for all answers.")
                .parameters(SCHEMA)
                .delegate(new AllMembers(members))
                .build();
    }

    @Override
    public List<Assignment> assign(ToolArguments arguments, List<ToolExecution> earlier) {
        String task = String.valueOf(arguments.asMap().get("task"));
        return members.stream().map(member -> new Assignment(member.id(), task)).toList();
    }

    /** The members' answers, each with its member's id, as JSON. */
    @Override
    public Result result(List<MemberResult> results) {
        ArrayNode answers = JSON.createArrayNode();
        for (MemberResult result : results) {
            ObjectNode answer = answers.addObject().put("member_id", result.memberId());
            if (result.isCompleted()) {
                answer.put("answer", result.content());
            } else {
                answer.put("error", NoAnswer.of(result));
            }
        }
        boolean isAny = results.stream().anyMatch(MemberResult::isCompleted);
        return new Result(
                isAny ? OutcomeStatus.SUCCEEDED : OutcomeStatus.FAILED, JSON.writeValueAsString(answers), false);
    }
}
