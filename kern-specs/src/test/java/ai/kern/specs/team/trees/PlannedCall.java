package ai.kern.specs.team.trees;

import ai.kern.specs.support.LedgerTools;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import java.util.List;

/** A call that a member's model will make. */
sealed interface PlannedCall permits PlannedCall.Own, PlannedCall.Task, ListCall {

    /**
     * The call as the model writes it.
     *
     * @param answer what the model would answer at this place
     */
    ScriptedCall scripted(String answer);

    /** What members will do about it. */
    List<PlannedRun> runs();

    /**
     * A call of one of the member's own tools.
     *
     * @param item its argument, which no other call of the tree has
     */
    record Own(OwnTool tool, String item, Fate fate) implements PlannedCall {
        private static final String BROKEN = "fragile ";

        /** Whether the body of a call with this argument fails, so that a tool can tell by itself. */
        static boolean isToBreak(String item) {
            return item.startsWith(BROKEN);
        }

        static Own of(OwnTool tool, int number, Fate fate) {
            return new Own(tool, (fate == Fate.BROKEN ? BROKEN : "") + "thing-" + number, fate);
        }

        @Override
        public ScriptedCall scripted(String answer) {
            return LedgerTools.call(tool.toolName(), item);
        }

        @Override
        public List<PlannedRun> runs() {
            return List.of();
        }

        /** What the model is told of it. */
        String result() {
            return tool.result(item, fate);
        }

        @Override
        public String toString() {
            return tool.toolName() + " " + item + (fate == Fate.REJECTED ? " (rejected)" : "");
        }
    }

    /**
     * A task for members.
     *
     * @param task what they are told, which no other call of the tree has
     * @param runs what each of them does about it
     * @param isForAll whether all members get it
     */
    record Task(String task, List<PlannedRun> runs, boolean isForAll) implements PlannedCall {
        @Override
        public ScriptedCall scripted(String answer) {
            return isForAll
                    ? ScriptedAnswer.call("delegate_task_to_members", "{\"task\":\"" + task + "\"}")
                    : ScriptedAnswer.call(
                            "delegate_task_to_member",
                            "{\"member_id\":\"" + runs.get(0).member().id() + "\",\"task\":\"" + task + "\"}");
        }

        @Override
        public String toString() {
            return task + (isForAll ? " for all" : "");
        }
    }
}
