package ai.kern.specs.team.trees;

/**
 * What a tree may have, and in how many of a thousand trees it has to be for a batch to prove what it is meant to: a third of those
 * that have it by chance.
 */
enum Feature {
    DEPTH_1(100),
    DEPTH_2(90),
    DEPTH_3(60),
    DEPTH_4(30),
    DEPTH_5(30),
    TEAM_OF_1(240),
    TEAM_OF_3_AND_MORE(160),
    TEAM_OF_8(50),
    AT_MOST_8_RUNS(280),
    MORE_THAN_24_RUNS(2),
    COORDINATE(190),
    ROUTE(190),
    BROADCAST(190),
    HOLD_ALL(120),
    STOP_AT_FIRST_PROTECTED(120),
    FIVE_RUNS_AT_ONCE(40),
    ONE_MEMBER_TWICE_AT_ONCE(70),
    ONE_MEMBER_IN_TWO_TEAMS(80),
    A_MEMBER_FAILS(70),
    ASKS_FOR_CONFIRMATION(210),
    ASKS_FOR_INPUT(150),
    ASKS_FOR_EXECUTION(150),
    ASKS_AND_RECORDS(150),
    HAS_DECIDED_CONFIRMATION(140),
    HAS_DECIDED_INPUT(150),
    HAS_DECIDED_EXECUTION(140),
    A_CALL_IS_REJECTED(160),
    A_CALL_FAILS(160),
    NOBODY_WAITS(20),
    TWO_RUNS_WAIT_AT_ONCE(190),
    FIVE_RUNS_WAIT_AT_ONCE(40),
    THE_ROOT_AND_A_MEMBER_WAIT_AT_ONCE(50),
    WAITS_AT_DEPTH_5(19),
    A_RUN_WAITS_TWICE(110),
    WAITS_FIVE_TIMES(80),
    ALL_ANSWERED_AT_ONCE(300),
    SOME_ANSWERED_AND_SOME_NOT(150),
    ONE_OF_SEVERAL_ANSWERED(110),
    ANSWERED_AND_DECIDED_IN_ONE(140),
    CONTINUED_BY_DECISIONS_ALONE(160),
    CONTINUED_IN_VAIN(60),
    RESTARTED(130),
    RESTARTED_TWICE(40),
    RESTARTED_BETWEEN_DECISION_AND_CONTINUE(40),
    BLOCKING(100),
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
