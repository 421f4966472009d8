package ai.kern.testkit;

import static ai.kern.testkit.Sample.LEASE;
import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.attempt;
import static ai.kern.testkit.Sample.call;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.claim;
import static ai.kern.testkit.Sample.fact;
import static ai.kern.testkit.Sample.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Attempt;
import ai.kern.db.Changeset;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.LeaseUse;
import ai.kern.db.RequirementStatus;
import ai.kern.db.StatePatch;
import ai.kern.run.CallKey;
import ai.kern.run.RunConflictException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims and outcomes. */
abstract class ExecutionContract extends DbFixture {
    private static final Duration LIFE = Duration.ofSeconds(20);
    private static final Duration BEYOND = LIFE.plusMillis(1);
    private static final Attempt FIRST = attempt("a", 1);
    private static final Attempt SECOND = attempt("a", 2);

    @BeforeEach
    void createRun() {
        create("a", NO_LEASE);
    }

    private static Changeset.Builder some() {
        return changeset("a", NO_LEASE).claimLife(LIFE);
    }

    private static Changeset.Builder claiming(Attempt attempt) {
        return some().executions(List.of(claim(attempt)));
    }

    @Test
    void anAttemptIsClaimedOnce() {
        commit(claiming(FIRST));

        RunConflictException conflict = conflict(claiming(FIRST));

        assertThat(conflict.runId()).isEqualTo("a");
        assertThat(conflict).hasMessageContaining("CLAIM").hasMessageContaining(FIRST.toString());
        assertThat(load("a").executions()).containsExactly(claim(FIRST));
    }

    @Test
    void anOutcomeIsStoredOnceAndALateOneBesideIt() {
        commit(claiming(FIRST));
        commit(some().executions(List.of(outcome(FIRST))));

        conflict(some().executions(List.of(outcome(FIRST))));
        conflict(changeset("a", new LeaseUse.Late()).executions(List.of(outcome(FIRST))));
        commit(changeset("a", new LeaseUse.Late()).executions(List.of(fact(FIRST, ExecutionPhase.LATE_OUTCOME))));
        conflict(changeset("a", new LeaseUse.Late()).executions(List.of(fact(FIRST, ExecutionPhase.LATE_OUTCOME))));

        assertThat(load("a").executions())
                .containsExactly(claim(FIRST), outcome(FIRST), fact(FIRST, ExecutionPhase.LATE_OUTCOME));
    }

    @Test
    void aLateOutcomeSettlesTheQuestionInTheSameCommit() {
        commit(claiming(FIRST).requirements(List.of(Sample.requirement("r", call("a"), 0))));

        commit(changeset("a", new LeaseUse.Late())
                .executions(List.of(outcome(FIRST)))
                .settlements(List.of(Sample.settlement("r", "a", RequirementStatus.SETTLED))));

        assertThat(load("a").requirements().get(0).isOpen()).isFalse();
        conflict(changeset("a", new LeaseUse.Late())
                .executions(List.of(outcome(SECOND)))
                .settlements(List.of(Sample.settlement("r", "a", RequirementStatus.SETTLED))));
        assertThat(load("a").executions()).containsExactly(claim(FIRST), outcome(FIRST));
    }

    @Test
    void aResultWithoutAnExecutionIsAttemptZero() {
        Attempt none = attempt("a", 0);
        commit(some().executions(List.of(outcome(none))));

        conflict(some().executions(List.of(outcome(none))));
        assertThat(load("a").executions()).containsExactly(outcome(none));
    }

    @Test
    void factsAreInTheOrderOfCallsAttemptsAndPhases() {
        List<Execution> expected = List.of(
                claim(at(2, 0, 1)),
                outcome(at(2, 1, 0)),
                claim(at(2, 1, 1)),
                outcome(at(2, 1, 1)),
                fact(at(2, 1, 1), ExecutionPhase.LATE_OUTCOME),
                claim(at(2, 1, 2)),
                claim(at(2, 9, 1)),
                claim(at(2, 10, 1)),
                claim(at(10, 0, 1)));
        List<Execution> shuffled = new ArrayList<>(expected);
        Collections.reverse(shuffled);

        commit(some().executions(shuffled.subList(0, 4)));
        commit(some().executions(shuffled.subList(4, shuffled.size())));

        assertThat(load("a").executions()).containsExactlyElementsOf(expected);
        assertThat(another().load("a").orElseThrow().executions()).containsExactlyElementsOf(expected);
    }

    private static Attempt at(int sequence, int index, int number) {
        return new Attempt(new CallKey("a", sequence, index), number);
    }

