package ai.kern.models.openai;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody sleeps, or is told to. */
final class FakeTime implements Time {
    static final Instant BEGIN = Instant.parse("2026-11-21T08:00:00Z");

    private final List<Duration> sleeps = new ArrayList<>();
    private Duration passed = Duration.ZERO;

    @Override
    public synchronized Instant now() {
        return BEGIN.plus(passed);
    }

    @Override
    public synchronized long nanoTime() {
        return passed.toNanos();
    }

    @Override
    public synchronized void sleep(Duration duration) {
        sleeps.add(duration);
        passed = passed.plus(duration);
    }

    synchronized void pass(Duration duration) {
        passed = passed.plus(duration);
    }

    synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }
}
