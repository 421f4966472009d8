package ai.kern.approval;

import ai.kern.db.Changeset;
import ai.kern.db.InMemoryDb;
import ai.kern.db.RunChange;
import ai.kern.db.StoredRequirement;
import ai.kern.db.TimeOffset;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A database in the memory of this process that keeps approvals: for tests and first steps, gone with the process. It keeps
 * every run that has a record, however many there are. Safe for use by many threads.
 */
public final class InMemoryApprovalDb extends InMemoryDb implements ApprovalDb {
    private final MemoryApprovals stored = new MemoryApprovals();
    private final ApprovalBook book;

    /** An empty database with {@link ApprovalSettings#defaults()}. */
    public InMemoryApprovalDb() {
        this(ApprovalSettings.defaults());
    }

    /** An empty database. */
    public InMemoryApprovalDb(ApprovalSettings settings) {
        this(settings, TimeOffset.NONE);
    }

    /** An empty database whose time a test can move. */
    public InMemoryApprovalDb(ApprovalSettings settings, TimeOffset offset) {
        super(offset);
        this.book = new ApprovalBook(new Store(), settings);
    }

    @Override
    public Approvals approvals() {
        return book.approvals();
    }

    @Override
    public AuditTrail auditTrail() {
        return book.auditTrail();
    }

    @Override
    protected Runnable prepare(Changeset changeset, Instant now) {
        MemoryTransaction transaction = transaction(now);
        book.apply(transaction, changeset);
        return transaction::apply;
    }

    @Override
    protected boolean keeps(String rootId) {
        return stored.idsOfRuns.containsKey(rootId);
    }

    @Override
    public void deleteSession(String sessionId) {
        underLock(() -> {
            List<String> runIds = stored.records.values().stream()
                    .filter(record -> record.sessionId().equals(sessionId))
                    .map(ApprovalRecord::runId)
                    .distinct()
                    .toList();
            super.deleteSession(sessionId);
            MemoryTransaction transaction = transaction(now());
            book.deleteRuns(transaction, runIds);
            transaction.apply();
            return runIds;
        });
    }

    @Override
    public void close() {
        super.close();
        stored.clear();
    }

    private MemoryTransaction transaction(Instant now) {
        return new MemoryTransaction(stored, now.truncatedTo(ChronoUnit.MILLIS), this::question);
    }

    private Optional<String> question(ApprovalRecord record) {
        return load(record.request().call().runId()).stream()
                .flatMap(state -> state.requirements().stream())
                .filter(requirement -> requirement.id().equals(record.id()))
                .map(StoredRequirement::document)
                .findFirst();
    }

    /** How the book reaches the rows: each time under the lock of the database. */
    private final class Store implements ApprovalStore {
        @Override
        public <T> T write(String what, Function<ApprovalTransaction, T> work) {
            Set<String> announced = new LinkedHashSet<>();
            T result = underLock(() -> {
                MemoryTransaction transaction = transaction(now());
                T returned = work.apply(transaction);
                transaction.apply();
                announced.addAll(transaction.announced());
                return returned;
            });
            announced.forEach(runId -> tell(RunChange.of(runId)));
            return result;
        }

        @Override
        public <T> T read(String what, Function<ApprovalReader, T> work) {
            return underLock(() -> work.apply(transaction(now())));
        }
    }
}
