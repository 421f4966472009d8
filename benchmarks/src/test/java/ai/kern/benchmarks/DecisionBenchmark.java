package ai.kern.benchmarks;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.run.Actor;
import ai.kern.specs.support.StoreKind;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.statement.SqlLogger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decisions a second on PostgreSQL, each waiting for the disk, of one decider and of many at once: by kern, by the same statements
 * over plain JDBC on a pool of the same size, and by these without the trail, or without telling who waits. The threads are our
 * own, since those of JMH would spin while one of them stores what is to be decided.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 15)
@Fork(1)
public class DecisionBenchmark {
    private static final int POOL = 10;
    private static final int RUNS = 200;
    private static final int RECORDS_OF_A_RUN = 5;
    private static final int DECISIONS = RUNS * RECORDS_OF_A_RUN;
    private static final Decision YES = Decision.by(Actor.of("admin")).note("ticket 4711");

    @Param({"1", "64"})
    int deciders;

    private List<ApprovalRecord> pending;
    private Store store;
    private ApprovalDb db;
    private HikariDataSource pool;
    private ExecutorService threads;

    /** Decides about one record. */
    private interface Deciding {
        void about(ApprovalRecord record) throws SQLException;
    }

    @Setup(Level.Trial)
    public void open() throws IOException, SQLException {
        store = new Store(StoreKind.POSTGRES, "decisions");
        store.clear();
        db = store.open(SqlLogger.NOP_SQL_LOGGER);
        pool = store.pool(POOL);
        threads = Executors.newFixedThreadPool(deciders);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        threads.shutdown();
        pool.close();
        db.close();
        store.close();
    }

    /** Stores what one invocation decides about. */
    @Setup(Level.Invocation)
    public void ask() {
        pending = new ArrayList<>(PendingRecords.store(db, RUNS, RECORDS_OF_A_RUN));
        Collections.shuffle(pending);
    }

    private void decideAll(Deciding deciding) throws InterruptedException, ExecutionException {
        Queue<ApprovalRecord> waiting = new ConcurrentLinkedQueue<>(pending);
        List<Future<?>> done = new ArrayList<>();
        for (int decider = 0; decider < deciders; decider++) {
            done.add(threads.submit(() -> {
                for (ApprovalRecord next = waiting.poll(); next != null; next = waiting.poll()) {
                    deciding.about(next);
                }
                return waiting;
            }));
        }
        for (Future<?> one : done) {
            one.get();
        }
    }

    @Benchmark
    @OperationsPerInvocation(DECISIONS)
    public void kern() throws InterruptedException, ExecutionException {
        decideAll(record -> db.approvals().approve(record.id(), YES));
    }

    @Benchmark
    @OperationsPerInvocation(DECISIONS)
    public void sameStatementsByJdbc() throws InterruptedException, ExecutionException {
        decideAll(record -> plainly(decision -> decision.withTrail(record, true)));
    }

    @Benchmark
    @OperationsPerInvocation(DECISIONS)
    public void withoutAnnouncementByJdbc() throws InterruptedException, ExecutionException {
        decideAll(record -> plainly(decision -> decision.withTrail(record, false)));
    }

    @Benchmark
    @OperationsPerInvocation(DECISIONS)
    public void withoutTrailByJdbc() throws InterruptedException, ExecutionException {
        decideAll(record -> plainly(decision -> decision.withoutTrail(record)));
    }

    /** Uses a connection. */
    private interface Plainly {
        void use(PlainDecision decision) throws SQLException;
    }

    private void plainly(Plainly work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            work.use(new PlainDecision(connection));
        }
    }
}
