package ai.kern.internal;

import java.time.Duration;
import java.util.Objects;

/** How long the durations may be that callers choose: what is longer is meant as 'for ever', and computing with it overflows. */
public final class Durations {
    /** The shortest one. */
    public static final Duration SHORTEST = Duration.ofMillis(1);

    /** The longest one. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private Durations() {}

    /**
     * Refuses a duration that is too short or too long.
     *
     * @param what names it in the error
     */
    public static Duration check(Duration duration, String what) {
        Objects.requireNonNull(duration, what);
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " is " + duration + "; it must be at least 1 ms and at most " + LONGEST.toDays() + " days");
        }
        return duration;
    }
}
