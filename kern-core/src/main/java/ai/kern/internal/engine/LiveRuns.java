package ai.kern.internal.engine;

import ai.kern.event.RunStream;
import ai.kern.run.ContinueRequest;
import ai.kern.run.KernException;
import ai.kern.run.RetryRequest;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The doors behind which a run goes on beside its caller: asynchronous, streamed and in the background. Each lets the engine
 * work on a thread of its own and hears of it; none of them has a loop. Safe for use by many threads.
 */
final class LiveRuns implements LiveRun.Home {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRuns.class);

    /** How many stretches that have ended keep their last events for those who lost their connection. */
    static final int KEPT = 100;

    private final EngineSettings settings;
    private final Engine engine;
    private final Executor executor;
    private final Map<String, LiveRun> latest = new HashMap<>();
    private final Deque<LiveRun> ended = new ArrayDeque<>();

    LiveRuns(EngineSettings settings, Engine engine) {
        this.settings = settings;
        this.engine = engine;
        this.executor = settings.executor().orElseGet(Workers::forRuns);
    }

    CompletableFuture<RunOutput> runAsync(RunRequest request) {
        String runId = NewRuns.id();
        return launch(unheard(runId), live -> engine.run(runId, request, live)).future();
    }

    CompletableFuture<RunOutput> continueRunAsync(ContinueRequest request) {
        return launch(unheard(request.runId()), live -> engine.continueRun(request, live))
                .future();
    }

    CompletableFuture<RunOutput> retryAsync(RetryRequest request) {
        return launch(unheard(request.runId()), live -> engine.retry(request, live))
                .future();
    }

    RunStream stream(RunRequest request) {
        String runId = NewRuns.id();
        return streamed(runId, live -> engine.run(runId, request, live));
    }

    RunStream continueStream(ContinueRequest request) {
        return streamed(request.runId(), live -> engine.continueRun(request, live));
    }

    RunStream retryStream(RetryRequest request) {
        return streamed(request.runId(), live -> engine.retry(request, live));
    }

    private RunStream streamed(String runId, Function<LiveRun, RunOutput> work) {
        LiveRun live = heard(runId);
        EventChannel.Reader reader = readFromTheStart(live);
        launch(live, work);
        return new RunStream(runId, live.source(reader, true));
    }

    private static EventChannel.Reader readFromTheStart(LiveRun live) {
        return live.channel().flatMap(channel -> channel.readAfter(0)).orElseThrow();
    }

    /** Stores a run, and works on it in the background. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage does nothing but give the lease back
    String start(RunRequest request) {
        LiveRun live = heard(NewRuns.id());
        Work work = engine.create(live.runId(), request, live);
        live.end().whenComplete((output, cause) -> work.tree().lease().stopRenewing());
        AtomicBoolean begun = new AtomicBoolean();
        launch(live, any -> {
            begun.set(true);
            return engine.start(work);
        });
        if (live.end().isCompletedExceptionally() && !begun.get()) {
            live.join();
        }
        return live.runId();
    }

    /** The events of a run behind one that its reader has seen already. */
    RunStream follow(String runId, Optional<String> userId, long afterSequence) {
        if (afterSequence < 0) {
            throw new IllegalArgumentException(
                    "a reader has seen events up to a sequence of 0 or more, not " + afterSequence);
        }
        Run run = engine.runs().require(runId, userId).run();
        return new RunStream(
                runId, kept(run, afterSequence).orElseGet(() -> new StoredEvents(settings, engine.runs(), runId)));
    }

    /** What this process has kept of a run's last stretch, unless the run has gone on elsewhere since. */
    private Optional<RunStream.Source> kept(Run run, long afterSequence) {
        Optional<LiveRun> live;
        synchronized (latest) {
            live = Optional.ofNullable(latest.get(run.id()));
        }
        return live.filter(kept -> kept.isLatest(run))
                .flatMap(kept -> kept.channel()
                        .flatMap(channel -> channel.readAfter(afterSequence))
                        .map(reader -> kept.source(reader, false)));
    }

    private LiveRun heard(String runId) {
        return new LiveRun(runId, true, this);
    }

    private LiveRun unheard(String runId) {
        return new LiveRun(runId, false, this);
    }

    /** Lets others follow a stretch from now on, until {@link #KEPT} later ones have ended. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stage does nothing but let go of the oldest
    public void begun(LiveRun live) {
        if (live.channel().isPresent()) {
            synchronized (latest) {
                latest.put(live.runId(), live);
            }
            live.end().whenComplete((output, cause) -> keepEnded(live));
        }
    }

    private void keepEnded(LiveRun live) {
        synchronized (latest) {
            ended.add(live);
            if (ended.size() > KEPT) {
                LiveRun oldest = ended.remove();
                latest.remove(oldest.runId(), oldest);
            }
        }
    }

    @Override
    public void cancel(String runId, TreeLease lease) {
        engine.cancelling().cancelWorkOf(runId, lease);
    }

    /** Lets the engine work on a thread of the executor's, with the caller's thread-bound state. */
    private LiveRun launch(LiveRun live, Function<LiveRun, RunOutput> work) {
        Thread caller = Thread.currentThread();
        try {
            Runnable carried = settings.contextPropagator().wrap(() -> finish(live, work));
            executor.execute(() -> begin(live, carried, caller));
        } catch (RejectedExecutionException rejected) {
            live.failed(new KernException(
                    "the agent's executor took no more work, so the run was not worked on: " + rejected.getMessage(),
                    rejected));
        } catch (RuntimeException thrown) {
            live.failed(thrown);
        }
        return live;
    }

    private static void begin(LiveRun live, Runnable carried, Thread caller) {
        if (Thread.currentThread() == caller) {
            // The caller reads nothing before the work is done, so the work must not wait for a reader.
            live.channel().ifPresent(EventChannel::relax);
        }
        try {
            carried.run();
        } catch (RuntimeException | Error thrown) {
            live.failed(thrown);
            throw thrown;
        }
        live.failed(new KernException("the agent's context propagator did not run what it was given"));
    }

    private static void finish(LiveRun live, Function<LiveRun, RunOutput> work) {
        if (live.isGivenUp()) {
            live.failed(new KernException("the run was given up before it was begun; nothing was stored"));
            return;
        }
        try {
            live.ended(work.apply(live));
        } catch (RuntimeException refused) {
            live.failed(refused);
        } catch (Error stopped) {
            LOG.error("a run was stopped by an error; it is recovered once its lease has expired", stopped);
            live.failed(stopped);
        }
    }
}
