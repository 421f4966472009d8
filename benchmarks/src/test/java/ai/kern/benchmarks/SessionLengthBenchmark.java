package ai.kern.benchmarks;

import static ai.kern.testkit.ScriptedAnswer.text;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.model.ModelRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.RunCopies;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.statement.SqlLogger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One run of text, from the request to the stored end, as the tenth of its session and as the ten-thousandth, with and without the
 * model being told of the last five runs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(2)
public class SessionLengthBenchmark {
    private static final int LONG = 9_999;
    private static final int SHORT = 9;
    private static final int SHORT_SESSIONS = 5_000;

    @Param({"SQLITE", "POSTGRES"})
    StoreKind kind;

    @Param({"0", "5"})
    int history;

    private Store store;
    private Db db;
    private Agent agent;
    private int session;

    @Setup(Level.Trial)
    public void open() throws IOException, SQLException {
        store = new Store(kind, "sessions_" + history);
        store.clear();
        db = store.open(SqlLogger.NOP_SQL_LOGGER);
        Map<Integer, String> completed = Map.of(0, Templates.store(db).get(0));
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            RunCopies shortOnes = new RunCopies(connection, SHORT_SESSIONS, 1, 1);
            shortOnes.createSessions(SHORT_SESSIONS);
            shortOnes.copy(LONG, LONG + SHORT * SHORT_SESSIONS, completed);
            new RunCopies(connection, 1, 1, 1).copy(0, LONG, completed);
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute(kind == StoreKind.SQLITE ? "ANALYZE" : "VACUUM ANALYZE");
        }
        agent = Agent.builder()
                .id("agent-0")
                .name("Agent")
                .model(ScriptedModel.playing(SessionLengthBenchmark::answer))
                .db(db)
                .history(history)
                .build();
    }

    private static ScriptedAnswer answer(ModelRequest request) {
        return text("I heard " + request.messages().size() + " messages");
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        db.close();
        store.close();
    }

    /** In the next one of many sessions; few get a second run, and so an eleventh. */
    @Benchmark
    public RunOutput tenth() {
        session++;
        return run("session-" + (1 + session % (SHORT_SESSIONS - 1)));
    }

    @Benchmark
    public RunOutput tenThousandth() {
        return run("session-0");
    }

    private RunOutput run(String id) {
        return agent.run(RunRequest.builder("What is new?").session(id).build());
    }
}
