package ai.kern.db;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who listen to the changes of one database: hands each hint on to all of them, on the thread that tells it. A {@link Db}
 * makes one in its constructor, tells it what it commits, and closes it with itself. What others commit comes from a
 * {@link Source}, which is at work only while somebody listens. Safe for use by many threads.
 */
public final class RunChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunChanges.class);

    /** Where hints come from of what other processes commit. */
    public interface Source {
        /**
         * Begins to listen, on a thread of its own. It tells {@link RunChange#anything()} as soon as it can hear, and whenever it
         * may have missed something.
         *
         * @return ends the listening, without waiting for it
         */
        Runnable listen(Consumer<RunChange> hearer);
    }

    private final Source source;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Runnable end;
    private boolean closed;

    /** The changes of a database that no other process shares. */
    public RunChanges() {
        this(hearer -> () -> {});
    }

    /** The changes of a database that other processes share. */
    public RunChanges(Source source) {
        this.source = source;
    }

    /**
     * Tells somebody of changes from now on: see {@link Db#changes}.
     *
     * @throws DbException if this was closed
     */
    public synchronized Subscription subscribe(Consumer<RunChange> listener) {
        if (closed) {
            throw new DbException(
                    "the database is closed, and tells of no more changes. Close it after its last use", null);
        }
        Listener subscribed = new Listener(listener);
        listeners.add(subscribed);
        if (end == null) {
            end = source.listen(this::tell);
        }
        return subscribed;
    }

    /** Tells everybody; returns when all were told, and throws nothing. */
    public void tell(RunChange change) {
        listeners.forEach(listener -> listener.hear(change));
    }

    private synchronized void remove(Listener listener) {
        listeners.remove(listener);
        if (listeners.isEmpty()) {
            stopListening();
        }
    }

    private void stopListening() {
        if (end != null) {
            end.run();
            end = null;
        }
    }

    /** Tells nobody any more. */
    @Override
    public synchronized void close() {
        closed = true;
        listeners.clear();
        stopListening();
    }

    /** One who listens. */
    private final class Listener implements Subscription {
        private final Consumer<RunChange> told;

        Listener(Consumer<RunChange> told) {
            this.told = told;
        }

        void hear(RunChange change) {
            try {
                told.accept(change);
            } catch (RuntimeException | Error failure) {
                LOG.warn(
                        "one who listens to changes of runs failed when he was told of {}; he is told of later ones",
                        change,
                        failure);
            }
        }

        @Override
        public void close() {
            remove(this);
        }
    }
}
