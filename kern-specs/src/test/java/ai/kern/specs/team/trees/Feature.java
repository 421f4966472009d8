package ai.kern.specs.team.trees;

/**
 * What a tree may have, and in how many of a thousand trees it has to be for a batch to prove what it is meant to: a third of those
 * that have it by chance.
 */
enum Feature {
    DEPTH_1(100),
    DEPTH_2(100),
    DEPTH_3(60),
    DEPTH_4(33),
    DEPTH_5(33),
    TEAM_OF_1(240),
    TEAM_OF_3_AND_MORE(180),
    TEAM_OF_8(60),
    AT_MOST_8_RUNS(280),
    MORE_THAN_24_RUNS(2),
    COORDINATE(160),
    ROUTE(160),
    BROADCAST(150),
    TASKS(160),
    A_TASK_DEPENDS_ON_ANOTHER(50),
    TASKS_ARE_EXECUTED_TOGETHER(16),
    A_TASK_MAY_NOT_BEGIN(36),
    A_FAILED_TASK_IS_EXECUTED_AGAIN(3),
    A_TASK_IS_OPENED_AGAIN(14),
    A_TASK_IS_DONE_BY_HAND(60),
    A_TASK_IS_DROPPED(60),
    A_LEADER_IS_SENT_BACK(28),
    A_LEADER_FINISHES(120),
    A_LIST_WAITS_IN_ITS_MIDDLE(10),
    HOLD_ALL(120),
    STOP_AT_FIRST_PROTECTED(120),
    FIVE_RUNS_AT_ONCE(37),
    ONE_MEMBER_TWICE_AT_ONCE(70),
    ONE_MEMBER_IN_TWO_TEAMS(56),
    A_MEMBER_FAILS(80),
    ASKS_FOR_CONFIRMATION(210),
    ASKS_FOR_INPUT(150),
    ASKS_FOR_EXECUTION(150),
    ASKS_AND_RECORDS(150),
    HAS_DECIDED_CONFIRMATION(140),
    HAS_DECIDED_INPUT(150),
    HAS_DECIDED_EXECUTION(150),
    A_CALL_IS_REJECTED(170),
    A_CALL_FAILS(170),
    NOBODY_WAITS(24),
    TWO_RUNS_WAIT_AT_ONCE(190),
    FIVE_RUNS_WAIT_AT_ONCE(36),
    THE_ROOT_AND_A_MEMBER_WAIT_AT_ONCE(50),
    WAITS_AT_DEPTH_5(28),
    A_RUN_WAITS_TWICE(110),
    WAITS_FIVE_TIMES(80),
    ALL_ANSWERED_AT_ONCE(300),
    SOME_ANSWERED_AND_SOME_NOT(150),
    ONE_OF_SEVERAL_ANSWERED(110),
    ANSWERED_AND_DECIDED_IN_ONE(140),
    CONTINUED_BY_DECISIONS_ALONE(180),
    CONTINUED_IN_VAIN(70),
    RESTARTED(140),
    RESTARTED_TWICE(50),
    RESTARTED_BETWEEN_DECISION_AND_CONTINUE(50),
    BLOCKING(110),
    ASYNC(110),
    STREAM(110);

    private final int leastOfThousand;

    Feature(int leastOfThousand) {
        this.leastOfThousand = leastOfThousand;
    }

    /** How many trees of a batch have it at least. */
    int leastOf(int trees) {
        return (int) ((long) leastOfThousand * trees / 1_000);
    }
}
