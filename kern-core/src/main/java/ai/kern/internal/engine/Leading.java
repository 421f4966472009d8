package ai.kern.internal.engine;

import ai.kern.db.Page;
import java.util.Objects;
import java.util.Optional;

/**
 * How the runs of a leader bear on those of its members.
 *
 * @param sharesSessionState whether the members' tools see the leader's session state, and not one of their own
 * @param historyForMembers of how many earlier runs of the session each member is told
 * @param totalToolCallLimit how many tool calls the leader and all below it may make in one run
 * @param depthLimit how many levels of members there may be
 */
public record Leading(
        boolean sharesSessionState, int historyForMembers, Optional<Integer> totalToolCallLimit, int depthLimit) {
    /** How many levels of members there may be where nothing else is said. */
    public static final int DEPTH = 8;

    /** What holds where nothing else is said. */
    public static final Leading DEFAULT = new Leading(false, 0, Optional.empty(), DEPTH);

    public Leading {
        Objects.requireNonNull(totalToolCallLimit, "totalToolCallLimit");
        if (historyForMembers < 0 || historyForMembers > Page.MOST) {
            throw new IllegalArgumentException(
                    "a history for members has 0 to " + Page.MOST + " runs, not " + historyForMembers);
        }
        totalToolCallLimit.filter(limit -> limit < 0).ifPresent(limit -> {
            throw new IllegalArgumentException("a limit on tool calls is 0 or more, not " + limit);
        });
        if (depthLimit < 1) {
            throw new IllegalArgumentException("a limit on the levels of members is 1 or more, not " + depthLimit);
        }
    }
}
