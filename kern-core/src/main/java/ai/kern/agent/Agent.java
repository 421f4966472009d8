package ai.kern.agent;

import ai.kern.internal.engine.EngineRunner;
import ai.kern.internal.engine.EngineSettings;

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
public final class Agent extends EngineRunner {
    Agent(EngineSettings settings, boolean memberOnly) {
        super(settings, memberOnly);
    }

    /** Starts an agent. */
    public static AgentBuilder builder() {
        return new AgentBuilder();
    }
}
