package ai.kern.testkit;

import static ai.kern.testkit.Sample.LEASE;
import static ai.kern.testkit.Sample.SESSION;
import static ai.kern.testkit.Sample.acquire;
import static ai.kern.testkit.Sample.attempt;
import static ai.kern.testkit.Sample.call;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.claim;
import static ai.kern.testkit.Sample.entry;
import static ai.kern.testkit.Sample.hold;
import static ai.kern.testkit.Sample.outcome;
import static ai.kern.testkit.Sample.requirement;
import static ai.kern.testkit.Sample.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Attempt;
import ai.kern.db.Changeset;
import ai.kern.db.Execution;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.LeaseUse;
import ai.kern.db.Limits;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunState;
import ai.kern.db.StatePatch;
import ai.kern.db.StoredRequirement;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits as a whole: where one condition does not hold, wherever it stands among the others, nothing of them is stored. */
@Tag("HITL-11")
abstract class CommitContract extends DbFixture {
    private static final String MINE = "mine";
    private static final int CALLS = 500;

    private Run run = Sample.root("a");

    /** What stands against a commit of which all else is in order. */
    enum Obstacle {
        A_LATER_VERSION("version 2 of run a"),
        ANOTHERS_LEASE("another process has it"),
        NO_LEASE("nobody has one"),
        A_CHILD_OF_THE_SAME_ID("run child was to be created"),
        AN_ENTRY("entry 1"),
        A_CLAIM("CLAIM of " + attempt("a", 3)),
        AN_OUTCOME("OUTCOME of " + attempt("a", 1)),
        A_CLAIM_THAT_IS_ALIVE(attempt("a", 1) + " may still be at work"),
        A_REQUIREMENT("requirement new"),
        A_REQUIREMENT_IN_ITS_PLACE("requirement new"),
        A_SETTLEMENT("requirement open");

        private final String named;

        Obstacle(String named) {
            this.named = named;
        }
    }

    private void put(Obstacle obstacle) {
        switch (obstacle) {
            case A_LATER_VERSION -> step(run, RunStatus.RUNNING, hold(MINE));
            case ANOTHERS_LEASE -> {
                commit(changeset("a", new LeaseUse.Release(MINE)));
                commit(changeset("a", acquire("theirs")));
            }
            case NO_LEASE -> commit(changeset("a", new LeaseUse.Release(MINE)));
            case A_CHILD_OF_THE_SAME_ID -> commit(changeset(Sample.child("child", "a", call("a")), hold(MINE)));
            case AN_ENTRY -> commit(some().entries(List.of(entry("a", 1))));
            case A_CLAIM -> commit(some().executions(List.of(claim(attempt("a", 3)))));
            case AN_OUTCOME -> commit(some().executions(List.of(outcome(attempt("a", 1)))));
            case A_CLAIM_THAT_IS_ALIVE ->
                assertThat(db().renew(new LeaseRenewal(List.of(), List.of(attempt("a", 1)), LEASE)))
                        .isEmpty();
            case A_REQUIREMENT -> commit(some().requirements(List.of(requirement("new", call("a"), 9))));
            case A_REQUIREMENT_IN_ITS_PLACE -> commit(some().requirements(List.of(requirement("other", call("a"), 1))));
            case A_SETTLEMENT ->
                commit(some().settlements(List.of(settlement("open", "a", RequirementStatus.SETTLED))));
        }
    }

    /** All that such a commit may write. */
    private record Snapshot(RunState state, Optional<Run> child, Map<String, String> sessionState) {}

    @BeforeEach
    void prepareARun() {
        run = step(create("a", Sample.NO_LEASE), RunStatus.RUNNING, acquire(MINE));
        commit(some().claimLife(Duration.ZERO)
                .executions(List.of(claim(attempt("a", 1))))
                .requirements(List.of(requirement("open", call("a"), 0)))
                .state(List.of(new StatePatch(SESSION, "old", Optional.of("1")))));
    }

