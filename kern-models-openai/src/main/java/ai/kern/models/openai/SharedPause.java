package ai.kern.models.openai;

import java.time.Duration;

/** Until when a server wants to be left alone, as it told whoever asked it. Safe for use by many threads. */
final class SharedPause {
    /** Beyond what anybody waits for, and within what nanoseconds can count. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private boolean asked;
    private long end;

    /** The server wants to be left alone for so long from now; an end that was asked for before and is later stays. */
    synchronized void extend(Duration wanted, Time time) {
        long wantedEnd = time.nanoTime() + (wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST).toNanos();
        if (!asked || wantedEnd - end > 0) {
            asked = true;
            end = wantedEnd;
        }
    }

    /** How long it is still to be left alone; zero if it may be asked. */
    synchronized Duration left(Time time) {
        long left = asked ? end - time.nanoTime() : 0;
        asked = left > 0;
        return Duration.ofNanos(Math.max(0, left));
    }
}
