package ai.kern.specs.team.trees;

import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A call by which a leader keeps its list of tasks. Some are such as the leader is refused; those are given to nobody. */
sealed interface ListCall extends PlannedCall {
    /** Writes the arguments. */
    JsonMapper JSON = JsonMapper.shared();

    @Override
    default List<PlannedRun> runs() {
        return List.of();
    }

    private static ScriptedCall call(String tool, ObjectNode arguments) {
        return ScriptedAnswer.call(tool, JSON.writeValueAsString(arguments));
    }

    /** Puts a task on the list; the first has the id 1, the next 2 and so on. */
    record Create(String title, Optional<String> description, String memberId, List<String> dependsOn)
            implements ListCall {
        @Override
        public ScriptedCall scripted(String answer) {
            ObjectNode arguments = JSON.createObjectNode().put("title", title).put("member_id", memberId);
            description.ifPresent(more -> arguments.put("description", more));
            dependsOn.forEach(arguments.putArray("depends_on")::add);
            return call("create_task", arguments);
        }

        @Override
        public String toString() {
            return "create " + title + " for " + memberId + (dependsOn.isEmpty() ? "" : " behind " + dependsOn);
        }
    }

    /** Changes a task, by what is there of these. */
    record Update(String id, Optional<String> title, Optional<Standing> standing, Optional<String> result)
            implements ListCall {
        static Update drop(String id) {
            return new Update(id, Optional.empty(), Optional.of(Standing.DROPPED), Optional.empty());
        }

        static Update byHand(String id, String result) {
            return new Update(id, Optional.empty(), Optional.of(Standing.DONE), Optional.of(result));
        }

        /** Opens a task again, under another title. */
        static Update open(String id, String title) {
            return new Update(id, Optional.of(title), Optional.of(Standing.OPEN), Optional.empty());
        }

        boolean brings(Standing what) {
            return standing.filter(what::equals).isPresent();
        }

        @Override
        public ScriptedCall scripted(String answer) {
            ObjectNode arguments = JSON.createObjectNode().put("task_id", id);
            title.ifPresent(changed -> arguments.put("title", changed));
            standing.ifPresent(now -> arguments.put("status", now.argument()));
            result.ifPresent(done -> arguments.put("result", done));
            return call("update_task", arguments);
        }

        @Override
        public String toString() {
            return "update " + id + standing.map(now -> " as " + now.argument()).orElse("")
                    + title.map(changed -> " to " + changed).orElse("");
        }
    }

    /**
     * Has members work on tasks.
     *
     * @param runs what each of them does about it, if any may begin
     * @param isTogether whether they are executed by one call for several
     */
    record Execute(List<String> ids, Optional<String> instructions, List<PlannedRun> runs, boolean isTogether)
            implements ListCall {
        static Execute together(List<String> ids, List<PlannedRun> runs) {
            return new Execute(ids, Optional.empty(), runs, true);
        }

        static Execute one(String id, Optional<String> instructions, List<PlannedRun> runs) {
            return new Execute(List.of(id), instructions, runs, false);
        }

        @Override
        public ScriptedCall scripted(String answer) {
            ObjectNode arguments = JSON.createObjectNode();
            if (isTogether) {
                ids.forEach(arguments.putArray("task_ids")::add);
                return call("execute_tasks_parallel", arguments);
            }
            arguments.put("task_id", ids.get(0));
            instructions.ifPresent(more -> arguments.put("instructions", more));
            return call("execute_task", arguments);
        }

        @Override
        public String toString() {
            return "execute " + ids + instructions.map(more -> " with " + more).orElse("");
        }
    }

    /** Ends the run with what the model has to answer. */
    record Finish() implements ListCall {
        @Override
        public ScriptedCall scripted(String answer) {
            return call("finish", JSON.createObjectNode().put("answer", answer));
        }

        @Override
        public String toString() {
            return "finish";
        }
    }
}
