package ai.kern.db.jdbi;

import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalTransaction;
import ai.kern.approval.AuditCheckpoint;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditHead;
import ai.kern.approval.AuditedRecord;
import ai.kern.approval.TimeCondition;
import ai.kern.run.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** The rows of approvals and of their trail, in the transaction of one handle. Not safe for use by several threads. */
final class JdbiApprovals implements ApprovalTransaction {

    /** The statements, which all transactions share. Immutable. */
    static final class Statements {
        private final Sql sql;
        private final ApprovalRows records;
        private final ApprovalListing listing;
        private final AuditRows trail;
        private final String now;

        Statements(Sql sql) {
            this.sql = sql;
            this.records = new ApprovalRows(sql);
            this.listing = new ApprovalListing(sql);
            this.trail = new AuditRows(sql);
            this.now = sql.of("SELECT {now}");
        }

        /** The rows in a transaction that may write. */
        JdbiApprovals in(Transaction transaction) {
            return new JdbiApprovals(this, transaction, false);
        }

        /**
         * The rows in a transaction that locks one record at most, and may lock the end of its trail along with it. A commit that
         * locks several must not: the end of a trail comes behind all records, or two would wait for each other.
         */
        JdbiApprovals ofOneRecordIn(Transaction transaction) {
            return new JdbiApprovals(this, transaction, true);
        }

        /** The rows in a transaction that only reads. */
        JdbiApprovals in(Handle handle) {
            return in(new StepwiseTransaction(handle));
        }

        /** The runs of a session that have records. */
        List<String> runsOfSession(Handle handle, String sessionId) {
            return records.runsOfSession(handle, sessionId);
        }
    }

    private final Statements statements;
    private final Transaction transaction;

    private final boolean isAboutOneRecord;

    /** What was locked along with the record. */
    private Optional<ApprovalRows.Locked> locked = Optional.empty();

    private JdbiApprovals(Statements statements, Transaction transaction, boolean isAboutOneRecord) {
        this.statements = statements;
        this.transaction = transaction;
        this.isAboutOneRecord = isAboutOneRecord;
    }

    /** The time at which a record was locked, where one was: the one by which this transaction stamps what it writes. */
    @Override
    public Instant now() {
        return locked.map(ApprovalRows.Locked::now).orElseGet(this::askForTime);
    }

    private Instant askForTime() {
        return Instant.ofEpochMilli(transaction
                .handle()
                .createQuery(statements.now)
                .bind("offset", statements.sql.offset())
                .mapTo(Long.class)
                .one());
    }

    @Override
    public Optional<ApprovalRecord> find(String id) {
        return statements.records.find(transaction.handle(), id);
    }

    @Override
    public boolean isKeptAs(ApprovalRecord record) {
        return statements.records.isKeptAs(transaction.handle(), record);
    }

    @Override
    public List<ApprovalRecord> ofRun(String runId) {
        return statements.records.ofRun(transaction.handle(), runId);
    }

    @Override
    public List<ApprovalRecord> list(ApprovalQuery query, int limit) {
        return statements.listing.list(transaction.handle(), query, limit);
    }

    @Override
    public long count(ApprovalQuery query) {
        return statements.listing.count(transaction.handle(), query);
    }

    @Override
    public List<String> overdue(int limit) {
        return statements.listing.overdue(transaction.handle(), limit);
    }

    @Override
    public Optional<String> decidedValues(ApprovalRecord record) {
        return statements.records.decided(transaction.handle(), record);
    }

    @Override
    public Optional<String> question(ApprovalRecord record) {
        return statements.records.question(transaction.handle(), record);
    }

    @Override
    public List<AuditEntry> entries(String runId) {
        return statements.trail.entries(transaction.handle(), runId);
    }

    @Override
    public AuditHead head(String runId) {
        return statements.trail.head(transaction.handle(), runId);
    }

    @Override
    public void forEachEntry(Consumer<AuditEntry> consumer) {
        statements.trail.forEachEntry(transaction.handle(), consumer);
    }

    @Override
    public void forEachHead(Consumer<AuditHead> consumer) {
        statements.trail.forEachHead(transaction.handle(), consumer);
    }

    @Override
    public void forEachRecord(Consumer<AuditedRecord> consumer) {
        statements.records.forEachStored(transaction.handle(), consumer);
    }

    @Override
    public void forEachCheckpoint(Consumer<String> consumer) {
        statements.trail.forEachCheckpoint(transaction.handle(), consumer);
    }

    @Override
    public Optional<ApprovalRecord> lock(String id) {
        if (isAboutOneRecord) {
            locked = statements.records.lockWithTrail(transaction.handle(), id);
        }
        return locked.map(ApprovalRows.Locked::record).or(() -> statements.records.lock(transaction.handle(), id));
    }

    @Override
    public List<ApprovalRecord> lockOfRun(String runId) {
        return statements.records.lockOfRun(transaction.handle(), runId);
    }

    @Override
    public boolean insert(ApprovalRecord record) {
        return statements.records.insert(transaction, record);
    }

    @Override
    public boolean update(ApprovalRecord next, TimeCondition condition) {
        return statements.records.update(transaction, next, condition);
    }

    @Override
    public void mirror(String runId, RunStatus status) {
        statements.records.mirror(transaction, runId, status);
    }

    @Override
    public void delete(String id) {
        statements.records.delete(transaction, id);
    }

    @Override
    public boolean storeDecidedValues(ApprovalRecord record, String document) {
        return statements.records.putDecided(transaction, record, document);
    }

    @Override
    public AuditHead lockHead(String runId) {
        return locked.map(ApprovalRows.Locked::end)
                .filter(end -> end.runId().equals(runId))
                .orElseGet(() -> statements.trail.lockHead(transaction, runId));
    }

    @Override
    public void append(List<AuditEntry> entries) {
        statements.trail.append(transaction, entries);
        locked = Optional.empty();
    }

    @Override
    public List<AuditHead> lockUnsealed(int limit) {
        return statements.trail.lockUnsealed(transaction.handle(), limit);
    }

    @Override
    public Optional<String> lastCheckpoint() {
        return statements.trail.lastCheckpoint(transaction.handle());
    }

    @Override
    public void announce(String runId) {
        transaction.tellAfterCommit(runId);
    }

    @Override
    public boolean seal(AuditCheckpoint checkpoint) {
        return statements.trail.seal(transaction, checkpoint);
    }
}
