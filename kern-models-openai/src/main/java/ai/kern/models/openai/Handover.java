package ai.kern.models.openai;

import ai.kern.model.ModelListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the pieces of one streamed answer from the thread that reads them to the one that asked. The reader waits when it is
 * too far ahead; the one that asked waits for the next piece, as long as it was told to. For one reader and one listener.
 */
final class Handover implements ModelListener {
    private static final int FAR_AHEAD = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Consumer<ModelListener>> waiting = new ArrayList<>();
    private boolean handedOn;
    private boolean begun;
    private boolean alive;
    private boolean abandoned;
    private @Nullable Answer answer;
    private @Nullable Throwable failure;

    @Override
    public void onText(String piece) {
        put(listener -> listener.onText(piece));
    }

    @Override
    public void onReasoning(String piece) {
        put(listener -> listener.onReasoning(piece));
    }

    @Override
    public void onToolCall(int index, String toolName) {
        put(listener -> listener.onToolCall(index, toolName));
    }

    @Override
    public void onArguments(int index, String piece) {
        put(listener -> listener.onArguments(index, piece));
    }

    private void put(Consumer<ModelListener> piece) {
        lock.lock();
        try {
            while (waiting.size() >= FAR_AHEAD && !abandoned) {
                changed.awaitUninterruptibly();
            }
            if (!abandoned) {
                waiting.add(piece);
                begun = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The server said something, if only that it lives. */
    void beat() {
        lock.lock();
        try {
            alive = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void complete(Answer whole) {
        end(whole, null);
    }

    void fail(Throwable cause) {
        end(null, cause);
    }

    private void end(@Nullable Answer whole, @Nullable Throwable cause) {
        lock.lock();
        try {
            answer = whole;
            failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody listens any more: the reader need not wait, and may stop. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isAbandoned() {
        lock.lock();
        try {
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands on pieces until the answer is whole.
     *
     * @param first how long to wait for the first one
     * @param between how long to wait for each further sign of life
     * @throws InterruptedException if the thread is interrupted, between two pieces at the latest
     * @throws Failed with what the reader failed of
     * @throws FailedAttempt if the server was silent for too long
     */
    Answer handOnTo(ModelListener listener, Duration first, Duration between)
            throws InterruptedException, Failed, FailedAttempt {
        List<Consumer<ModelListener>> batch = next(first, between);
        while (!batch.isEmpty()) {
            handedOn = true;
            for (Consumer<ModelListener> piece : batch) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                piece.accept(listener);
            }
            batch = next(first, between);
        }
        lock.lock();
        try {
            if (answer == null) {
                throw new Failed(failure);
            }
            return answer;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the listener heard anything; for the thread that asked. */
    boolean hasHandedOn() {
        return handedOn;
    }

    /** The pieces that have come, in order; none when the answer has ended. */
    private List<Consumer<ModelListener>> next(Duration first, Duration between)
            throws InterruptedException, FailedAttempt {
        lock.lockInterruptibly();
        try {
            Duration limit = begun ? between : first;
            long left = limit.toNanos();
            while (waiting.isEmpty() && answer == null && failure == null) {
                if (left <= 0) {
                    throw FailedAttempt.because(
                                    begun
                                            ? "the stream was silent for " + limit + " in the middle of the answer"
                                            : "no first token within " + limit)
                            .retryable(true);
                }
                alive = false;
                left = changed.awaitNanos(left);
                left = alive && begun ? between.toNanos() : left;
            }
            List<Consumer<ModelListener>> batch = waiting;
            waiting = new ArrayList<>();
            changed.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** What the reader failed of, as its cause. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(@Nullable Throwable cause) {
            super(null, cause, false, false);
        }
    }
}
