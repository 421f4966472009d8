package ai.kern.internal.engine;

import ai.kern.run.OutcomeStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's body on a thread of its own: it can be waited for, interrupted, and left behind when its time is over. An
 * interrupt never reaches the thread's next work.
 */
final class BodyRun implements Runnable {
    private final Function<Runnable, CallResult> body;
    private final Optional<Duration> timeout;
    private final Runnable release;
    private final AtomicBoolean released = new AtomicBoolean();
    private final CompletableFuture<CallResult> end = new CompletableFuture<>();
    private final CompletableFuture<CallResult> inTime = new CompletableFuture<>();
    private @Nullable Thread thread;
    private boolean decided;

    /**
     * @param body runs, and calls what it is given when its time begins
     * @param timeout how long it may take from then on
     * @param release called once, when the body has ended or its time is over
     */
    BodyRun(Function<Runnable, CallResult> body, Optional<Duration> timeout, Runnable release) {
        this.body = body;
        this.timeout = timeout;
        this.release = release;
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        try {
            CallResult ended = body.apply(this::limitTime);
            finish();
            end.complete(ended);
            inTime.complete(ended);
        } catch (Throwable thrown) {
            finish();
            end.completeExceptionally(thrown);
            inTime.completeExceptionally(thrown);
        } finally {
            releaseOnce();
        }
    }

    private synchronized boolean begin() {
        boolean isFirst = decide();
        if (isFirst) {
            thread = Thread.currentThread();
        }
        return isFirst;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what depends on the time-out is done in the stage itself
    private void limitTime() {
        timeout.ifPresent(limit -> inTime.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((ended, thrown) -> {
                    if (thrown instanceof TimeoutException) {
                        interrupt();
                        releaseOnce();
                    }
                }));
    }

    /**
     * Gives up a body that has not begun, for good.
     *
     * @param instead what comes of it
     * @return whether it had not begun
     */
    boolean abandon(CallResult instead) {
        boolean isFirst = decide();
        if (isFirst) {
            end.complete(instead);
            inTime.complete(instead);
            releaseOnce();
        }
        return isFirst;
    }

    /** Gives up a body that has not begun, for good; who waits for it gets the error. */
    void abandon(Error instead) {
        if (decide()) {
            end.completeExceptionally(instead);
            inTime.completeExceptionally(instead);
            releaseOnce();
        }
    }

    private synchronized boolean decide() {
        boolean isFirst = !decided;
        decided = true;
        return isFirst;
    }

    /** Ends interrupts: what follows on this thread, such as the storing of the outcome, was not meant by them. */
    private synchronized void finish() {
        thread = null;
        Thread.interrupted();
    }

    private void releaseOnce() {
        if (released.compareAndSet(false, true)) {
            release.run();
        }
    }

    /** Interrupts the body, if it runs. */
    synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Completes when the body ends, however late. */
    CompletableFuture<CallResult> end() {
        return end;
    }

    /**
     * Waits for the body or the end of its time.
     *
     * @return what came of it; empty if its time ran out, unless it returned a result at that very moment: how a body ends
     *     that was interrupted tells nothing of what it did before
     * @throws InterruptedException if the waiting thread is interrupted; the body goes on
     */
    Optional<CallResult> await() throws InterruptedException {
        try {
            return Optional.of(inTime.get());
        } catch (ExecutionException thrown) {
            if (thrown.getCause() instanceof TimeoutException) {
                return result(end).map(ended -> ended);
            }
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a tool's execution threw what it should have caught", thrown.getCause());
        }
    }

    /** What an interrupted body came to, if it returned a result all the same. */
    static Optional<CallResult.Ended> result(CompletableFuture<CallResult> end) {
        return end.isDone()
                        && !end.isCompletedExceptionally()
                        && end.join() instanceof CallResult.Ended ended
                        && ended.outcome().status() == OutcomeStatus.SUCCEEDED
                ? Optional.of(ended)
                : Optional.empty();
    }
}
