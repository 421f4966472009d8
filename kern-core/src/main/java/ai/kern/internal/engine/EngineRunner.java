package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.event.RunStream;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RetryRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.Runner;
import ai.kern.run.RunnerDescription;
import ai.kern.run.RunnerKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What agents and teams have in common: one engine, and all the doors to it. Immutable and safe for use by many threads. */
public abstract class EngineRunner implements Runner {
    private final EngineSettings settings;
    private final RunDoors doors;
    private final boolean memberOnly;

    /**
     * A runner of these settings.
     *
     * @param memberOnly whether its own doors refuse, since it works in a team alone
     * @throws IllegalArgumentException if its members cannot be told apart, or are on too many levels
     * @throws IllegalStateException if a gate before a tool, a member's too, lacks what it needs of the database
     */
    protected EngineRunner(EngineSettings settings, boolean memberOnly) {
        this.settings = settings;
        this.doors = new RunDoors(settings);
        this.memberOnly = memberOnly;
        settings.checkDepth();
        if (!memberOnly) {
            settings.checkGates(settings.db());
        }
    }

    @Override
    public final String id() {
        return settings.id();
    }

    @Override
    public final String name() {
        return settings.name();
    }

    @Override
    public final RunnerKind kind() {
        return settings.kind();
    }

    @Override
    public final String role() {
        return settings.role();
    }

    @Override
    public final RunnerDescription describe() {
        List<RunnerDescription.Tool> tools = settings.tools().all().stream()
                .map(tool -> RunnerDescription.Tool.of(id(), tool))
                .toList();
        return new RunnerDescription(
                id(),
                name(),
                kind(),
                tools,
                settings.members().stream().map(Runner::describe).toList());
    }

    /** The database in which its runs live. */
    public final Db db() {
        return settings.db();
    }

    @Override
    public final RunOutput run(RunRequest request) {
        return door().run(request);
    }

    @Override
    public final RunOutput continueRun(ContinueRequest request) {
        return door().continueRun(request);
    }

    @Override
    public final RunOutput retry(RetryRequest request) {
        return door().retry(request);
    }

    @Override
    public final CompletableFuture<RunOutput> runAsync(RunRequest request) {
        return door().runAsync(request);
    }

    @Override
    public final CompletableFuture<RunOutput> continueRunAsync(ContinueRequest request) {
        return door().continueRunAsync(request);
    }

    @Override
    public final CompletableFuture<RunOutput> retryAsync(RetryRequest request) {
        return door().retryAsync(request);
    }

    @Override
    public final RunStream stream(RunRequest request) {
        return door().stream(request);
    }

    @Override
    public final RunStream continueStream(ContinueRequest request) {
        return door().continueStream(request);
    }

    @Override
    public final RunStream retryStream(RetryRequest request) {
        return door().retryStream(request);
    }

    @Override
    public final String start(RunRequest request) {
        return door().start(request);
    }

    @Override
    public final RunOutput await(String runId) {
        return door().await(runId);
    }

    @Override
    public final Optional<RunOutput> await(String runId, Duration timeout) {
        return door().await(runId, timeout);
    }

    @Override
    public final RunStream follow(String runId, long afterSequence) {
        return door().follow(runId, afterSequence);
    }

    @Override
    public final RunStream follow(String runId, String userId, long afterSequence) {
        return door().follow(runId, userId, afterSequence);
    }

    @Override
    public final RunOutput cancel(String runId) {
        return door().cancel(runId);
    }

    @Override
    public final RunOutput cancel(String runId, String userId) {
        return door().cancel(runId, userId);
    }

    @Override
    public final Optional<RunOutput> find(String runId) {
        return door().find(runId);
    }

    @Override
    public final Optional<RunOutput> find(String runId, String userId) {
        return door().find(runId, userId);
    }

    @Override
    public final RunOutput recover(String runId) {
        return door().recover(runId);
    }

    private RunDoors door() {
        if (memberOnly) {
            throw new IllegalStateException(this
                    + " is declared memberOnly() and works in a team alone: call the team, or build it without that");
        }
        return doors;
    }

    EngineSettings settings() {
        return settings;
    }

    @Override
    public final String toString() {
        return kind().name().toLowerCase(Locale.ROOT) + " '" + id() + "'";
    }
}
