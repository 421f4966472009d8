package ai.kern.internal.engine;

import ai.kern.event.RunStream;
import ai.kern.run.ContinueRequest;
import ai.kern.run.KernException;
import ai.kern.run.RetryRequest;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * The doors behind which a run goes on beside its caller: asynchronous, streamed and in the background. Each lets the engine
 * work on a thread of its own and hears of it; none of them has a loop. Safe for use by many threads.
 */
final class LiveRuns {
    /** How many stretches that have ended keep their last events for those who lost their connection. */
    static final int KEPT = 100;

    private final EngineSettings settings;
    private final Engine engine;
    private final Executor executor;
    private final Map<String, LiveRun> recent = new LinkedHashMap<>();

    LiveRuns(EngineSettings settings, Engine engine) {
        this.settings = settings;
        this.engine = engine;
        this.executor = settings.executor().orElseGet(Workers::forRuns);
    }

    CompletableFuture<RunOutput> runAsync(RunRequest request) {
        return launch(unheard(), live -> engine.run(NewRuns.id(), request, live))
                .future();
    }

    CompletableFuture<RunOutput> continueRunAsync(ContinueRequest request) {
        return launch(unheard(), live -> engine.continueRun(request, live)).future();
    }

    CompletableFuture<RunOutput> retryAsync(RetryRequest request) {
        return launch(unheard(), live -> engine.retry(request, live)).future();
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
        LiveRun live = heard();
        EventChannel.Reader reader = readFromTheStart(live);
        remember(runId, live);
        launch(live, work);
        return new RunStream(runId, live.source(reader, true));
    }

    private static EventChannel.Reader readFromTheStart(LiveRun live) {
        return live.channel().flatMap(channel -> channel.readAfter(0)).orElseThrow();
    }

    /** Stores a run, and works on it in the background. */
    String start(RunRequest request) {
        LiveRun live = heard();
        String runId = NewRuns.id();
        Work work = engine.create(runId, request, live);
        remember(runId, live);
        launch(live, begun -> engine.work(work));
        if (live.end().isCompletedExceptionally() && work.journal().token().isPresent()) {
            work.journal().stopRenewing();
            live.join();
        }
        return runId;
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
        synchronized (recent) {
            live = Optional.ofNullable(recent.get(run.id()));
        }
        return live.filter(kept -> kept.isLatest(run))
                .flatMap(kept -> kept.channel()
                        .flatMap(channel -> channel.readAfter(afterSequence))
                        .map(reader -> kept.source(reader, false)));
    }

    private LiveRun heard() {
        return new LiveRun(true, engine.cancelling()::cancelWorkOf);
    }

    private LiveRun unheard() {
        return new LiveRun(false, engine.cancelling()::cancelWorkOf);
    }

    private void remember(String runId, LiveRun live) {
        synchronized (recent) {
            recent.remove(runId);
            recent.values().removeIf(kept -> recent.size() > KEPT && kept.end().isDone());
            recent.put(runId, live);
        }
    }

    /** Lets the engine work on a thread of the executor's, with the caller's thread-bound state. */
    private LiveRun launch(LiveRun live, Function<LiveRun, RunOutput> work) {
        try {
            Runnable carried = settings.contextPropagator().wrap(() -> finish(live, work));
            executor.execute(() -> begin(live, carried));
        } catch (RejectedExecutionException rejected) {
            live.failed(new KernException(
                    "the agent's executor took no more work, so the run was not worked on: " + rejected.getMessage(),
                    rejected));
        } catch (RuntimeException thrown) {
            live.failed(thrown);
        }
        return live;
    }

    private static void begin(LiveRun live, Runnable carried) {
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
            live.failed(stopped);
            throw stopped;
        }
    }
}
