package ai.kern.internal.engine;

import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.Run;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of work on a run that goes on beside its caller: what it tells, how it ends, and how it is given up. Safe for use
 * by many threads.
 */
final class LiveRun implements Listener {
    private final Optional<EventChannel> channel;
    private final BiConsumer<String, Journal> cancel;
    private final CompletableFuture<RunOutput> end = new CompletableFuture<>();
    private @Nullable String runId;
    private @Nullable Journal journal;
    private boolean givenUp;

    /**
     * @param isHeard whether events are kept for readers
     * @param cancel makes a run CANCELLED that is worked on under a journal's lease
     */
    LiveRun(boolean isHeard, BiConsumer<String, Journal> cancel) {
        this.channel = isHeard ? Optional.of(new EventChannel()) : Optional.empty();
        this.cancel = cancel;
    }

    @Override
    public Optional<EventChannel> channel() {
        return channel;
    }

    @Override
    public void begun(String id, Journal leased) {
        boolean isTooLate;
        synchronized (this) {
            runId = id;
            journal = leased;
            isTooLate = givenUp;
        }
        if (isTooLate) {
            cancel.accept(id, leased);
        }
    }

    /** Cancels the run if it is worked on, and keeps work that has not begun from beginning. */
    void giveUp() {
        Journal leased;
        String id;
        synchronized (this) {
            givenUp = true;
            leased = journal;
            id = runId;
        }
        if (leased != null && id != null && !end.isDone()) {
            cancel.accept(id, leased);
        }
    }

    /** Whether it was given up before it began. */
    synchronized boolean isGivenUp() {
        return givenUp && journal == null;
    }

    void ended(RunOutput output) {
        end.complete(output);
        channel.ifPresent(EventChannel::end);
    }

    void failed(Throwable cause) {
        end.completeExceptionally(cause);
        channel.ifPresent(EventChannel::end);
    }

    /** Whether a run still stands where this stretch left it, or is worked on by it. */
    boolean isLatest(Run run) {
        return !end.isDone() || (!end.isCompletedExceptionally() && join().run().version() == run.version());
    }

    /** Completes when nobody works on the run here any more. */
    CompletableFuture<RunOutput> end() {
        return end;
    }

    /** Waits for the end; throws what was thrown there. */
    RunOutput join() {
        try {
            return end.join();
        } catch (CompletionException thrown) {
            if (thrown.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (thrown.getCause() instanceof Error cause) {
                throw cause;
            }
            throw thrown;
        }
    }

    /** The future that a caller gets: cancelling it gives the work up. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage does nothing but complete the caller's future
    CompletableFuture<RunOutput> future() {
        CompletableFuture<RunOutput> future = new Given(this);
        end.whenComplete((output, cause) -> {
            if (cause != null) {
                future.completeExceptionally(cause);
            } else {
                future.complete(output);
            }
        });
        return future;
    }

    private static final class Given extends CompletableFuture<RunOutput> {
        private final LiveRun live;

        private Given(LiveRun live) {
            this.live = live;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean isCancelled = super.cancel(mayInterruptIfRunning);
            if (isCancelled) {
                live.giveUp();
            }
            return isCancelled;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }

    /**
     * A reader's view of this stretch.
     *
     * @param cancelsWhenClosed whether closing it gives the work up
     */
    RunStream.Source source(EventChannel.Reader reader, boolean cancelsWhenClosed) {
        return new RunStream.Source() {
            @Override
            public Optional<RunEvent> next() {
                Optional<RunEvent> event = reader.next();
                if (event.isEmpty() && reader.isOpen()) {
                    throwRefusal();
                }
                return event;
            }

            @Override
            public RunOutput result() {
                channel.ifPresent(EventChannel::relax);
                return join();
            }

            @Override
            public void leave() {
                reader.close();
            }

            @Override
            public void close() {
                reader.close();
                if (cancelsWhenClosed) {
                    giveUp();
                }
            }
        };
    }

    /** What kept the run from being worked on is thrown; how the run itself ended was told by its events. */
    private void throwRefusal() {
        try {
            join();
        } catch (RunFailedException told) {
            return;
        }
    }
}
