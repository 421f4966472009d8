package ai.kern.benchmarks;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalField;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.specs.support.QueryPlans;
import ai.kern.specs.support.RunCopies;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
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

/** Pages of 50 records that wait, among a million; the plan of each query is printed before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(1)
public class ApprovalListingBenchmark {
    private static final ApprovalQuery PENDING = ApprovalQuery.pending();

    @Param({"SQLITE", "POSTGRES"})
    StoreKind store;

    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    private Store million;
    private ApprovalDb db;

    @Setup(Level.Trial)
    public void open() throws IOException, SQLException {
        million = MillionRecords.in(store);
        printPlans();
        db = million.open(SqlLogger.NOP_SQL_LOGGER);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        db.close();
        million.close();
    }

    private void printPlans() throws IOException, SQLException {
        QueryPlans plans = million.plans();
        try (ApprovalDb asked = million.open(plans);
                Connection connection = million.connect()) {
            Map<String, ApprovalQuery> queries = new TreeMap<>(Map.of(
                    "pending", PENDING,
                    "pending, in the middle", PENDING.after(somewhere()),
                    "pending of a user", ofUser()));
            for (Map.Entry<String, ApprovalQuery> query : queries.entrySet()) {
                System.out.println(store + ", " + query.getKey() + ":");
                plans.of(connection, () -> asked.approvals().list(query.getValue()))
                        .forEach(line -> System.out.println("    " + line));
            }
        }
    }

    private PagePosition somewhere() {
        return new PagePosition(
                Instant.ofEpochMilli(RunCopies.EPOCH + random.nextInt(MillionRecords.RECORDS) * 1000L), "x");
    }

    private ApprovalQuery ofUser() {
        return PENDING.with(ApprovalField.USER_ID, "user-" + random.nextInt(MillionRecords.USERS));
    }

    @Benchmark
    public Page<ApprovalRecord> pageOfPending() {
        return db.approvals().list(PENDING);
    }

    @Benchmark
    public Page<ApprovalRecord> pageOfPendingInTheMiddle() {
        return db.approvals().list(PENDING.after(somewhere()));
    }

    @Benchmark
    public Page<ApprovalRecord> pageOfPendingOfAUser() {
        return db.approvals().list(ofUser());
    }
}
