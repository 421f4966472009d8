package ai.kern.db;

import ai.kern.db.internal.MovableTimeOffset;
import java.time.Duration;

/**
 * What is added to a database's own clock where it judges leases and expiries. It is {@link #NONE} but for the test kit, which
 * alone can make another.
 */
public sealed interface TimeOffset permits TimeOffset.Zero, MovableTimeOffset {
    /** The database's own time. */
    TimeOffset NONE = new Zero();

    /** The offset at this moment. */
    Duration current();

    /** No offset. */
    record Zero() implements TimeOffset {
        @Override
        public Duration current() {
            return Duration.ZERO;
        }
    }
}
