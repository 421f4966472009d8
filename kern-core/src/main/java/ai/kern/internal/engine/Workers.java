package ai.kern.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of an engine: virtual ones where the JVM has them, else daemon threads on demand. */
final class Workers {
    /** How many runs go on at once on a JVM without virtual threads. */
    static final int MOST_RUNS = 64;

    private static final int IDLE_SECONDS = 5;

    private Workers() {}

    /** Threads for tools: one for each piece of work, and none while there is nothing to do. */
    static ExecutorService forTools() {
        return virtualThreads()
                .orElseGet(() -> platformThreads("kern-tool-", 0, Integer.MAX_VALUE, new SynchronousQueue<>()));
    }

    /** Threads for runs that nobody waits for on their own: virtual ones, else at most {@link #MOST_RUNS}, the others queue. */
    static ExecutorService forRuns() {
        return virtualThreads()
                .orElseGet(() -> platformThreads("kern-run-", MOST_RUNS, MOST_RUNS, new LinkedBlockingQueue<>()));
    }

    private static Optional<ExecutorService> virtualThreads() {
        try {
            return Optional.of((ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke());
        } catch (NoSuchMethodException olderThanJava21) {
            return Optional.empty();
        } catch (Throwable impossible) {
            throw new IllegalStateException("the JVM has virtual threads and does not give them", impossible);
        }
    }

    private static ExecutorService platformThreads(String name, int core, int most, BlockingQueue<Runnable> queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(core, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, work -> {
            Thread thread = new Thread(work, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
