package ai.kern.testkit;

import static ai.kern.testkit.Sample.NO_LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.RunChange;
import ai.kern.db.Subscription;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hints that runs have changed. */
@Tag("DB-4")
abstract class ChangeContract extends DbFixture {

    private void awaitStatus(Hearer hearer, Db db, String runId, RunStatus status) {
        hearer.await(runId, () -> db.find(runId).orElseThrow().status() == status);
    }

    /** Waits until a database hears what it is told; it may say by itself at first that anything may have changed. */
    private void awaitHearing(Hearer hearer, Db db, String runId) {
        step(create(runId, NO_LEASE), RunStatus.PAUSED, NO_LEASE);
        awaitStatus(hearer, db, runId, RunStatus.PAUSED);
    }

    @ParameterizedTest
    @EnumSource(
            value = RunStatus.class,
            names = {"PAUSED", "COMPLETED", "ERROR", "CANCELLED"})
    void whoeverWaitsForARunIsToldThatItPausedOrEndedByWhicheverObject(RunStatus status) {
        Db other = another();
        try (Hearer here = new Hearer(db());
                Hearer there = new Hearer(other)) {
            awaitHearing(here, db(), "first");
            awaitStatus(there, other, "first", RunStatus.PAUSED);
            for (Db committing : List.of(db(), other)) {
                Run next = Sample.next(create(Sample.newId(), NO_LEASE), status);

                commit(committing, Sample.changeset(next, NO_LEASE));

                awaitStatus(here, db(), next.id(), status);
                awaitStatus(there, other, next.id(), status);
            }
        }
    }

    @Test
    void everyRunOfATreeThatACommitPausesIsTold() {
        Run root = create("root", NO_LEASE);
        Run child = Sample.child("child", "root", Sample.call("root"));
        commit(Sample.changeset(child, NO_LEASE));
        try (Hearer hearer = new Hearer(db())) {
            awaitHearing(hearer, db(), "first");
            String id = Sample.newId();

            commit(Changeset.builder(id, "root", NO_LEASE)
                    .run(root.next(RunStatus.PAUSED, "{}", id, Sample.NOW))
                    .run(child.next(RunStatus.PAUSED, "{}", id, Sample.NOW)));

            awaitStatus(hearer, db(), "root", RunStatus.PAUSED);
        }
        try (Hearer hearer = new Hearer(db())) {
            awaitHearing(hearer, db(), "second");

            commit(Sample.changeset(Sample.next(load("child").run(), RunStatus.COMPLETED), NO_LEASE));

            awaitStatus(hearer, db(), "child", RunStatus.COMPLETED);
        }
    }

    @Test
    void whoEndsItsSubscriptionHearsNothingMore() {
        Hearer gone = new Hearer(db());
        try (Hearer staying = new Hearer(db())) {
            awaitHearing(gone, db(), "first");
            gone.close();
            gone.close();
            awaitHearing(staying, db(), "second");
            gone.unheeded().clear();

            awaitHearing(staying, db(), "third");

            assertThat(gone.unheeded()).isEmpty();
        }
    }

    @Test
    void whoListensAnewWhenNobodyDidHearsAgain() {
        for (String round : List.of("first", "second", "third")) {
            try (Hearer hearer = new Hearer(db())) {
                awaitHearing(hearer, db(), round);
                awaitHearing(hearer, db(), round + "-again");
            }
        }
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromHearingAndFailsNoCommit() {
        db().changes(change -> {
            throw new IllegalStateException("a listener that the contract lets fail");
        });
        try (Hearer hearer = new Hearer(db())) {
            awaitHearing(hearer, db(), "first");
            awaitHearing(hearer, db(), "second");
        }
    }

    @Test
    void aListenerMayEndItsSubscriptionWhileItIsTold() {
        AtomicReference<Subscription> own = new AtomicReference<>();
        own.set(db().changes(change -> own.get().close()));
        try (Hearer hearer = new Hearer(db())) {
            awaitHearing(hearer, db(), "first");
            awaitHearing(hearer, db(), "second");
        }
    }

    @Test
    void aDatabaseThatIsClosedTakesNoListeners() {
        Db closed = another();
        Assumptions.assumeTrue(closed != db(), "a database in memory cannot be opened twice: skipped");
        Hearer hearer = new Hearer(closed);
        awaitHearing(hearer, closed, "first");

        closed.close();

        assertThatThrownBy(() -> closed.changes(change -> {}))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("closed");
        hearer.close();
    }

    @Test
    void aHintConcernsTheRunItNamesAndWithoutANameEveryRun() {
        assertThat(RunChange.of("a").mayConcern("a")).isTrue();
        assertThat(RunChange.of("a").mayConcern("b")).isFalse();
        assertThat(RunChange.anything().mayConcern("b")).isTrue();
    }
}
