package ai.kern.internal.engine;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.LeaseKeeper;
import ai.kern.db.LeaseUse;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Commits a book, and holds the lease under which that is allowed. A commit whose answer is lost is read back: it is done
 * once, and known to be done. Used by one thread, but for {@link #isLost()}, {@link #isReleased()}, {@link #token()}
 * and {@link #isStillOurs}.
 */
final class Journal {
    private final Db db;
    private final Gates gates;
    private final Emitter emitter;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile Runnable whenLost = () -> {};
    private volatile @Nullable String token;

    Journal(Db db, Gates gates, Emitter emitter) {
        this.db = db;
        this.gates = gates;
        this.emitter = emitter;
    }

    /** Sets what is called, by any thread and at once if it has happened, when the lease is found to be another's. */
    void whenLost(Runnable action) {
        whenLost = action;
        if (isLost()) {
            action.run();
        }
    }

    private void lose() {
        lost.set(true);
        whenLost.run();
    }

    /** Whether this journal has the lease, as far as it knows. */
    boolean isLeased() {
        return token != null;
    }

    /** Whether the lease was found to be another's; any thread may ask. */
    boolean isLost() {
        return lost.get();
    }

    /** Whether this journal has given its lease back, after it had one; any thread may ask. */
    boolean isReleased() {
        return released.get();
    }

    /** The lease's token while this journal has it; any thread may ask. */
    Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** Asks the database whether a run is still ours, and in a version; any thread may ask. */
    boolean isStillOurs(String runId, long version) {
        return !isLost()
                && db.find(runId).map(stored -> stored.version() == version).orElse(false);
    }

    /** Commits what is pending and works on: takes the lease with it where there is none yet. */
    void commitRunning(RunBook book) {
        String held = token;
        if (held != null) {
            commit(book, RunStatus.RUNNING, new LeaseUse.Hold(held), false);
            return;
        }
        String taken = UUID.randomUUID().toString();
        commit(book, RunStatus.RUNNING, new LeaseUse.Acquire(taken, LeaseKeeper.DURATION), false);
        token = taken;
        db.leases().keep(taken, this::lose);
        emitter.leased(this);
    }

    /** Commits outcomes: tried again for a while when the database fails, since nobody else knows them. */
    void commitOutcomes(RunBook book) {
        commit(book, RunStatus.RUNNING, new LeaseUse.Hold(Objects.requireNonNull(token)), true);
    }

    /** Commits what is pending together with a status in which nobody works on the run, and gives the lease back. */
    void commitAndRelease(RunBook book, RunStatus status) {
        String held = token;
        commit(book, status, held != null ? new LeaseUse.Release(held) : new LeaseUse.None(), false);
        stopRenewing();
    }

    /** Stops renewing the lease, whatever becomes of it. */
    void stopRenewing() {
        String held = token;
        if (held != null) {
            released.set(true);
            token = null;
            db.leases().drop(held);
        }
    }

    private void commit(RunBook book, RunStatus status, LeaseUse lease, boolean triesAgain) {
        if (status != book.run().status()) {
            book.contribute(gates.statusChanged(book.run(), book.requirements(), status));
        }
        Run next = book.next(status, UUID.randomUUID().toString());
        Changeset changeset = book.changeset(next, lease);
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
        emitter.committed(book, changeset);
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
