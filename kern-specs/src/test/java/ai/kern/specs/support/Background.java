package ai.kern.specs.support;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that a test does on another thread. */
public final class Background<T> {
    private static final long SECONDS = 30;

    private final FutureTask<T> task;

    private Background(FutureTask<T> task) {
        this.task = task;
    }

    public static <T> Background<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "background-of-a-test");
        thread.setDaemon(true);
        thread.start();
        return new Background<>(task);
    }

    /** Waits for what came of it although this thread may be interrupted meanwhile, which it then still is. */
    public T joinThroughInterrupts() {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return get();
                } catch (InterruptedException waitOn) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for what came of it, and throws what it threw. */
    public T join() {
        try {
            return get();
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while waiting for the background", interrupted);
        }
    }

    private T get() throws InterruptedException {
        try {
            return task.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException thrown) {
            if (thrown.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw new AssertionError("the work in the background failed", thrown.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("the work in the background did not end within " + SECONDS + " s", late);
        }
    }
}
