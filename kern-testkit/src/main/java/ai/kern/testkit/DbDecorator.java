package ai.kern.testkit;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.Approvals;
import ai.kern.approval.AuditTrail;
import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.LeaseKeeper;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.Page;
import ai.kern.db.RunChange;
import ai.kern.db.RunQuery;
import ai.kern.db.RunState;
import ai.kern.db.Session;
import ai.kern.db.SessionQuery;
import ai.kern.db.Subscription;
import ai.kern.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Something around a database that hands everything on to it; a subclass changes what it is about. It keeps leases of its own
 * on itself, so that renewals pass through it too, and closes what it is around when it is closed. It keeps approvals if that
 * does. As safe for use by many threads as that is.
 */
public abstract class DbDecorator implements ApprovalDb {
    private final Db inner;

    /** Uses this object only once somebody keeps a lease. */
    @SuppressWarnings("this-escape")
    private final LeaseKeeper leases = new LeaseKeeper(this);

    /** Something around a database. */
    protected DbDecorator(Db inner) {
        this.inner = inner;
    }

    /**
     * What it is around. Whatever reads or writes is handed on to what this returns, so a subclass that throws here refuses all
     * of it at once.
     */
    protected Db inner() {
        return inner;
    }

    @Override
    public void commit(Changeset changeset) {
        inner().commit(changeset);
    }

    @Override
    public Optional<Run> find(String runId) {
        return inner().find(runId);
    }

    @Override
    public Optional<RunState> load(String runId) {
        return inner().load(runId);
    }

    @Override
    public Optional<Session> findSession(String sessionId) {
        return inner().findSession(sessionId);
    }

    @Override
    public Map<String, String> sessionState(String sessionId) {
        return inner().sessionState(sessionId);
    }

    @Override
    public Page<Session> sessions(SessionQuery query) {
        return inner().sessions(query);
    }

    @Override
    public void renameSession(String sessionId, Optional<String> name) {
        inner().renameSession(sessionId, name);
    }

    @Override
    public void deleteSession(String sessionId) {
        inner().deleteSession(sessionId);
    }

    @Override
    public Page<Run> runs(RunQuery query) {
        return inner().runs(query);
    }

    @Override
    public List<Run> abandonedRuns(int limit) {
        return inner().abandonedRuns(limit);
    }

    @Override
    public Set<String> renew(LeaseRenewal renewal) {
        return inner().renew(renewal);
    }

    @Override
    public Subscription changes(Consumer<RunChange> listener) {
        return inner().changes(listener);
    }

    /** @throws IllegalStateException if what it is around keeps no approvals */
    @Override
    public Approvals approvals() {
        return approvalDb().approvals();
    }

    /** @throws IllegalStateException if what it is around keeps no approvals */
    @Override
    public AuditTrail auditTrail() {
        return approvalDb().auditTrail();
    }

    private ApprovalDb approvalDb() {
        if (inner() instanceof ApprovalDb approvals) {
            return approvals;
        }
        throw new IllegalStateException(
                inner + " keeps no approvals, so neither does what is around it. Put it around an ApprovalDb");
    }

    @Override
    public boolean isDurable() {
        return inner.isDurable();
    }

    @Override
    public LeaseKeeper leases() {
        return leases;
    }

    @Override
    public void close() {
        leases.close();
        inner.close();
    }
}
