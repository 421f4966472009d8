package ai.kern.db.jdbi;

import ai.kern.approval.ApprovalBook;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalReader;
import ai.kern.approval.ApprovalStore;
import ai.kern.approval.ApprovalTransaction;
import ai.kern.approval.Approvals;
import ai.kern.approval.AuditTrail;
import ai.kern.db.Changeset;
import ai.kern.db.DbException;
import ai.kern.db.LeaseKeeper;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.Limits;
import ai.kern.db.Page;
import ai.kern.db.RunChange;
import ai.kern.db.RunChanges;
import ai.kern.db.RunQuery;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.db.SessionInUseException;
import ai.kern.db.SessionNotFoundException;
import ai.kern.db.SessionQuery;
import ai.kern.db.Subscription;
import ai.kern.db.internal.Conflicts;
import ai.kern.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A database of runs and approvals in SQL. What differs from one SQL database to another is a {@link Dialect}; on which connections and threads
 * it is spoken to is a matter of {@link Connections}. Safe for use by many threads.
 *
 * <p>Each commit is one transaction; each of its conditions is part of the statement that acts on it. Instants are stored as
 * milliseconds since 1970, and what is more precise is cut off; documents are stored character for character.
 */
public abstract class JdbiDb implements ApprovalDb {
    private final Dialect dialect;
    private final Connections connections;
    private final Sql sql;
    private final Failures failures;
    private final SessionRows sessions;
    private final RunRows runs;
    private final EntryRows entries;
    private final ExecutionRows executions;
    private final RequirementRows requirements;
    private final Listing listing;
    private final SessionDeletion sessionDeletion;
    private final JdbiApprovals.Statements approvalStatements;
    private final ApprovalBook approvalBook;
    private final String renewLeases;
    private final RunChanges changes;
    private final ChangeWatch watch;
    private final Transactions transactions;

    /** Uses this object only once somebody keeps a lease. */
    @SuppressWarnings("this-escape")
    private final LeaseKeeper leases = new LeaseKeeper(this);

    /**
     * Opens the database and brings its schema up to date; closes the connections if that fails.
     *
     * @param builder what was chosen
     * @throws DbException if the database cannot be used, or its schema is newer than this library
     */
    protected JdbiDb(Dialect dialect, Connections connections, JdbiDbBuilder<?> builder) {
        TableNames names = builder.tableNames();
        this.dialect = dialect;
        this.connections = connections;
        this.sql = new Sql(dialect, names, builder.timeOffset());
        this.failures = new Failures(dialect);
        this.sessions = new SessionRows(sql);
        this.runs = new RunRows(sql);
        this.entries = new EntryRows(sql);
        this.executions = new ExecutionRows(sql);
        this.requirements = new RequirementRows(sql);
        this.listing = new Listing(sql);
        this.sessionDeletion = new SessionDeletion(sql);
        this.approvalStatements = new JdbiApprovals.Statements(sql);
        this.approvalBook = new ApprovalBook(new Store(), builder.approvals());
        this.renewLeases = sql.of("UPDATE {runs} SET lease_expires_at = {now} + :leaseMillis"
                + " WHERE lease_token IN ({tokens}) RETURNING lease_token");
        String runsTable = names.of(TableNames.Table.RUNS);
        this.watch = new ChangeWatch(dialect.description(), () -> connections.listen(runsTable), failures);
        this.changes = new RunChanges(watch);
        this.transactions = new Transactions(connections, dialect, sql, runsTable, changes, failures);
        try {
            connections.open();
            new Schema(dialect, sql, names, failures).bringUpToDate(connections, builder.isReadOnly());
        } catch (JdbiException failure) {
            connections.close();
            throw failures.exception("opening", failure);
        } catch (RuntimeException | Error failure) {
            connections.close();
            throw failure;
        }
    }

    @Override
    public void commit(Changeset changeset) {
        String what = "commit " + changeset.id() + " of run " + changeset.rootId();
        try {
            transactions.write(transaction -> {
                write(transaction, changeset);
                return changeset;
            });
        } catch (JdbiException failure) {
            if (failures.kind(failure) == Failure.MISSING_REFERENCE) {
                throw Conflicts.missingReference(changeset.rootId(), what);
            }
            throw failures.exception(what, failure);
        }
    }

    @Override
    public Optional<Run> find(String runId) {
        return Limits.isName(runId)
                ? read("reading run " + runId, handle -> runs.find(handle, runId))
                : Optional.empty();
    }

    @Override
    public Optional<RunState> load(String runId) {
        if (!Limits.isName(runId)) {
            return Optional.empty();
        }
        return read(
                "reading run " + runId,
                handle -> runs.find(handle, runId)
                        .map(run -> new RunState(
                                run,
                                entries.of(handle, runId),
                                executions.of(handle, runId),
                                requirements.of(handle, runId))));
    }

    @Override
    public Optional<Session> findSession(String sessionId) {
        return Limits.isName(sessionId)
                ? read("reading session " + sessionId, handle -> sessions.find(handle, sessionId))
                : Optional.empty();
    }

