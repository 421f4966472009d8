package ai.kern.internal.engine;

import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.KernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * The events of one stretch of work on a run, on their way from the engine's threads to any number of readers. It numbers them,
 * keeps the last {@link RunStream#BUFFERED}, and lets the engine wait for the slowest reader. Safe for use by many threads.
 */
final class EventChannel {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<RunEvent> kept = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private long last;
    private boolean ended;
    private boolean relaxed;

    /** One reader's place. */
    final class Reader {
        private long read;

        private Reader(long read) {
            this.read = read;
        }

        /**
         * Waits for the next event; empty once there is none left, or once this reader was closed.
         *
         * @throws KernException if the thread is interrupted while it waits
         */
        Optional<RunEvent> next() {
            lock.lock();
            try {
                while (readers.contains(this)) {
                    if (read < last) {
                        RunEvent event = after(read);
                        read = event.header().sequence();
                        dropWhatAllHaveRead();
                        return Optional.of(event);
                    }
                    if (ended) {
                        return Optional.empty();
                    }
                    changed.await();
                }
                return Optional.empty();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new KernException(
                        "the thread was interrupted while it waited for a run's next event; the run goes on, and the"
                                + " event can be read later",
                        interrupted);
            } finally {
                lock.unlock();
            }
        }

        /** Whether it was not closed. */
        boolean isOpen() {
            lock.lock();
            try {
                return readers.contains(this);
            } finally {
                lock.unlock();
            }
        }

        /** Reads no more, and holds nobody up. */
        void close() {
            lock.lock();
            try {
                readers.remove(this);
                dropWhatAllHaveRead();
            } finally {
                lock.unlock();
            }
        }
    }

    /** A reader of all events behind one; empty if they are not all kept. */
    Optional<Reader> readAfter(long sequence) {
        lock.lock();
        try {
            long dropped = last - kept.size();
            if (sequence < dropped || sequence > last) {
                return Optional.empty();
            }
            Reader reader = new Reader(sequence);
            readers.add(reader);
            return Optional.of(reader);
        } finally {
            lock.unlock();
        }
    }

    /** Tells an event; waits for the readers where they are too far behind. */
    void tell(LongFunction<RunEvent> numbered) {
        lock.lock();
        try {
            while (!relaxed && !readers.isEmpty() && last - slowest() >= RunStream.BUFFERED) {
                changed.awaitUninterruptibly();
            }
            kept.add(numbered.apply(last + 1));
            last++;
            dropWhatAllHaveRead();
        } finally {
            lock.unlock();
        }
    }

    /** Never lets the engine wait again: somebody waits for the run to end. */
    void relax() {
        lock.lock();
        try {
            relaxed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is told any more; what was told can be read. */
    void end() {
        lock.lock();
        try {
            ended = true;
            dropWhatAllHaveRead();
        } finally {
            lock.unlock();
        }
    }

    private long slowest() {
        return readers.stream().mapToLong(reader -> reader.read).min().orElse(last);
    }

    private RunEvent after(long sequence) {
        return kept.get(Math.toIntExact(sequence - (last - kept.size())));
    }

    /** Keeps the last ones for those who come later; drops many at once, since what stays behind them moves. */
    private void dropWhatAllHaveRead() {
        int unread = Math.toIntExact(last - slowest());
        int dropped = kept.size() - Math.max(unread, Math.min(RunStream.BUFFERED, kept.size()));
        boolean isRest = ended && unread <= RunStream.BUFFERED;
        if (dropped > 0 && (isRest || dropped >= kept.size() / 2)) {
            kept.subList(0, dropped).clear();
        }
        changed.signalAll();
    }
}
