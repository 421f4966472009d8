package ai.kern.event;

import ai.kern.run.RunOutput;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The events of a run as they happen, and its result.
 *
 * <pre>{@code
 * try (RunStream stream = agent.stream("Summarise the report")) {
 *     for (RunEvent event : stream) {
 *         if (event instanceof RunEvent.RunContent content) {
 *             System.out.print(content.text());
 *         }
 *     }
 *     RunOutput output = stream.result();
 * }
 * }</pre>
 *
 * <p>Up to {@link #BUFFERED} events wait to be read; then the run waits, unless it works on the thread that opened the stream
 * (an executor may do that): then all wait to be read. A run that fails ends its stream with
 * {@link RunEvent.RunError}, and {@link #result()} throws; a call that is refused or overtaken, and a database that fails, are
 * no events of the run: reading throws them, and so does {@code result()}.
 *
 * <p>Closing the stream that started, continued or retried a run cancels the run while it is RUNNING; {@link #leave()} lets it
 * finish. A run that waits or has ended stays as it is. The events are for one thread; {@code result}, {@code leave} and
 * {@code close} may be called by any. A thread that is interrupted while it waits for an event or the result gets a
 * {@link ai.kern.run.KernException} and stays interrupted; the run goes on, and both can be asked for again.
 */
public final class RunStream implements Iterable<RunEvent>, AutoCloseable {
    /** How many events wait for a reader before the run does. */
    public static final int BUFFERED = 256;

    /** Where a stream's events come from; implemented by the engine. */
    public interface Source {
        /** Waits for the next event; empty once there is none left. */
        Optional<RunEvent> next();

        /** Waits until nobody works on the run any more. */
        RunOutput result();

        /** Stops reading and lets the run go on. */
        void leave();

        /** Stops reading; what becomes of the run is the source's to say. */
        void close();
    }

    private final String runId;
    private final Source source;
    private final AtomicBoolean iterated = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A stream of a run's events; applications get theirs from a {@link ai.kern.run.Runner}. */
    public RunStream(String runId, Source source) {
        this.runId = runId;
        this.source = source;
    }

    /** The run that was called for. */
    public String runId() {
        return runId;
    }

    /**
     * The events that have not been read yet.
     *
     * @throws IllegalStateException if they are being read already
     */
    @Override
    public Iterator<RunEvent> iterator() {
        if (!iterated.compareAndSet(false, true)) {
            throw new IllegalStateException("the events of run " + runId
                    + " are read once, by one reader; open another stream with follow(…) for a second one");
        }
        return new Events();
    }

    /**
     * Waits for the run to pause or end. From then on the run waits for no reader; events that were not read stay readable.
     *
     * @throws ai.kern.run.RunFailedException if it ended as ERROR
     * @throws ai.kern.run.KernException if the call was refused, overtaken or stopped by the database, or this thread is
     *     interrupted while it waits
     */
    public RunOutput result() {
        return source.result();
    }

    /** Stops reading and lets the run go on; a later {@link #close()} does nothing. */
    public void leave() {
        if (closed.compareAndSet(false, true)) {
            source.leave();
        }
    }

    /**
     * Stops reading, and cancels the run if this stream started, continued or retried it and it is RUNNING. Doing it twice is
     * fine.
     *
     * @throws ai.kern.db.DbException if the database failed, so that the run was not cancelled
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            source.close();
        }
    }

    /** Reads one event ahead, when it is asked whether there is one. */
    private final class Events implements Iterator<RunEvent> {
        private Optional<RunEvent> next = Optional.empty();
        private boolean ended;

        @Override
        public boolean hasNext() {
            if (next.isEmpty() && !ended) {
                next = source.next();
                ended = next.isEmpty();
            }
            return next.isPresent();
        }

        @Override
        public RunEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException("run " + runId + " has no more events");
            }
            RunEvent event = next.orElseThrow();
            next = Optional.empty();
            return event;
        }
    }
}
