package ai.kern.team;

import static ai.kern.team.TaskTool.CREATE_TASK;
import static ai.kern.team.TaskTool.EXECUTE_TASK;
import static ai.kern.team.TaskTool.EXECUTE_TASKS_PARALLEL;
import static ai.kern.team.TaskTool.FINISH;
import static ai.kern.team.TaskTool.UPDATE_TASK;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.run.Delegation.Assignment;
import ai.kern.run.Delegation.Result;
import ai.kern.run.OutcomeStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a leader's calls make of its list. */
@Tag("TEAM-1")
class TaskListTest {
    private final LeaderCalls leader = new LeaderCalls();

    private void create(String title, String dependsOn) {
        leader.tell(
                CREATE_TASK,
                "{\"title\":\"" + title + "\",\"member_id\":\"payer\",\"depends_on\":[" + dependsOn + "]}");
    }

    private void execute(String id, String answer) {
        leader.begin(EXECUTE_TASK, "{\"task_id\":\"" + id + "\"}");
        leader.end(answer);
    }

    @Test
    void tasksAreNumberedInTheOrderInWhichTheyWereCreated() {
        create("a", "");
        create("b", "\"1\"");

        assertThat(leader.tell(
                        CREATE_TASK, "{\"title\":\"c\",\"member_id\":\"finder\",\"depends_on\":[\"2\",\"1\",\"2\"]}"))
                .isEqualTo("{\"task_id\":\"3\",\"title\":\"c\",\"member_id\":\"finder\",\"depends_on\":[\"2\",\"1\"],"
                        + "\"status\":\"open\"}");
        assertThat(leader.left()).isEqualTo("task 1 (a) is open, task 2 (b) is open, task 3 (c) is open");
    }

    @Test
    void aTaskOnWhichAMemberWorksIsLeftUntilItHasItsResult() {
        create("a", "");
        leader.begin(EXECUTE_TASK, "{\"task_id\":\"1\"}");
        assertThat(leader.left()).isEqualTo("task 1 (a) is being worked on");

        assertThat(leader.end("paid")).isEqualTo("paid");

        assertThat(leader.left()).isEmpty();
    }

    @Test
    void theMemberOfATaskIsGivenItWithTheResultsOfThoseThatItDependsOnInTheirOrder() {
        create("a", "");
        create("b", "");
        create("c", "\"2\",\"1\"");
        execute("1", "{\"answer\":\"x\"}");
        execute("2", "line one\nline two");

        assertThat(leader.begin(EXECUTE_TASK, "{\"task_id\":\"3\",\"instructions\":\"now\"}"))
                .containsExactly(
                        new Assignment(
                                "payer",
                                "c\n\nnow\n\nResult of task 2 (b):\nline one\nline two\n\nResult of task 1 (a):\n{\"answer\":\"x\"}"));
    }

    @Test
    void eachOfSeveralTasksHasItsOwnOutcome() {
        create("a", "");
        create("b", "");
        assertThat(leader.begin(EXECUTE_TASKS_PARALLEL, "{\"task_ids\":[\"2\",\"1\"]}"))
                .extracting(Assignment::task)
                .containsExactly("b", "a");

        assertThat(leader.end("paid b", ""))
                .isEqualTo("[{\"task_id\":\"2\",\"member_id\":\"payer\",\"answer\":\"paid b\"},"
                        + "{\"task_id\":\"1\",\"member_id\":\"payer\",\"error\":\"member payer has no answer: its run ended"
                        + " as ERROR, no credit\"}]");

        assertThat(leader.left()).isEqualTo("task 1 (a) has failed");
    }

    @Test
    @Tag("TEAM-11")
    void anAnswerThatReadsLikeAnErrorIsAnAnswer() {
        create("a", "");
        create("b", "\"1\"");
        leader.begin(EXECUTE_TASKS_PARALLEL, "{\"task_ids\":[\"1\"]}");
        leader.end("[{\"task_id\":\"1\",\"error\":\"no\"}]");

        assertThat(leader.begin(EXECUTE_TASK, "{\"task_id\":\"2\"}").get(0).task())
                .endsWith("Result of task 1 (a):\n[{\"task_id\":\"1\",\"error\":\"no\"}]");
    }

    @Test
    void anErrorOfTheWholeCallIsTheErrorOfEachOfItsTasks() {
        create("a", "");
        create("b", "");
        leader.begin(EXECUTE_TASKS_PARALLEL, "{\"task_ids\":[\"1\",\"2\"]}");

        leader.endWithError("Error: too long");

        assertThat(leader.left()).isEqualTo("task 1 (a) has failed, task 2 (b) has failed");
    }

    @Test
    void aFailedTaskMayBeExecutedAgainAsItIs() {
        create("a", "");
        execute("1", "");
        assertThat(leader.left()).isEqualTo("task 1 (a) has failed");

        execute("1", "paid");

        assertThat(leader.left()).isEmpty();
    }

    @Test
    void anUpdateChangesWhatItNamesAndNothingElse() {
        create("a", "");
        create("b", "\"1\"");
        leader.tell(UPDATE_TASK, "{\"task_id\":\"2\",\"description\":\"soon\"}");

        assertThat(leader.tell(UPDATE_TASK, "{\"task_id\":\"2\",\"member_id\":\"finder\",\"title\":null}"))
                .isEqualTo("{\"task_id\":\"2\",\"title\":\"b\",\"member_id\":\"finder\",\"depends_on\":[\"1\"],"
                        + "\"status\":\"open\"}");
        leader.tell(UPDATE_TASK, "{\"task_id\":\"2\",\"depends_on\":[]}");
        assertThat(leader.begin(EXECUTE_TASK, "{\"task_id\":\"2\"}"))
                .containsExactly(new Assignment("finder", "b\n\nsoon"));
    }

    @Test
    void aTaskMayBeDroppedDoneByHandAndOpenedAgain() {
        create("a", "");
        create("b", "\"1\"");
        leader.tell(UPDATE_TASK, "{\"task_id\":\"1\",\"status\":\"dropped\"}");
        assertThat(leader.left()).isEqualTo("task 2 (b) is open");

        leader.tell(UPDATE_TASK, "{\"task_id\":\"1\",\"status\":\"done\",\"result\":\"by hand\"}");
        assertThat(leader.begin(EXECUTE_TASK, "{\"task_id\":\"2\"}").get(0).task())
                .endsWith("by hand");
        leader.end("paid");
        assertThat(leader.left()).isEmpty();

        leader.tell(UPDATE_TASK, "{\"task_id\":\"1\",\"status\":\"open\"}");
        assertThat(leader.left()).isEqualTo("task 1 (a) is open");
    }

    @Test
    void finishingEndsTheRunWithTheAnswer() {
        create("a", "");
        execute("1", "paid");

        assertThat(leader.make(FINISH, "{\"answer\":\"all is paid\"}"))
                .isEqualTo(new Result(OutcomeStatus.SUCCEEDED, "all is paid", true));
        assertThat(leader.left()).isEmpty();
    }
}
