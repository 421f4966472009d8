package ai.kern.team;

/** How a team's leader works with its members. */
public enum TeamMode {
    /** The leader gives tasks to members, one or several at a time, and sums up what they come to. */
    COORDINATE,
    /**
     * The leader chooses who answers, and that member's answer is the team's. Where one of several that were chosen in one message
     * has none, the leader is told and may choose again; the answers of the others are a part of the team's.
     */
    ROUTE,
    /** The leader gives one task to all members at once, and sums up what they come to. */
    BROADCAST,
    /**
     * The leader keeps a list of tasks with dependencies, each of which a member executes, and finishes when each is done or
     * dropped. A leader that answers in plain words before is sent back to its list, at most
     * {@link TeamBuilder#taskRounds} times; then the run ends as ERROR and names what is left, as it does when its tool calls are
     * used up. A retry goes on with the list. The list follows from the stored calls of the leader, so it is the same in every
     * process.
     */
    TASKS
}
