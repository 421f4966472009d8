package ai.kern.db.jdbi;

import ai.kern.db.DbException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Platform threads of a store's own, for work that must not be done on a caller's thread: in native code, which would hold the
 * carrier of a virtual thread, or on a socket, which an interrupt of a virtual thread closes. The waiting for them is not ended by
 * an interrupt, since the caller would not know whether its commit took place. They are daemons, and begin when there is work for
 * them. Safe for use by many threads.
 */
public final class StoreThreads implements AutoCloseable {
    private final String description;
    private final ExecutorService threads;

    /**
     * Threads that have not begun.
     *
     * @param description names the store in errors
     * @param name what the names of the threads begin with
     * @param count how many there are at most; work beyond waits for its turn
     */
    public StoreThreads(String description, String name, int count) {
        this.description = description;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Waits until one of the threads has done something. What the work throws reaches the caller as it is; an interrupt is kept
     * for afterwards.
     *
     * @throws DbException if the threads were ended
     */
    public <T> T await(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads).join();
        } catch (RejectedExecutionException closed) {
            throw new DbException(description + " is closed. Close it after its last use", closed);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (failure.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failure;
        }
    }

    /** Takes no more work, and waits until what was taken is done, whatever interrupts that. Doing it twice is fine. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException interruption) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
