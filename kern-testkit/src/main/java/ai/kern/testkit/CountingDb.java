package ai.kern.testkit;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.Entry;
import ai.kern.db.Execution;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.Limits;
import ai.kern.db.RunState;
import ai.kern.db.Settlement;
import ai.kern.db.StatePatch;
import ai.kern.db.StoredRequirement;
import ai.kern.run.Run;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database that counts what is asked of it: how many commits, rows and bytes a step costs. Only what succeeded is counted. Safe
 * for use by many threads.
 */
public final class CountingDb extends DbDecorator {
    private final List<Changeset> committed = new CopyOnWriteArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger renewals = new AtomicInteger();

    /** Counts what is asked of a database from now on. */
    public CountingDb(Db inner) {
        super(inner);
    }

    /** What was committed, in order. */
    public List<Changeset> committed() {
        return List.copyOf(committed);
    }

    /** How many changesets were committed. */
    public int commits() {
        return committed.size();
    }

    /** How many rows were written by commits: runs, sessions, entries, facts and so on, one each. */
    public long rows() {
        return committed.stream().mapToLong(CountingDb::rows).sum();
    }

    /** How many bytes of documents were written by commits; the settings of a run only with its first version. */
    public long bytes() {
        return committed.stream().mapToLong(CountingDb::bytes).sum();
    }

    /** How many runs were loaded or looked up. */
    public int reads() {
        return reads.get();
    }

    /** How often leases were renewed. */
    public int renewals() {
        return renewals.get();
    }

    /** Begins to count anew. */
    public void reset() {
        committed.clear();
        reads.set(0);
        renewals.set(0);
    }

    /** How many rows a changeset writes. */
    public static long rows(Changeset changeset) {
        return (changeset.session().isPresent() ? 1L : 0L)
                + changeset.runs().size()
                + changeset.entries().size()
                + changeset.executions().size()
                + changeset.requirements().size()
                + changeset.settlements().size()
                + changeset.state().size()
                + changeset.contributions().size();
    }

    /** How many bytes of documents a changeset writes, those of its contributions apart. */
    public static long bytes(Changeset changeset) {
        return bytes(changeset.runs().stream()
                        .filter(run -> run.version() == 1)
                        .map(Run::settings)
                        .toList())
                + bytes(changeset.runs().stream().map(Run::progress).toList())
                + bytes(changeset.entries().stream().map(Entry::document).toList())
                + bytes(changeset.executions().stream().map(Execution::document).toList())
                + bytes(changeset.requirements().stream()
                        .map(StoredRequirement::document)
                        .toList())
                + bytes(changeset.settlements().stream()
                        .map(Settlement::document)
                        .toList())
                + bytes(changeset.state().stream()
                        .map(StatePatch::value)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static long bytes(List<String> documents) {
        return documents.stream().mapToLong(Limits::bytes).sum();
    }

    @Override
    public void commit(Changeset changeset) {
        super.commit(changeset);
        committed.add(changeset);
    }

    @Override
    public Optional<Run> find(String runId) {
        Optional<Run> found = super.find(runId);
        reads.incrementAndGet();
        return found;
    }

    @Override
    public Optional<RunState> load(String runId) {
        Optional<RunState> found = super.load(runId);
        reads.incrementAndGet();
        return found;
    }

    @Override
    public Set<String> renew(LeaseRenewal renewal) {
        Set<String> current = super.renew(renewal);
        renewals.incrementAndGet();
        return current;
    }
}
