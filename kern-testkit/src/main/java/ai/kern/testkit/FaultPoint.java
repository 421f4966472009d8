package ai.kern.testkit;

import java.util.Locale;
import java.util.Objects;

/**
 * A place of an agent's work where a fault can strike: before or after a commit, a tool's body, or a question to the model.
 * {@link FaultPlan#points} lists them.
 *
 * @param step the number of the commit, from 1; of the last commit before it for other places
 * @param place what is there
 * @param name what it is about, in words; the same each time the same work is done
 * @param moment before or after it
 */
public record FaultPoint(int step, Place place, String name, Moment moment) implements Comparable<FaultPoint> {
    public FaultPoint {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(moment, "moment");
    }

    /** What a fault can strike. */
    public enum Place {
        /** A commit of the database. */
        COMMIT,
        /** The body of a tool. */
        BODY,
        /** A question to the model. */
        MODEL
    }

    /** Before or after it. */
    public enum Moment {
        /** It has not happened. */
        BEFORE,
        /** It has happened, and nobody was told yet. */
        AFTER
    }

    @Override
    public int compareTo(FaultPoint other) {
        int byStep = Integer.compare(step, other.step);
        int byPlace = byStep != 0 ? byStep : place.compareTo(other.place);
        int byName = byPlace != 0 ? byPlace : name.compareTo(other.name);
        return byName != 0 ? byName : moment.compareTo(other.moment);
    }

    @Override
    public String toString() {
        return moment.name().toLowerCase(Locale.ROOT)
                + switch (place) {
                    case COMMIT -> " commit " + step + " (" + name + ")";
                    case BODY -> " the body of " + name;
                    case MODEL -> " " + name + " to the model";
                };
    }
}
