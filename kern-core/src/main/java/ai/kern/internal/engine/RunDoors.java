package ai.kern.internal.engine;

import ai.kern.event.RunStream;
import ai.kern.internal.Durations;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RetryRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** All doors of one agent or team to one engine; what each promises, {@link ai.kern.run.Runner} says. Thread-safe. */
public final class RunDoors {
    private final Engine engine;
    private final LiveRuns live;

    /** The doors of a runner. */
    public RunDoors(EngineSettings settings) {
        this.engine = new Engine(settings);
        this.live = new LiveRuns(settings, engine);
    }

    public RunOutput run(RunRequest request) {
        return engine.run(NewRuns.id(), request, Listener.NONE);
    }

    public RunOutput continueRun(ContinueRequest request) {
        return engine.continueRun(request, Listener.NONE);
    }

    public RunOutput retry(RetryRequest request) {
        return engine.retry(request, Listener.NONE);
    }

    public RunOutput recover(String runId) {
        return engine.recover(runId, Listener.NONE);
    }

    public CompletableFuture<RunOutput> runAsync(RunRequest request) {
        return live.runAsync(request);
    }

    public CompletableFuture<RunOutput> continueRunAsync(ContinueRequest request) {
        return live.continueRunAsync(request);
    }

    public CompletableFuture<RunOutput> retryAsync(RetryRequest request) {
        return live.retryAsync(request);
    }

    public RunStream stream(RunRequest request) {
        return live.stream(request);
    }

    public RunStream continueStream(ContinueRequest request) {
        return live.continueStream(request);
    }

    public RunStream retryStream(RetryRequest request) {
        return live.retryStream(request);
    }

    public String start(RunRequest request) {
        return live.start(request);
    }

    public RunOutput await(String runId) {
        return engine.runs().await(runId, Optional.empty()).orElseThrow();
    }

    public Optional<RunOutput> await(String runId, Duration timeout) {
        return engine.runs().await(runId, Optional.of(Durations.check(timeout, "the time to wait for a run")));
    }

    public RunStream follow(String runId, long afterSequence) {
        return live.follow(runId, Optional.empty(), afterSequence);
    }

    public RunStream follow(String runId, String userId, long afterSequence) {
        return live.follow(runId, Optional.of(userId), afterSequence);
    }

    public RunOutput cancel(String runId) {
        return engine.cancelling().cancel(runId, Optional.empty());
    }

    public RunOutput cancel(String runId, String userId) {
        return engine.cancelling().cancel(runId, Optional.of(userId));
    }

    public Optional<RunOutput> find(String runId) {
        return engine.runs().find(runId, Optional.empty());
    }

    public Optional<RunOutput> find(String runId, String userId) {
        return engine.runs().find(runId, Optional.of(userId));
    }
}
