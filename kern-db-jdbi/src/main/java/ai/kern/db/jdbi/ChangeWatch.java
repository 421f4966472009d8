package ai.kern.db.jdbi;

import ai.kern.db.RunChange;
import ai.kern.db.RunChanges;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to what other processes commit, on a daemon thread that lasts as long as somebody wants to know. A feed that breaks is
 * opened again and again, after ever longer pauses. Safe for use by many threads.
 */
final class ChangeWatch implements RunChanges.Source, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeWatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Opens a feed. */
    interface Feeds {
        ChangeFeed open() throws SQLException;
    }

    private final String description;
    private final Feeds feeds;
    private final Failures failures;
    private final Set<Listening> atWork = ConcurrentHashMap.newKeySet();

    ChangeWatch(String description, Feeds feeds, Failures failures) {
        this.description = description;
        this.feeds = feeds;
        this.failures = failures;
    }

    @Override
    public Runnable listen(Consumer<RunChange> hearer) {
        Listening listening = new Listening(hearer);
        atWork.add(listening);
        listening.thread.start();
        return listening::end;
    }

    /** Waits until all that was opened is closed, which takes as long as a feed waits; nobody may begin to listen meanwhile. */
    @Override
    public void close() {
        atWork.forEach(Listening::end);
        boolean interrupted = false;
        for (Listening listening : atWork) {
            while (listening.thread.isAlive() && listening.thread != Thread.currentThread()) {
                try {
                    listening.thread.join();
                } catch (InterruptedException interruption) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One thread that listens. */
    private final class Listening implements Runnable {
        private final Consumer<RunChange> hearer;
        private final Thread thread;
        private volatile boolean ended;
        private Duration pause = FIRST_PAUSE;

        Listening(Consumer<RunChange> hearer) {
            this.hearer = hearer;
            this.thread = new Thread(this, "kern-changes");
            thread.setDaemon(true);
        }

        void end() {
            ended = true;
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            try {
                while (!ended) {
                    try (ChangeFeed feed = feeds.open()) {
                        hear(feed);
                    } catch (SQLException | RuntimeException broken) {
                        rest(broken);
                    }
                }
            } finally {
                atWork.remove(this);
            }
        }

        private void hear(ChangeFeed feed) throws SQLException {
            hearer.accept(RunChange.anything());
            while (!ended) {
                feed.await().forEach(hearer);
                pause = FIRST_PAUSE;
            }
        }

        private void rest(Exception broken) {
            if (ended) {
                return;
            }
            if (pause.equals(FIRST_PAUSE)) {
                LOG.warn(
                        "{} cannot be listened to, so whoever waits for a run may learn late of what other processes do;"
                                + " it is tried again until it can",
                        description,
                        withoutValues(broken));
                hearer.accept(RunChange.anything());
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }

        private Exception withoutValues(Exception broken) {
            return broken instanceof SQLException || broken instanceof JdbiException
                    ? failures.exception("listening to changes", broken)
                    : broken;
        }
    }
}
