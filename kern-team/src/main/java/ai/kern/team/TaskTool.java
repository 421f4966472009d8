package ai.kern.team;

import ai.kern.tool.FunctionTool;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The tools by which a leader keeps its list of tasks. */
enum TaskTool {
    CREATE_TASK("Puts a task on the list. Nobody works on it before it is executed.", """
            {"type": "object",
             "properties": {
               "title": {"type": "string", "pattern": "\\\\S", "description": "What is to be done, in a line."},
               "description": {"type": ["string", "null"], "description": "All that the member needs to know, but for the results of the tasks that this one depends on."},
               "member_id": {"type": "string", "description": "The id of the member who does it."},
               "depends_on": {"type": ["array", "null"], "items": {"type": "string"}, "description": "The ids of the tasks that must be done before; the member is given their results."}},
             "required": ["title", "member_id"],
             "additionalProperties": false}"""),
    UPDATE_TASK("Changes a task of the list. What is not given stays as it is.", """
            {"type": "object",
             "properties": {
               "task_id": {"type": "string", "description": "The id of the task."},
               "title": {"type": ["string", "null"], "pattern": "\\\\S", "description": "What is to be done, in a line."},
               "description": {"type": ["string", "null"], "description": "All that the member needs to know, but for the results of the tasks that this one depends on."},
               "member_id": {"type": ["string", "null"], "description": "The id of the member who does it."},
               "depends_on": {"type": ["array", "null"], "items": {"type": "string"}, "description": "The ids of all tasks that must be done before."},
               "status": {"type": ["string", "null"], "enum": ["open", "done", "dropped", null], "description": "open: it is to be executed, again if need be. done: you have done it yourself, and say by result what came of it. dropped: it is not to be done any more."},
               "result": {"type": ["string", "null"], "description": "What came of a task that you have done yourself."}},
             "required": ["task_id"],
             "additionalProperties": false}"""),
    EXECUTE_TASK("Has its member execute a task of the list, and waits for the result.", """
            {"type": "object",
             "properties": {
               "task_id": {"type": "string", "description": "The id of the task."},
               "instructions": {"type": ["string", "null"], "description": "What the member is told besides the task."}},
             "required": ["task_id"],
             "additionalProperties": false}"""),
    EXECUTE_TASKS_PARALLEL(
            "Has their members execute several tasks of the list at once, and waits for all results.", """
            {"type": "object",
             "properties": {
               "task_ids": {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "The ids of the tasks, none of which depends on another."}},
             "required": ["task_ids"],
             "additionalProperties": false}"""),
    FINISH("Ends the work when no task is left, with the answer to what was asked.", """
            {"type": "object",
             "properties": {
               "answer": {"type": "string", "description": "The whole answer."}},
             "required": ["answer"],
             "additionalProperties": false}""");

    private final String description;
    private final String schema;

    TaskTool(String description, String schema) {
        this.description = description;
        this.schema = schema;
    }

    /** The name by which the model calls it. */
    String toolName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tool of a name, if it is one about tasks. */
    static Optional<TaskTool> named(String toolName) {
        return Stream.of(values())
                .filter(tool -> tool.toolName().equals(toolName))
                .findFirst();
    }

    /**
     * The tool of a team.
     *
     * @param rounds how often a leader is sent back that wants to end while tasks are left
     */
    FunctionTool of(MemberList team, int rounds) {
        return FunctionTool.builder(toolName())
                .description(description)
                .parameters(schema)
                .delegate(new TaskDelegation(this, team, rounds))
                .build();
    }
}
