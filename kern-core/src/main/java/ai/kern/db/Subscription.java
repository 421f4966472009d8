package ai.kern.db;

/** Being told of changes, until it is closed. Safe for use by many threads. */
public interface Subscription extends AutoCloseable {

    /**
     * Ends it; a hint that is on its way may still arrive. It waits for nobody, so it may be called while a hint is told, too.
     * Doing it twice is fine.
     */
    @Override
    void close();
}
