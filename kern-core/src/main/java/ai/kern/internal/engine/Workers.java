package ai.kern.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which tools run beside each other: virtual ones where the JVM has them, else daemon threads on demand. */
final class Workers {
    private static final int IDLE_SECONDS = 5;

    private Workers() {}

    /** An executor that starts a thread for each piece of work and holds none while there is nothing to do. */
    static ExecutorService create() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (NoSuchMethodException olderThanJava21) {
            return platformThreads();
        } catch (Throwable impossible) {
            throw new IllegalStateException("the JVM has virtual threads and does not give them", impossible);
        }
    }

    private static ExecutorService platformThreads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "kern-tool-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
