package ai.kern.benchmarks;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.db.Session;
import ai.kern.db.SessionQuery;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.QueryPlans;
import ai.kern.specs.support.RunCopies;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.ScriptedAnswer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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

/** Pages of 50, and the opening of one run that waits, among a million runs; the plan of each query is printed before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(1)
public class ListingBenchmark {
    @Param({"SQLITE", "POSTGRES"})
    StoreKind store;

    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    private Store million;
    private Db db;
    private Agent agent;

    @Setup(Level.Trial)
    public void open() throws IOException, SQLException {
        million = Million.in(store);
        printPlans();
        db = million.open(SqlLogger.NOP_SQL_LOGGER);
        agent = Templates.agent(db, ScriptedAnswer.text("unused"));
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        db.close();
        million.close();
    }

    private void printPlans() throws IOException, SQLException {
        QueryPlans plans = million.plans();
        try (Db asked = million.open(plans);
                Connection connection = million.connect()) {
            Map<String, RunQuery> queries = new TreeMap<>(Map.of(
                    "all", RunQuery.all(),
                    "waiting", waiting(),
                    "waiting, in the middle", waiting().after(somewhere()),
                    "of a session", ofSession(),
                    "of a user", ofUser(),
                    "of a user, waiting", ofUser().status(RunStatus.PAUSED),
                    "of an agent", ofAgent(),
                    "of an agent, waiting", ofAgent().status(RunStatus.PAUSED)));
            for (Map.Entry<String, RunQuery> query : queries.entrySet()) {
                print(query.getKey(), plans.of(connection, () -> asked.runs(query.getValue())));
            }
            print("sessions of a user", plans.of(connection, () -> asked.sessions(ofSessions())));
            print("abandoned", plans.of(connection, () -> asked.abandonedRuns(50)));
            print("one run", plans.of(connection, () -> asked.load(someWaiting())));
        }
    }

    private void print(String what, List<String> plan) {
        System.out.println(store + ", " + what + ":");
        plan.forEach(line -> System.out.println("    " + line));
    }

    private PagePosition somewhere() {
        return new PagePosition(Instant.ofEpochMilli(RunCopies.EPOCH + random.nextInt(Million.RUNS) * 1000L), "x");
    }

    private static RunQuery waiting() {
        return RunQuery.all().status(RunStatus.PAUSED);
    }

    private RunQuery ofSession() {
        return RunQuery.all().session("session-" + random.nextInt(Million.SESSIONS));
    }

    private RunQuery ofUser() {
        return RunQuery.all().user("user-" + random.nextInt(Million.USERS));
    }

    private RunQuery ofAgent() {
        return RunQuery.all().runner("agent-" + random.nextInt(Million.AGENTS));
    }

    private SessionQuery ofSessions() {
        return SessionQuery.all().user("user-" + random.nextInt(Million.USERS));
    }

    private String someWaiting() {
        return RunCopies.id(Million.someWaiting(random));
    }

    @Benchmark
    public Page<Run> pageOfAll() {
        return db.runs(RunQuery.all());
    }

    @Benchmark
    public Page<Run> pageOfWaiting() {
        return db.runs(waiting());
    }

    @Benchmark
    public Page<Run> pageOfWaitingInTheMiddle() {
        return db.runs(waiting().after(somewhere()));
    }

    @Benchmark
    public Page<Run> pageOfSession() {
        return db.runs(ofSession());
    }

    @Benchmark
    public Page<Run> pageOfUser() {
        return db.runs(ofUser());
    }

    @Benchmark
    public Page<Run> pageOfUserWaiting() {
        return db.runs(ofUser().status(RunStatus.PAUSED));
    }

    @Benchmark
    public Page<Run> pageOfAgent() {
        return db.runs(ofAgent());
    }

    @Benchmark
    public Page<Run> pageOfAgentWaiting() {
        return db.runs(ofAgent().status(RunStatus.PAUSED));
    }

    @Benchmark
    public Page<Session> pageOfSessionsOfUser() {
        return db.sessions(ofSessions());
    }

    @Benchmark
    public List<Run> abandoned() {
        return db.abandonedRuns(50);
    }

    /** By its id, with its transcript and what it waits for, as an agent that can continue it gives it. */
    @Benchmark
    public RunOutput openOneWaiting() {
        return agent.find(someWaiting()).orElseThrow();
    }
}