    @Override
    public Map<String, String> sessionState(String sessionId) {
        return Limits.isName(sessionId)
                ? read("reading the state of session " + sessionId, handle -> sessions.state(handle, sessionId))
                : Map.of();
    }

    @Override
    public Page<Session> sessions(SessionQuery query) {
        return read("listing sessions", handle -> listing.sessions(handle, query));
    }

    @Override
    public void renameSession(String sessionId, Optional<String> name) {
        name.ifPresent(given -> Limits.checkName(given, "the name of a session"));
        requireName(sessionId);
        translated(
                "renaming session " + sessionId,
                () -> connections.write(handle -> {
                    sessions.rename(handle, sessionId, name);
                    return name;
                }));
    }

    @Override
    public void deleteSession(String sessionId) {
        requireName(sessionId);
        try {
            transactions.write(transaction -> {
                sessionDeletion.prepare(transaction.handle(), sessionId);
                approvalBook.deleteRuns(
                        approvalStatements.in(transaction),
                        approvalStatements.runsOfSession(transaction.handle(), sessionId));
                sessionDeletion.delete(transaction, sessionId);
                return sessionId;
            });
        } catch (JdbiException failure) {
            if (failures.kind(failure) == Failure.MISSING_REFERENCE) {
                throw new SessionInUseException(sessionId);
            }
            throw failures.exception("deleting session " + sessionId, failure);
        }
    }

    private static void requireName(String sessionId) {
        if (!Limits.isName(sessionId)) {
            throw new SessionNotFoundException(sessionId);
        }
    }

    @Override
    public Page<Run> runs(RunQuery query) {
        return read("listing runs", handle -> listing.runs(handle, query));
    }

    @Override
    public List<Run> abandonedRuns(int limit) {
        return read("listing abandoned runs", handle -> listing.abandoned(handle, limit));
    }

    @Override
    public Set<String> renew(LeaseRenewal renewal) {
        return translated(
                "renewing leases",
                () -> transactions.write(transaction -> {
                    // In the order in which a commit locks rows, so that the two never wait for each other.
                    Set<String> current =
                            renewal.tokens().isEmpty() ? Set.of() : renewLeases(transaction.handle(), renewal);
                    executions.renew(transaction, renewal.claims(), renewal.duration());
                    return current;
                }));
    }

    @Override
    public Approvals approvals() {
        return approvalBook.approvals();
    }

    @Override
    public AuditTrail auditTrail() {
        return approvalBook.auditTrail();
    }

    @Override
    public Subscription changes(Consumer<RunChange> listener) {
        return changes.subscribe(listener);
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public LeaseKeeper leases() {
        return leases;
    }

    @Override
    public void close() {
        leases.close();
        changes.close();
        watch.close();
        connections.close();
    }

    @Override
    public String toString() {
        return dialect.description();
    }

    private void write(Transaction transaction, Changeset changeset) {
        changeset.session().ifPresent(session -> sessions.ensure(transaction, session));
        runs.write(transaction, changeset);
        approvalBook.apply(approvalStatements.in(transaction), changeset);
        executions.requireNoOutcome(transaction, changeset.withoutOutcome());
        executions.requireEnded(transaction, changeset.endedClaims());
        entries.insert(transaction, changeset.entries());
        executions.insert(transaction, changeset.executions(), changeset.claimLife());
        requirements.insert(transaction, changeset.requirements());
        requirements.settle(transaction, changeset.settlements());
        sessions.change(transaction, changeset.state());
        changeset.toldRuns().forEach(transaction::tellWithCommit);
    }

    private Set<String> renewLeases(Handle handle, LeaseRenewal renewal) {
        ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
        renewal.tokens().forEach(tokens::add);
        return Set.copyOf(handle.createQuery(renewLeases)
                .bind("offset", sql.offset())
                .bind("leaseMillis", renewal.duration().toMillis())
                .bind("tokens", tokens.toString())
                .mapTo(String.class)
                .list());
    }

    private <T> T read(String what, Function<Handle, T> work) {
        try {
            return translated(what, () -> connections.read(work));
        } catch (IllegalArgumentException unreadable) {
            throw new DbException(
                    dialect.description() + ": " + what
                            + " failed: what is stored is not what this version of kern writes ("
                            + unreadable.getMessage() + "). Use the version that wrote it, or a later one",
                    unreadable);
        }
    }

    private <T> T translated(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException failure) {
            throw failures.exception(what, failure);
        }
    }

    /** How the book of approvals reaches its rows. */
    private final class Store implements ApprovalStore {
        @Override
        public <T> T write(String what, Function<ApprovalTransaction, T> work) {
            return translated(
                    what,
                    () -> transactions.write(transaction -> work.apply(approvalStatements.ofOneRecordIn(transaction))));
        }

        @Override
        public <T> T read(String what, Function<ApprovalReader, T> work) {
            return translated(what, () -> connections.read(handle -> work.apply(approvalStatements.in(handle))));
        }
    }
}
