package ai.kern.agent;

import ai.kern.db.Db;
import ai.kern.internal.engine.Engine;
import ai.kern.internal.engine.EngineSettings;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.Runner;
import ai.kern.run.RunnerDescription;
import ai.kern.run.RunnerKind;
import java.util.List;
import java.util.Optional;

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
    private final Engine engine;
    private final boolean memberOnly;

    Agent(EngineSettings settings, boolean memberOnly) {
        this.settings = settings;
        this.engine = new Engine(settings);
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
    public RunOutput cancel(String runId) {
        return door().cancel(runId, Optional.empty());
    }

    @Override
    public RunOutput cancel(String runId, String userId) {
        return door().cancel(runId, Optional.of(userId));
    }

    @Override
    public Optional<RunOutput> find(String runId) {
        return door().find(runId, Optional.empty());
    }

    @Override
    public Optional<RunOutput> find(String runId, String userId) {
        return door().find(runId, Optional.of(userId));
    }

    @Override
    public RunOutput recover(String runId) {
        return door().recover(runId);
    }

    private Engine door() {
        if (memberOnly) {
            throw new IllegalStateException(
                    "agent '" + id()
                            + "' is declared memberOnly() and works in a team alone: call the team, or build the agent without it");
        }
        return engine;
    }

    @Override
    public String toString() {
        return "agent " + id();
    }
}
