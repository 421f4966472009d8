package ai.kern.internal.engine;

import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.KernException;
import ai.kern.run.Run;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of work on a run that goes on beside its caller: what it tells, how it ends, and how it is given up. Safe for use
 * by many threads.
 */
final class LiveRun implements Listener {
    /** Where a stretch of work belongs. */
    interface Home {
        /** Work on the run has begun. */
        void begun(LiveRun live);

        /** Makes a run CANCELLED that is worked on under a lease. */
        void cancel(String runId, TreeLease lease);
    }

    private final String runId;
    private final Optional<EventChannel> channel;
    private final Home home;
    private final CompletableFuture<RunOutput> end = new CompletableFuture<>();
    private volatile long lastVersion;
    private @Nullable TreeLease lease;
    private boolean givenUp;

    /** @param isHeard whether events are kept for readers */
    LiveRun(String runId, boolean isHeard, Home home) {
        this.runId = runId;
        this.channel = isHeard ? Optional.of(new EventChannel()) : Optional.empty();
        this.home = home;
    }

    /** The run that is worked on. */
    String runId() {
        return runId;
    }

    @Override
    public Optional<EventChannel> channel() {
        return channel;
    }

    @Override
    public void begun(TreeLease leased) {
        boolean isTooLate;
        synchronized (this) {
            lease = leased;
            isTooLate = givenUp;
        }
        home.begun(this);
        if (isTooLate) {
            home.cancel(runId, leased);
        }
    }

    @Override
    public void stands(Run run) {
        if (run.id().equals(runId)) {
            lastVersion = run.version();
        }
    }

    /** Cancels the run if it is worked on, and keeps work that has not begun from beginning. */
    void giveUp() {
        TreeLease leased;
        synchronized (this) {
            givenUp = true;
            leased = lease;
        }
        if (leased != null && !end.isDone()) {
            home.cancel(runId, leased);
        }
    }

    /** Whether it was given up before it began. */
    synchronized boolean isGivenUp() {
        return givenUp && lease == null;
    }

    void ended(RunOutput output) {
        end.complete(output);
        channel.ifPresent(EventChannel::end);
    }

    void failed(Throwable cause) {
        end.completeExceptionally(cause);
        channel.ifPresent(EventChannel::end);
    }

    /** Whether a run that was read before this is asked stands where this stretch left it, or is worked on by it. */
    boolean isLatest(Run run) {
        return !end.isDone() || lastVersion >= run.version();
    }

    /** Completes when nobody works on the run here any more. */
    CompletableFuture<RunOutput> end() {
        return end;
    }

    /**
     * Waits for the end; throws what was thrown there.
     *
     * @throws KernException if the thread is interrupted before the end
     */
    RunOutput join() {
        try {
            return end.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KernException(
                    "the thread was interrupted while it waited for the result of run " + runId + "; the run goes on",
                    interrupted);
        } catch (ExecutionException thrown) {
            if (thrown.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (thrown.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException("work on a run threw what it cannot throw", thrown.getCause());
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
