package ai.kern.internal.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits between tries to store what nobody else knows, so that a database that is gone for some seconds does not take it along:
 * {@link #FIRST} at first, then twice as long each time, {@link #LONGEST} at most. Used once, by one thread.
 */
final class Backoff {
    /** How many tries there are, the first one included: they spread over nine seconds, well within the life of a lease. */
    static final int TRIES = 10;

    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private Duration next = FIRST;
    private int tried = 1;

    /**
     * Waits, if there is to be another try. An interrupt ends neither the wait nor the tries; the thread stays interrupted.
     *
     * @return whether to try again
     */
    boolean again() {
        if (tried == TRIES) {
            return false;
        }
        tried++;
        sleep(next);
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return true;
    }

    private static void sleep(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException waitOn) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
