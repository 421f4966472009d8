package ai.kern.models.openai;

import java.time.Duration;
import java.time.Instant;

/** The time that retries live in; tests bring their own, so that they wait for nothing. */
interface Time {

    /** The machine's own time. */
    Time SYSTEM = new Time() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }
    };

    /** The time of day, for servers that name one. */
    Instant now();

    /** A running clock, for budgets. */
    long nanoTime();

    void sleep(Duration duration) throws InterruptedException;
}
