package ai.kern.specs.support;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.run.Run;
import ai.kern.testkit.DbDecorator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A database that counts its commits and lets a test stand around each of them, and before each look at a run's snapshot. */
public final class WatchedDb extends DbDecorator {
    private final List<Changeset> commits = new CopyOnWriteArrayList<>();
    private final AtomicInteger tries = new AtomicInteger();
    private volatile Around around = (number, changeset, commit) -> commit.run();
    private volatile Runnable beforeFind = () -> {};

    public WatchedDb(Db target) {
        super(target);
    }

    /** What stands around a commit. */
    @FunctionalInterface
    public interface Around {
        /** @param number counts the tries from 1, since the last {@link #forget()} */
        void commit(int number, Changeset changeset, Runnable commit);
    }

    /** A database in a lab, which all its agents get from now on. */
    public static WatchedDb in(Lab lab) {
        WatchedDb watched = new WatchedDb(lab.db());
        lab.decorate(db -> watched);
        return watched;
    }

    /** Stands around each commit from now on. */
    public void around(Around next) {
        around = next;
    }

    /** Does something before each look at a snapshot from now on. */
    public void beforeFind(Runnable next) {
        beforeFind = next;
    }

    /** Does the commit of this number and loses its answer. */
    public void loseAnswer(int lost) {
        around((number, changeset, commit) -> {
            commit.run();
            if (number == lost) {
                throw failure("the answer of commit " + number + " was lost");
            }
        });
    }

    /** Does not do the commits of these numbers. */
    public void fail(int first, int last) {
        around((number, changeset, commit) -> {
            if (number >= first && number <= last) {
                throw failure("commit " + number + " failed");
            }
            commit.run();
        });
    }

    /** What this database throws when a test has it fail. */
    public static DbException failure(String message) {
        return new DbException(message, new IllegalStateException("the test wanted it"));
    }

    /** What was committed since the last {@link #forget()}. */
    public List<Changeset> commits() {
        return List.copyOf(commits);
    }

    /** Counts from the beginning again; what stands around commits stays. */
    public void forget() {
        commits.clear();
        tries.set(0);
    }

    @Override
    public void commit(Changeset changeset) {
        around.commit(tries.incrementAndGet(), changeset, () -> {
            super.commit(changeset);
            commits.add(changeset);
        });
    }

    @Override
    public Optional<Run> find(String runId) {
        beforeFind.run();
        return super.find(runId);
    }
}
