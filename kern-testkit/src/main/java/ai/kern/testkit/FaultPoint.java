package ai.kern.testkit;

import java.util.Objects;

/**
 * A place where a fault can strike: before or after one of a scenario's commits. Run the scenario once without faults, list the
 * points by {@link FaultyDb#points}, and run it again for each of them.
 *
 * @param commit which commit of the {@link FaultyDb}, from 1
 * @param moment before or after it took place
 * @param description what is committed, for people
 */
public record FaultPoint(int commit, Moment moment, String description) {
    public FaultPoint {
        Objects.requireNonNull(moment, "moment");
        Objects.requireNonNull(description, "description");
        if (commit < 1) {
            throw new IllegalArgumentException("commits count from 1, not " + commit);
        }
    }

    /** The moment before a commit: nothing of it is stored. */
    public static FaultPoint before(int commit) {
        return new FaultPoint(commit, Moment.BEFORE, "");
    }

    /** The moment after a commit: it is stored, and its answer may be lost. */
    public static FaultPoint after(int commit) {
        return new FaultPoint(commit, Moment.AFTER, "");
    }

    boolean isAt(int otherCommit, Moment otherMoment) {
        return commit == otherCommit && moment == otherMoment;
    }

    @Override
    public String toString() {
        return (moment == Moment.BEFORE ? "before" : "after") + " commit " + commit
                + (description.isEmpty() ? "" : " (" + description + ")");
    }

    /** Before or after. */
    public enum Moment {
        /** Nothing of the commit is stored. */
        BEFORE,
        /** All of it is stored. */
        AFTER
    }
}
