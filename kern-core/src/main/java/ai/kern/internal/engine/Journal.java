package ai.kern.internal.engine;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.LeaseKeeper;
import ai.kern.db.LeaseUse;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Commits the book of one run under the lease of its tree. A commit whose answer is lost is read back: it is done once, and known
 * to be done. Used by one thread, but for {@link #isStillOurs}.
 */
final class Journal {
    private final Db db;
    private final Gates gates;
    private final Emitter emitter;
    private final TreeLease lease;

    Journal(Db db, Gates gates, Emitter emitter, TreeLease lease) {
        this.db = db;
        this.gates = gates;
        this.emitter = emitter;
        this.lease = lease;
    }

    TreeLease lease() {
        return lease;
    }

    /** Whether this process has the lease, as far as it knows. */
    boolean isLeased() {
        return lease.token().isPresent();
    }

    /** Asks the database whether a run is still ours, and in a version; any thread may ask. */
    boolean isStillOurs(String runId, long version) {
        return !lease.isLost()
                && db.find(runId).map(stored -> stored.version() == version).orElse(false);
    }

    /** Commits what is pending and works on: takes the lease with it where there is none yet. */
    void commitRunning(RunBook book) {
        commitRunning(book, List.of());
    }

    /** Commits what is pending in the books of a tree, the root's first, and works on the root. */
    void commitRunning(RunBook book, List<Work> others) {
        Optional<String> held = lease.token();
        if (held.isPresent()) {
            commit(book, others, RunStatus.RUNNING, new LeaseUse.Hold(held.get()), false);
            return;
        }
        String taken = UUID.randomUUID().toString();
        commit(book, others, RunStatus.RUNNING, new LeaseUse.Acquire(taken, LeaseKeeper.DURATION), false);
    }

    /** Commits outcomes: tried again for a while when the database fails, since nobody else knows them. */
    void commitOutcomes(RunBook book) {
        commit(
                book,
                List.of(),
                RunStatus.RUNNING,
                new LeaseUse.Hold(lease.token().orElseThrow()),
                true);
    }

    /**
     * Commits what is pending together with a status in which nobody works on the run; the root's gives the lease back.
     *
     * @return the run as those who listen were told of it, if there are any
     */
    Optional<RunOutput> commitAndRest(RunBook book, RunStatus status) {
        return commitAndRest(book, List.of(), status);
    }

    /**
     * Commits what is pending in the books of a tree, the root's first, with a status in which nobody works on it.
     *
     * @return the root as those who listen were told of it, if there are any
     */
    Optional<RunOutput> commitAndRest(RunBook book, List<Work> others, RunStatus status) {
        boolean isRoot = book.run().isRoot();
        LeaseUse use = lease.token()
                .<LeaseUse>map(held -> isRoot ? new LeaseUse.Release(held) : new LeaseUse.Hold(held))
                .orElseGet(LeaseUse.None::new);
        commit(book, others, status, use, false);
        // The last event of a stream is the root's.
        others.forEach(other -> other.emitter().rests(other.book()));
        return emitter.rests(book);
    }

    private void commit(RunBook book, List<Work> others, RunStatus status, LeaseUse use, boolean triesAgain) {
        if (status != book.run().status()) {
            book.contribute(gates.statusChanged(book.run(), book.requirements(), status));
        }
        String id = UUID.randomUUID().toString();
        Run next = book.next(status, id);
        Changeset.Builder builder = Changeset.builder(next.changesetId(), next.rootId(), use);
        book.write(builder, next);
        Map<Work, Run> beside = new LinkedHashMap<>();
        for (Work other : others) {
            beside.put(other, other.book().next(other.book().run().status(), id));
        }
        beside.forEach((other, version) -> other.book().write(builder, version));
        Changeset changeset = builder.build();
        Backoff backoff = new Backoff();
        boolean failedBefore = false;
        while (true) {
            try {
                db.commit(changeset);
                break;
            } catch (RunConflictException conflict) {
                if (failedBefore && isStored(db, next, conflict)) {
                    break;
                }
                throw conflict;
            } catch (DbException failure) {
                if (isStored(db, next, failure)) {
                    break;
                }
                failedBefore = true;
                if (!triesAgain || !backoff.again()) {
                    throw failure;
                }
            }
        }
        book.committed(next);
        used(use);
        emitter.committed(book, changeset);
        beside.forEach((other, version) -> {
            other.book().committed(version);
            other.emitter().committed(other.book(), changeset);
        });
    }

    /** Renews a lease that was taken and no more one that was given back, before a reader of events can hold this thread up. */
    private void used(LeaseUse use) {
        if (use instanceof LeaseUse.Acquire acquired) {
            lease.keep(acquired.token());
            emitter.leased(lease);
        } else if (use instanceof LeaseUse.Release) {
            lease.stopRenewing();
        }
    }

    /** Whether a commit is known to have taken effect although it seemed to fail. */
    static boolean isStored(Db db, Run next, RuntimeException failure) {
        try {
            Optional<Run> stored = db.find(next.id());
            return stored.isPresent() && stored.get().changesetId().equals(next.changesetId());
        } catch (DbException unreadable) {
            failure.addSuppressed(unreadable);
            return false;
        }
    }
}
