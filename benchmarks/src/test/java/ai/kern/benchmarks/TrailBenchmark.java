package ai.kern.benchmarks;

import ai.kern.approval.ApprovalContribution;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalDecision;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.ApprovalVote;
import ai.kern.approval.AuditReport;
import ai.kern.run.CallKey;
import ai.kern.run.OutcomeStatus;
import ai.kern.specs.support.StoreKind;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
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
 * Entries of a sealed trail that are verified in a second: read, hashed, and held against their ends, a checkpoint and the records
 * of which they tell.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class TrailBenchmark {
    private static final int RUNS = 500;
    private static final int ENTRIES_OF_A_RUN = 200;
    private static final int ENTRIES = RUNS * ENTRIES_OF_A_RUN;

    /** What became of each record. */
    public enum Story {
        /** It waits: one entry. */
        WAITS(1) {
            @Override
            List<ApprovalContribution> of(ApprovalRecord record) {
                return List.of(new ApprovalContribution.NewRecord(record));
            }
        },
        /** It was approved, and its call has ended: four entries. */
        HAS_ENDED(4) {
            @Override
            List<ApprovalContribution> of(ApprovalRecord record) {
                CallKey call = record.request().call();
                return List.of(
                        new ApprovalContribution.NewRecord(approved(record)),
                        new ApprovalContribution.Start(record.id(), call, 1),
                        new ApprovalContribution.End(record.id(), call, 1, OutcomeStatus.SUCCEEDED, "paid back"));
            }
        };

        private final int entries;

        Story(int entries) {
            this.entries = entries;
        }

        abstract List<ApprovalContribution> of(ApprovalRecord record);

        private static ApprovalRecord approved(ApprovalRecord record) {
            ApprovalDecision decision = new ApprovalDecision(
                    ApprovalStatus.APPROVED,
                    Optional.of("admin"),
                    record.createdAt(),
                    Optional.of("fine"),
                    Optional.empty(),
                    record.digest());
            ApprovalVote vote = new ApprovalVote("admin", record.createdAt(), Optional.of("fine"), record.digest());
            return new ApprovalRecord(
                    record.id(),
                    record.request(),
                    ApprovalStatus.APPROVED,
                    Optional.empty(),
                    List.of(vote),
                    Optional.of(decision),
                    Optional.empty(),
                    Optional.empty(),
                    record.runStatus(),
                    record.createdAt());
        }
    }

    @Param({"SQLITE", "POSTGRES"})
    StoreKind kind;

    @Param
    Story story;

    private Store store;
    private ApprovalDb db;

    @Setup(Level.Trial)
    public void open() throws IOException, SQLException {
        store = new Store(kind, "trail");
        store.clear();
        db = store.open(SqlLogger.NOP_SQL_LOGGER);
        PendingRecords.store(db, RUNS, ENTRIES_OF_A_RUN / story.entries, story::of);
        db.auditTrail().seal();
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        db.close();
        store.close();
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public AuditReport verify() {
        AuditReport report = db.auditTrail().verify();
        if (report.entries() != ENTRIES || !report.findings().isEmpty()) {
            throw new IllegalStateException("the trail is not as it was written: " + report);
        }
        return report;
    }
}
