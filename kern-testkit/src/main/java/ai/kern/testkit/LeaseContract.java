package ai.kern.testkit;

import static ai.kern.testkit.Sample.LEASE;
import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.acquire;
import static ai.kern.testkit.Sample.attempt;
import static ai.kern.testkit.Sample.call;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.child;
import static ai.kern.testkit.Sample.claim;
import static ai.kern.testkit.Sample.creation;
import static ai.kern.testkit.Sample.entry;
import static ai.kern.testkit.Sample.hold;
import static ai.kern.testkit.Sample.next;
import static ai.kern.testkit.Sample.outcome;
import static ai.kern.testkit.Sample.root;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Changeset;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.LeaseUse;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may write a tree. Each rule holds whether the commit writes the root or only its lease. */
abstract class LeaseContract extends DbFixture {
    private static final Duration ALMOST = LEASE.minusSeconds(10);
    private static final Duration BEYOND = LEASE.plusMillis(1);

    /** A commit that uses the lease of the root with a version of the root, or without. */
    private static Changeset.Builder use(Run root, LeaseUse lease, boolean writesRoot) {
        return writesRoot ? changeset(next(root, RunStatus.RUNNING), lease) : changeset(root.id(), lease);
    }

    private static LeaseUse release(String token) {
        return new LeaseUse.Release(token);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFreeLeaseIsTakenOnce(boolean writesRoot) {
        Run root = create("a", NO_LEASE);
        commit(use(root, acquire("mine"), writesRoot));

        RunConflictException conflict = conflict(use(load("a").run(), acquire("yours"), writesRoot));

        assertThat(conflict.runId()).isEqualTo("a");
        assertThat(conflict)
                .hasMessageContaining("run a")
                .hasMessageContaining(load("a").run().status().name());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLeaseIsTakenFromWhoeverLetItExpire(boolean writesRoot) {
        Run root = create("a", acquire("mine"));
        time().move(ALMOST);
        conflict(use(root, acquire("yours"), writesRoot));
        time().move(BEYOND.minus(ALMOST));

        commit(use(root, acquire("yours"), writesRoot));

        conflict(use(load("a").run(), hold("mine"), writesRoot));
        commit(use(load("a").run(), hold("yours"), writesRoot));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHeldLeaseServesManyCommitsAndStaysWhatItIs(boolean writesRoot) {
        create("a", acquire("mine"));
        commit(use(load("a").run(), hold("mine"), writesRoot));
        time().move(ALMOST);
        commit(use(load("a").run(), hold("mine"), writesRoot));

        // Holding is not renewing.
        time().move(BEYOND.minus(ALMOST));
        commit(use(load("a").run(), acquire("yours"), writesRoot));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExpiredLeaseThatNobodyTookIsStillHeld(boolean writesRoot) {
        Run root = create("a", acquire("mine"));
        time().move(Duration.ofHours(1));

        commit(use(root, hold("mine"), writesRoot));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherTokenHoldsNothing(boolean writesRoot) {
        Run root = create("a", acquire("mine"));
        Run free = create("b", NO_LEASE);

        conflict(use(root, hold("yours"), writesRoot));
        conflict(use(root, release("yours"), writesRoot));
        conflict(use(free, hold("mine"), writesRoot));
        conflict(use(free, release("mine"), writesRoot));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReleasedLeaseIsFree(boolean writesRoot) {
        create("a", acquire("mine"));
        commit(use(load("a").run(), release("mine"), writesRoot));

        conflict(use(load("a").run(), hold("mine"), writesRoot));
        commit(use(load("a").run(), acquire("yours"), writesRoot));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasNoLeaseWritesOnlyWhereNobodyWorks(boolean writesRoot) {
        create("a", acquire("mine"));
        conflict(use(load("a").run(), NO_LEASE, writesRoot));
        time().move(BEYOND);

        commit(use(load("a").run(), NO_LEASE, writesRoot));

        // Whoever worked before has seen something else.
        conflict(use(load("a").run(), hold("mine"), writesRoot));
        commit(use(load("a").run(), NO_LEASE, writesRoot));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLeaseIsBrokenWhoeverHasIt(boolean writesRoot) {
        create("a", acquire("mine"));
        commit(use(load("a").run(), new LeaseUse.Break(), writesRoot));

        conflict(use(load("a").run(), hold("mine"), writesRoot));
        commit(use(load("a").run(), new LeaseUse.Break(), writesRoot));
        commit(use(load("a").run(), acquire("yours"), writesRoot));
    }

    @Test
    void aRootIsCreatedWithALeaseWithoutOneOrNotAtAll() {
        create("a", acquire("mine"));
        conflict(use(load("a").run(), acquire("yours"), true));
        create("b", NO_LEASE);
        commit(use(load("b").run(), acquire("yours"), true));
        create("c", new LeaseUse.Break());
        commit(use(load("c").run(), acquire("hers"), true));

        conflict(creation(root("d"), hold("mine")));
        conflict(creation(root("d"), release("mine")));

        assertThat(db().find("d")).isEmpty();
    }

    @Test
    void theLeaseOfTheRootIsThatOfTheTree() {
        create("a", acquire("mine"));
        Run child = child("b", "a", call("a"));

        conflict(changeset(child, hold("yours")));
        conflict(changeset(child, NO_LEASE));
        commit(changeset(child, hold("mine")));
        conflict(changeset(next(child, RunStatus.RUNNING), hold("yours")));

        assertThat(db().find("b")).contains(child);
    }

    @Test
    void aCommitOfATreeWhoseRootIsNotStoredIsAConflictThatSaysSo() {
        create("other", NO_LEASE);

        for (LeaseUse use : List.of(NO_LEASE, acquire("t"), hold("t"), release("t"), new LeaseUse.Break())) {
            RunConflictException conflict = conflict(changeset("none", use).entries(List.of(entry("other", 0))));
            assertThat(conflict.runId()).isEqualTo("none");
            assertThat(conflict).hasMessageContaining("none").hasMessageContaining("not stored");
        }
        assertThat(load("other").entries()).isEmpty();
    }

    @Test
    void aVersionThatIsStaleIsAConflictUnderAnyLease() {
        Run first = create("a", acquire("mine"));
        step(first, RunStatus.RUNNING, hold("mine"));

        conflict(changeset(next(first, RunStatus.PAUSED), hold("mine")));
        conflict(changeset(next(first, RunStatus.CANCELLED), new LeaseUse.Break()));
    }

    @Test
    void aLateOutcomeNeedsNoLease() {
        create("a", acquire("mine"));
        commit(changeset("a", hold("mine")).executions(List.of(claim(attempt("a", 1)))));
        commit(changeset("a", new LeaseUse.Break()));
        commit(changeset("a", acquire("yours")));

        commit(changeset("a", new LeaseUse.Late()).executions(List.of(outcome(attempt("a", 1)))));

        assertThat(load("a").executions()).contains(outcome(attempt("a", 1)));
        commit(changeset("a", hold("yours")));
    }

    @Test
    void leasesAreRenewedTogetherAndTheLostOnesAreLeftOut() {
        List<String> tokens = new ArrayList<>(List.of("stranger"));
        for (int i = 0; i < 5; i++) {
            create("run-" + i, acquire("token-" + i));
            tokens.add("token-" + i);
        }
        commit(changeset("run-1", release("token-1")));
        commit(changeset("run-2", new LeaseUse.Break()));
        commit(changeset("run-2", acquire("thief")));
        time().move(ALMOST);

        Set<String> current = another().renew(new LeaseRenewal(tokens, List.of(), LEASE));

        assertThat(current).containsExactlyInAnyOrder("token-0", "token-3", "token-4");
        time().move(ALMOST);
        conflict(changeset("run-0", acquire("yours")));
        // The thief was not renewed.
        time().move(BEYOND.minus(ALMOST));
        commit(changeset("run-2", acquire("yours")));
        commit(changeset("run-0", acquire("yours")));
    }

    @Test
    void anExpiredLeaseThatNobodyTookIsRenewed() {
        create("a", acquire("mine"));
        time().move(Duration.ofHours(1));

        assertThat(db().renew(new LeaseRenewal(List.of("mine"), List.of(), LEASE)))
                .containsExactly("mine");
        conflict(changeset("a", acquire("yours")));
    }

    @Test
    void nothingAtAllIsRenewed() {
        assertThat(db().renew(new LeaseRenewal(List.of(), List.of(), LEASE))).isEmpty();
        assertThat(db().renew(new LeaseRenewal(List.of("odd \" ' \\ token"), List.of(attempt("none", 1)), LEASE)))
                .isEmpty();
    }

    @Test
    void manyLeasesAreRenewedAtOnce() {
        create("a", acquire("mine"));
        List<String> tokens = new ArrayList<>(List.of("mine"));
        for (int i = 0; i < 5_000; i++) {
            tokens.add("stranger-" + i);
        }

        assertThat(db().renew(new LeaseRenewal(tokens, List.of(), LEASE))).containsExactly("mine");
    }

    @Test
    void aKeeperTellsOnceThatALeaseWasLost() {
        create("a", acquire("mine"));
        create("b", acquire("other"));
        List<String> lost = new ArrayList<>();
        db().leases().keep("mine", () -> lost.add("mine"));
        db().leases().keep("other", () -> lost.add("other"));
        db().leases().renewNow();
        assertThat(lost).isEmpty();
        commit(changeset("a", new LeaseUse.Break()));

        db().leases().renewNow();
        db().leases().renewNow();

        assertThat(lost).containsExactly("mine");
        db().leases().drop("other");
    }
}
