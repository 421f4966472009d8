package ai.kern.team;

import static ai.kern.team.TaskTool.CREATE_TASK;
import static ai.kern.team.TaskTool.EXECUTE_TASK;
import static ai.kern.team.TaskTool.EXECUTE_TASKS_PARALLEL;
import static ai.kern.team.TaskTool.FINISH;
import static ai.kern.team.TaskTool.UPDATE_TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a leader may not do, how it is told, and that nothing comes of it. The list has an open task 1, a task 2 that depends on
 * it, a task 3 that is done, a task 4 that is dropped and a task 5 on which a member works.
 */
@Tag("TEAM-1")
class TaskRefusalTest {
    private static final String LEFT = "task 1 (one) is open, task 2 (two) is open, task 5 (five) is being worked on";

    private final LeaderCalls leader = new LeaderCalls();

    @BeforeEach
    void makeList() {
        create("one", "");
        create("two", "\"1\"");
        create("three", "");
        create("four", "");
        create("five", "");
        leader.begin(EXECUTE_TASK, "{\"task_id\":\"3\"}");
        leader.end("found");
        leader.tell(UPDATE_TASK, "{\"task_id\":\"4\",\"status\":\"dropped\"}");
        leader.begin(EXECUTE_TASK, "{\"task_id\":\"5\"}");
    }

    private void create(String title, String dependsOn) {
        leader.tell(
                CREATE_TASK,
                "{\"title\":\"" + title + "\",\"member_id\":\"finder\",\"depends_on\":[" + dependsOn + "]}");
    }

    private void assertRefused(TaskTool tool, String arguments, String... told) {
        assertThatThrownBy(() -> leader.make(tool, arguments)).message().contains(told);
        assertThat(leader.left()).isEqualTo(LEFT);
    }

    @Test
    void aMemberThatThereIsNot() {
        assertRefused(
                CREATE_TASK, "{\"title\":\"a\",\"member_id\":\"cook\"}", "There is no member cook", "finder, payer");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"member_id\":\"\"}", "There is no member", "finder, payer");
    }

    @Test
    void aTitleThatSaysNothing() {
        assertRefused(CREATE_TASK, "{\"title\":\" \",\"member_id\":\"payer\"}", "title");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"title\":\"\"}", "title");
    }

    @Test
    void aTaskThatThereIsNot() {
        assertRefused(EXECUTE_TASK, "{\"task_id\":\"6\"}", "There is no task 6", "1, 2, 3, 4, 5");
        assertRefused(EXECUTE_TASKS_PARALLEL, "{\"task_ids\":[\"1\",\"01\"]}", "There is no task 01");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"0\",\"status\":\"dropped\"}", "There is no task 0");
        assertThatThrownBy(() -> new LeaderCalls().make(EXECUTE_TASK, "{\"task_id\":\"1\"}"))
                .message()
                .contains("The list is empty", "create_task");
    }

    @Test
    void aDependencyThatThereIsNot() {
        assertRefused(
                CREATE_TASK,
                "{\"title\":\"a\",\"member_id\":\"payer\",\"depends_on\":[\"7\"]}",
                "There is no task 7",
                "1, 2, 3, 4, 5");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"depends_on\":[\"7\"]}", "There is no task 7");
    }

    @Test
    void aTaskThatDependsOnItself() {
        assertRefused(
                CREATE_TASK,
                "{\"title\":\"a\",\"member_id\":\"payer\",\"depends_on\":[\"6\"]}",
                "Task 6 would depend on itself");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"depends_on\":[\"3\",\"1\"]}", "Task 1 would depend on itself");
        create("six", "\"2\"");
        assertThatThrownBy(() -> leader.make(UPDATE_TASK, "{\"task_id\":\"1\",\"depends_on\":[\"6\"]}"))
                .message()
                .contains("Task 1 would depend on itself", "[6]");
    }

    @Test
    void aTaskWhoseDependenciesAreNotDone() {
        assertRefused(EXECUTE_TASK, "{\"task_id\":\"2\"}", "Task 2", "task 1 (one) is open", "depends_on");
        assertRefused(EXECUTE_TASKS_PARALLEL, "{\"task_ids\":[\"1\",\"2\"]}", "Task 2", "task 1 (one) is open");
    }

    @Test
    void aDependencyThatIsDroppedOrHasFailed() {
        leader.tell(UPDATE_TASK, "{\"task_id\":\"2\",\"depends_on\":[\"4\"]}");
        assertRefused(EXECUTE_TASK, "{\"task_id\":\"2\"}", "Task 2", "task 4 (four) is dropped");
        leader.tell(UPDATE_TASK, "{\"task_id\":\"2\",\"depends_on\":[\"5\"]}");
        assertRefused(EXECUTE_TASK, "{\"task_id\":\"2\"}", "Task 2", "task 5 (five) is being worked on");
        leader.end("");
        assertThatThrownBy(() -> leader.make(EXECUTE_TASK, "{\"task_id\":\"2\"}"))
                .message()
                .contains("task 5 (five) has failed");
    }

    @Test
    void aTaskThatIsSettled() {
        assertRefused(EXECUTE_TASK, "{\"task_id\":\"3\"}", "Task 3 (three) is done", "open");
        assertRefused(EXECUTE_TASKS_PARALLEL, "{\"task_ids\":[\"4\"]}", "Task 4 (four) is dropped", "open");
    }

    @Test
    void aTaskOnWhichAMemberWorks() {
        assertRefused(EXECUTE_TASK, "{\"task_id\":\"5\"}", "Task 5 (five) is being worked on");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"5\",\"title\":\"a\"}", "Task 5 (five) is being worked on");
    }

    @Test
    void aTaskThatIsNamedTwice() {
        assertRefused(EXECUTE_TASKS_PARALLEL, "{\"task_ids\":[\"1\",\"1\"]}", "Task 1 is there twice");
    }

    @Test
    void noTaskAtAll() {
        assertRefused(EXECUTE_TASKS_PARALLEL, "{\"task_ids\":[]}", "task_ids");
    }

    @Test
    void anUpdateThatChangesNothing() {
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\"}", "changes nothing of task 1");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"title\":null,\"status\":null}", "changes nothing of task 1");
    }

    @Test
    void aStatusThatOnlyMembersBringAbout() {
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"status\":\"failed\"}", "status");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"status\":\"in_work\"}", "status");
    }

    @Test
    void aResultWithoutStatusDoneOrDoneWithoutAResult() {
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"status\":\"done\"}", "result", "task 1");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"result\":\"x\"}", "status done");
        assertRefused(UPDATE_TASK, "{\"task_id\":\"1\",\"status\":\"open\",\"result\":\"x\"}", "status done");
    }

    @Test
    void finishingWhileWorkIsLeft() {
        assertRefused(FINISH, "{\"answer\":\"done\"}", "There is work left: " + LEFT, "execute_task", "update_task");
    }

    @Test
    void anythingBehindFinish() {
        LeaderCalls finished = new LeaderCalls();
        finished.tell(FINISH, "{\"answer\":\"done\"}");

        assertThatThrownBy(() -> finished.make(CREATE_TASK, "{\"title\":\"a\",\"member_id\":\"payer\"}"))
                .message()
                .contains("finished");
        assertThatThrownBy(() -> finished.make(FINISH, "{\"answer\":\"done\"}"))
                .message()
                .contains("finished");
    }
}
