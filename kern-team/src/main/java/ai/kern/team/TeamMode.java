package ai.kern.team;

/** How a team's leader works with its members. */
public enum TeamMode {
    /** The leader gives tasks to members, one or several at a time, and sums up what they come to. */
    COORDINATE,
    /** The leader chooses who answers, and that member's answer is the team's. */
    ROUTE,
    /** The leader gives one task to all members at once, and sums up what they come to. */
    BROADCAST
}