    @Test
    void aClaimCountsAsAliveForItsLife() {
        commit(claiming(FIRST));

        RunConflictException conflict = conflict(claiming(SECOND).endedClaims(List.of(FIRST)));
        assertThat(conflict).hasMessageContaining(FIRST.toString()).hasMessageContaining("at work");
        assertThat(load("a").executions()).containsExactly(claim(FIRST));
        time().move(BEYOND);

        commit(claiming(SECOND).endedClaims(List.of(FIRST)));

        assertThat(load("a").executions()).containsExactly(claim(FIRST), claim(SECOND));
        // The new one is alive.
        conflict(claiming(attempt("a", 3)).endedClaims(List.of(FIRST, SECOND)));
    }

    @Test
    void whatMustHaveNoOutcomeHasNone() {
        commit(claiming(FIRST));
        commit(claiming(SECOND).withoutOutcome(List.of(FIRST, SECOND)));
        commit(changeset("a", new LeaseUse.Late()).executions(List.of(outcome(FIRST))));

        RunConflictException conflict = conflict(claiming(attempt("a", 3))
                .requirements(List.of(Sample.requirement("r", call("a"), 0)))
                .withoutOutcome(List.of(SECOND, FIRST)));

        assertThat(conflict).hasMessageContaining("outcome of " + FIRST);
        assertThat(load("a").executions()).containsExactly(claim(FIRST), outcome(FIRST), claim(SECOND));
        assertThat(load("a").requirements()).isEmpty();
        commit(some().withoutOutcome(List.of(SECOND)));
    }

    @Test
    void aLateOutcomeBringsWhatTheToolChangedInTheState() {
        commit(claiming(FIRST));

        commit(changeset("a", new LeaseUse.Late())
                .executions(List.of(outcome(FIRST)))
                .state(List.of(new StatePatch(Sample.SESSION, "balance", Optional.of("90")))));

        assertThat(db().sessionState(Sample.SESSION)).containsEntry("balance", "90");
    }

    @Test
    void aRenewalKeepsClaimsAlive() {
        commit(claiming(FIRST));
        time().move(LIFE.minusSeconds(1));

        db().renew(new LeaseRenewal(List.of(), List.of(FIRST, attempt("a", 7), attempt("none", 1)), LEASE));

        time().move(LEASE.minusSeconds(1));
        conflict(claiming(SECOND).endedClaims(List.of(FIRST)));
        time().move(Duration.ofSeconds(2));
        commit(claiming(SECOND).endedClaims(List.of(FIRST)));
    }

    @Test
    void aRenewalForNoTimeEndsClaims() {
        commit(claiming(FIRST));

        db().renew(new LeaseRenewal(List.of(), List.of(FIRST), Duration.ZERO));

        commit(claiming(SECOND).endedClaims(List.of(FIRST)));
    }

    @Test
    void aKeeperEndsAClaimWhoseBodyIsKnownToHaveEnded() {
        commit(claiming(FIRST));
        db().leases().keep(FIRST);

        db().leases().end(FIRST);
        db().leases().renewNow();

        commit(claiming(SECOND).endedClaims(List.of(FIRST)));
    }

    @Test
    void aKeeperRenewsClaimsUntilTheyAreDropped() {
        commit(claiming(FIRST));
        db().leases().keep(FIRST);
        time().move(Duration.ofHours(1));
        db().leases().renewNow();
        conflict(claiming(SECOND).endedClaims(List.of(FIRST)));

        db().leases().drop(FIRST);
        time().move(Duration.ofHours(1));
        db().leases().renewNow();

        commit(claiming(SECOND).endedClaims(List.of(FIRST)));
    }

    @Test
    void anOutcomeDoesNotEndALife() {
        // A person may have given up an attempt that is still at work.
        commit(claiming(FIRST));
        commit(some().executions(List.of(outcome(FIRST))));

        conflict(claiming(SECOND).endedClaims(List.of(FIRST)));
    }

    @Test
    void anAttemptWithoutAClaimHasNeitherRunNorEnded() {
        commit(some().executions(List.of(outcome(attempt("a", 0)))));

        conflict(some().endedClaims(List.of(FIRST)));
        conflict(some().endedClaims(List.of(attempt("a", 0))));
    }

    @Test
    void aWholeBatchOfClaimsIsMadeOrNone() {
        commit(claiming(at(1, 1, 1)));

        conflict(some().executions(List.of(claim(at(1, 0, 1)), claim(at(1, 1, 1)), claim(at(1, 2, 1)))));

        assertThat(load("a").executions()).containsExactly(claim(at(1, 1, 1)));
    }
}
