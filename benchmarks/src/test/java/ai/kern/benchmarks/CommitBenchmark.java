package ai.kern.benchmarks;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LeaseUse;
import ai.kern.db.Session;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
 * Commits a second from one thread, each waiting for the disk: the step of a run that stores the model's message and the claim of
 * a call, by kern, by the same three statements over plain JDBC, and as one row with the same bytes in a table without indexes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(2)
public class CommitBenchmark {
    private static final String TOKEN = "a-lease";
    private static final String MESSAGE = "{\"format\":1,\"text\":\"" + "m".repeat(600) + "\"}";
    private static final String CLAIM = "{\"format\":1,\"arguments\":\"" + "c".repeat(300) + "\"}";
    private static final String PROGRESS = "{\"format\":1,\"usage\":\"" + "p".repeat(100) + "\"}";

    @Param({"SQLITE", "POSTGRES"})
    StoreKind kind;

    private Store store;
    private Db db;
    private Run run;
    private Connection connection;
    private PreparedStatement nextVersion;
    private PreparedStatement addEntry;
    private PreparedStatement addClaim;
    private PreparedStatement addBytes;
    private String plainRun;
    private int step;

    @Setup(Level.Trial)
    public void open() throws IOException, SQLException {
        store = new Store(kind, "commits");
        store.clear();
        db = store.open(SqlLogger.NOP_SQL_LOGGER);
        run = create();
        plainRun = create().id();
        store.execute("CREATE TABLE bytes (id TEXT, document TEXT)");
        connection = store.connect();
        nextVersion = connection.prepareStatement("UPDATE kern_runs SET status = ?, version = ?, changeset_id = ?,"
                + " updated_at = ?, progress = ? WHERE run_id = ? AND version = ? AND lease_token = ?");
        addEntry = connection.prepareStatement(
                "INSERT INTO kern_run_entries (run_id, sequence, kind, written_at, document) VALUES (?, ?, ?, ?, ?)");
        addClaim =
                connection.prepareStatement("INSERT INTO kern_executions (run_id, call_sequence, call_index, attempt,"
                        + " phase, recorded_at, alive_until, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        addBytes = connection.prepareStatement("INSERT INTO bytes (id, document) VALUES (?, ?)");
    }

    @TearDown(Level.Trial)
    public void close() throws IOException, SQLException {
        connection.close();
        db.close();
        store.close();
    }

    private Run create() {
        String id = newId();
        String changeset = newId();
        Run created = new Run(
                id,
                id,
                Optional.empty(),
                "agent",
                "Agent",
                RunnerKind.AGENT,
                "session",
                Optional.of("ann"),
                RunStatus.RUNNING,
                1,
                changeset,
                now(),
                now(),
                "{}",
                PROGRESS);
        db.commit(Changeset.builder(changeset, id, new LeaseUse.Acquire(TOKEN, Duration.ofDays(1)))
                .session(new Session("session", Optional.of("ann"), now()))
                .run(created)
                .build());
        return created;
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Benchmark
    public void kern() {
        step++;
        Run next = run.next(RunStatus.RUNNING, PROGRESS, newId(), now());
        db.commit(Changeset.builder(next.changesetId(), next.id(), new LeaseUse.Hold(TOKEN))
                .run(next)
                .entries(List.of(new Entry(next.id(), step, EntryKind.ASSISTANT, now(), MESSAGE)))
                .executions(
                        List.of(new Execution(new CallKey(next.id(), step, 0), 1, ExecutionPhase.CLAIM, now(), CLAIM)))
                .build());
        run = next;
    }

    @Benchmark
    public void sameRowsByJdbc() throws SQLException {
        step++;
        long at = now().toEpochMilli();
        connection.setAutoCommit(false);
        nextVersion.setString(1, RunStatus.RUNNING.name());
        nextVersion.setLong(2, step + 1L);
        nextVersion.setString(3, newId());
        nextVersion.setLong(4, at);
        nextVersion.setString(5, PROGRESS);
        nextVersion.setString(6, plainRun);
        nextVersion.setLong(7, step);
        nextVersion.setString(8, TOKEN);
        if (nextVersion.executeUpdate() != 1) {
            throw new IllegalStateException("version " + step + " is not there");
        }
        addEntry.setString(1, plainRun);
        addEntry.setInt(2, step);
        addEntry.setString(3, EntryKind.ASSISTANT.name());
        addEntry.setLong(4, at);
        addEntry.setString(5, MESSAGE);
        addEntry.executeUpdate();
        addClaim.setString(1, plainRun);
        addClaim.setInt(2, step);
        addClaim.setInt(3, 0);
        addClaim.setInt(4, 1);
        addClaim.setString(5, ExecutionPhase.CLAIM.name());
        addClaim.setLong(6, at);
        addClaim.setLong(7, at);
        addClaim.setString(8, CLAIM);
        addClaim.executeUpdate();
        connection.commit();
    }

    @Benchmark
    public void sameBytesInOneInsert() throws SQLException {
        connection.setAutoCommit(true);
        addBytes.setString(1, newId());
        addBytes.setString(2, MESSAGE + CLAIM + PROGRESS);
        addBytes.executeUpdate();
    }
}