    private static Changeset.Builder some() {
        return changeset("a", hold(MINE));
    }

    /** A commit with a condition of every kind. */
    private Changeset.Builder everything() {
        Run child = Sample.child("child", "a", call("a"));
        Run next = run.next(RunStatus.PAUSED, "{}", child.changesetId(), Sample.NOW);
        return changeset(next, hold(MINE))
                .run(child)
                .entries(List.of(entry("a", 0), entry("a", 1), entry("a", 2)))
                .endedClaims(List.of(attempt("a", 1)))
                .executions(List.of(claim(attempt("a", 2)), claim(attempt("a", 3)), outcome(attempt("a", 1))))
                .requirements(List.of(requirement("new", call("a"), 1), requirement("last", call("a"), 2)))
                .settlements(List.of(settlement("open", "a", RequirementStatus.SETTLED)))
                .state(List.of(
                        new StatePatch(SESSION, "old", Optional.empty()),
                        new StatePatch(SESSION, "new", Optional.of("2"))));
    }

    private Snapshot snapshot() {
        return new Snapshot(load("a"), db().find("child"), db().sessionState(SESSION));
    }

    @Test
    void aCommitWithAConditionOfEveryKindIsStoredWhereAllOfThemHold() {
        commit(everything());

        RunState state = load("a");
        assertThat(state.run().version()).isEqualTo(3);
        assertThat(state.entries()).hasSize(3);
        assertThat(state.executions()).hasSize(4);
        assertThat(state.requirements())
                .hasSize(3)
                .filteredOn(StoredRequirement::isOpen)
                .hasSize(2);
        assertThat(db().find("child")).isPresent();
        assertThat(db().sessionState(SESSION)).isEqualTo(Map.of("new", "2"));
    }

    @ParameterizedTest
    @EnumSource
    void aConditionThatDoesNotHoldIsNamedAndNothingOfItsCommitIsStored(Obstacle obstacle) {
        Changeset.Builder everything = everything();
        put(obstacle);
        Snapshot before = snapshot();

        assertThat(conflict(everything)).hasMessageContaining(obstacle.named);

        assertThat(snapshot()).isEqualTo(before);
    }

    private static List<Execution> claims() {
        return IntStream.range(0, CALLS)
                .mapToObj(i -> claim(new Attempt(new CallKey("a", 2, i), 1)))
                .toList();
    }

    private static List<StoredRequirement> requirements() {
        return IntStream.range(0, CALLS)
                .mapToObj(i -> requirement("requirement-" + i, new CallKey("a", 2, i), 0))
                .toList();
    }

    @Test
    void hundredsOfCallsAreOneCommit() {
        commit(some().executions(claims()).requirements(requirements()));

        assertThat(load("a").executions()).hasSize(CALLS + 1).containsAll(claims());
        assertThat(load("a").requirements()).hasSize(CALLS + 1).containsAll(requirements());
    }

    @Test
    void aConditionBehindHundredsOfOthersUndoesThemAll() {
        Execution taken = claims().get(CALLS - 50);
        commit(some().executions(List.of(taken)));
        Snapshot before = snapshot();

        assertThat(conflict(everything().executions(claims()).requirements(requirements())))
                .hasMessageContaining(taken.ofAttempt().toString());

        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void severalOfTheLargestDocumentsAreOneCommit() {
        String largest = "\"" + "x".repeat(Limits.DOCUMENT_BYTES - 2) + "\"";
        commit(some().entries(List.of(entry("a", 3))));
        Snapshot before = snapshot();

        assertThat(conflict(some().entries(List.of(entry("a", 1, largest), entry("a", 2, largest), entry("a", 3)))))
                .hasMessageContaining("entry 3");
        assertThat(snapshot()).isEqualTo(before);

        commit(some().entries(List.of(entry("a", 1, largest), entry("a", 2, largest))));
        assertThat(load("a").entries()).hasSize(3);
        assertThat(load("a").entries().get(1).document()).isEqualTo(largest);
    }
}
