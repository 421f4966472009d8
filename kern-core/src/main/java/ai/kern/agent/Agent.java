package ai.kern.agent;

import ai.kern.db.Db;
import ai.kern.event.RunStream;
import ai.kern.internal.engine.EngineSettings;
import ai.kern.internal.engine.RunDoors;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RetryRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.Runner;
import ai.kern.run.RunnerDescription;
import ai.kern.run.RunnerKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A model with tools, and a database in which its runs live. Calls of protected tools pause the run, which any process with
 * the same database and an agent of the same id can continue. Immutable and safe for use by many threads; it holds no thread
 * while nothing runs.
 *
 * <pre>{@code
 * try (Db db = SqliteDb.open(Path.of("app.db"))) {
 *     Agent agent = Agent.builder()
 *             .name("Files")
 *             .model(OpenAiChat.of("gpt-4o-mini"))
 *             .tools(new FileTools())
 *             .db(db)
 *             .build();
 *     RunOutput run = agent.run("Delete old.txt");
 * }
 * }</pre>
 *
 * <p>An agent needs no closing; its database is closed by whoever opened it, once no agent works with it any more.
 */
public final class Agent implements Runner {
    private final EngineSettings settings;
    private final RunDoors doors;
    private final boolean memberOnly;

    Agent(EngineSettings settings, boolean memberOnly) {
        this.settings = settings;
        this.doors = new RunDoors(settings);
        this.memberOnly = memberOnly;
    }

    /** Starts an agent. */
    public static AgentBuilder builder() {
        return new AgentBuilder();
    }

    @Override
    public String id() {
        return settings.id();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public RunnerKind kind() {
        return settings.kind();
    }

    @Override
    public RunnerDescription describe() {
        return new RunnerDescription(
                id(),
                name(),
                kind(),
                settings.tools().all().stream()
                        .map(tool -> RunnerDescription.Tool.of(id(), tool))
                        .toList(),
                List.of());
    }

    /** The database in which the agent's runs live. */
    public Db db() {
        return settings.db();
    }

    @Override
    public RunOutput run(RunRequest request) {
        return door().run(request);
    }

    @Override
    public RunOutput continueRun(ContinueRequest request) {
        return door().continueRun(request);
    }

    @Override
    public RunOutput retry(RetryRequest request) {
        return door().retry(request);
    }

    @Override
    public CompletableFuture<RunOutput> runAsync(RunRequest request) {
        return door().runAsync(request);
    }

    @Override
    public CompletableFuture<RunOutput> continueRunAsync(ContinueRequest request) {
        return door().continueRunAsync(request);
    }

    @Override
    public CompletableFuture<RunOutput> retryAsync(RetryRequest request) {
        return door().retryAsync(request);
    }

    @Override
    public RunStream stream(RunRequest request) {
        return door().stream(request);
    }

    @Override
    public RunStream continueStream(ContinueRequest request) {
        return door().continueStream(request);
    }

    @Override
    public RunStream retryStream(RetryRequest request) {
        return door().retryStream(request);
    }

    @Override
    public String start(RunRequest request) {
        return door().start(request);
    }

    @Override
    public RunOutput await(String runId) {
        return door().await(runId);
    }

    @Override
    public Optional<RunOutput> await(String runId, Duration timeout) {
        return door().await(runId, timeout);
    }

    @Override
    public RunStream follow(String runId, long afterSequence) {
        return door().follow(runId, afterSequence);
    }

    @Override
    public RunStream follow(String runId, String userId, long afterSequence) {
        return door().follow(runId, userId, afterSequence);
    }

    @Override
    public RunOutput cancel(String runId) {
        return door().cancel(runId);
    }

    @Override
    public RunOutput cancel(String runId, String userId) {
        return door().cancel(runId, userId);
    }

    @Override
    public Optional<RunOutput> find(String runId) {
        return door().find(runId);
    }

    @Override
    public Optional<RunOutput> find(String runId, String userId) {
        return door().find(runId, userId);
    }

    @Override
    public RunOutput recover(String runId) {
        return door().recover(runId);
    }

    private RunDoors door() {
        if (memberOnly) {
            throw new IllegalStateException(
                    "agent '" + id()
                            + "' is declared memberOnly() and works in a team alone: call the team, or build the agent without it");
        }
        return doors;
    }

    @Override
    public String toString() {
        return "agent " + id();
    }
}
