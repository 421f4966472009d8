package ai.kern.db.internal;

import ai.kern.db.TimeOffset;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Time that a test moves. Safe for use by many threads. */
public final class MovableTimeOffset implements TimeOffset {
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    @Override
    public Duration current() {
        return offset.get();
    }

    /** Moves the time forward, or backward by a negative duration. */
    public void move(Duration by) {
        offset.accumulateAndGet(by, Duration::plus);
    }
}
