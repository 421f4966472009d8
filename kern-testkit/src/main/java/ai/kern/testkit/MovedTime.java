package ai.kern.testkit;

import ai.kern.db.TimeOffset;
import ai.kern.db.internal.MovableTimeOffset;
import java.time.Duration;

/**
 * The time by which databases judge leases and claims, moved by a test that cannot wait: give {@link #offset} to a database when
 * it is opened. Safe for use by many threads.
 */
public final class MovedTime {
    private final MovableTimeOffset offset = new MovableTimeOffset();

    /** Time that was not moved yet. */
    public MovedTime() {}

    /** What a database adds to its own time. */
    public TimeOffset offset() {
        return offset;
    }

    /** Moves the time forward, or backward by a negative duration. */
    public void move(Duration by) {
        offset.move(by);
    }
}
