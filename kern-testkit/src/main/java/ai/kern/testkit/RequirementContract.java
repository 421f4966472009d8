package ai.kern.testkit;

import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.call;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.requirement;
import static ai.kern.testkit.Sample.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.RequirementStatus;
import ai.kern.db.Settlement;
import ai.kern.db.StoredRequirement;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import ai.kern.run.RunConflictException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requirements and settlements. */
abstract class RequirementContract extends DbFixture {

    @BeforeEach
    void createRuns() {
        create("a", NO_LEASE);
        create("b", NO_LEASE);
    }

    private void add(StoredRequirement... requirements) {
        commit(changeset("a", NO_LEASE).requirements(List.of(requirements)));
    }

    private void settle(Settlement... settlements) {
        commit(changeset("a", NO_LEASE).settlements(List.of(settlements)));
    }

    @ParameterizedTest
    @EnumSource(PauseType.class)
    void everyTypeIsReadBackAsItWasWritten(PauseType type) {
        StoredRequirement open = new StoredRequirement(
                "r", call("a"), 3, type, RequirementStatus.OPEN, Sample.NOW, "{\"asks\":1}", Optional.empty());
        add(open);

        assertThat(another().load("a").orElseThrow().requirements()).containsExactly(open);
    }

    @Test
    void oneThatIsSettledWhenItIsStoredIsReadBackAsThat() {
        StoredRequirement settled =
                requirement("r", call("a"), 0).settled(settlement("r", "a", RequirementStatus.SETTLED));
        add(settled);

        assertThat(load("a").requirements()).containsExactly(settled);
    }

    @Test
    void theyAreInTheOrderOfCallsAndOrdinals() {
        List<StoredRequirement> expected = List.of(
                requirement("z", new CallKey("a", 2, 0), 0),
                requirement("b", new CallKey("a", 2, 0), 1),
                requirement("y", new CallKey("a", 2, 2), 0),
                requirement("c", new CallKey("a", 2, 10), 0),
                requirement("x", new CallKey("a", 10, 0), 0));
        List<StoredRequirement> shuffled = new ArrayList<>(expected);
        Collections.reverse(shuffled);

        add(shuffled.toArray(StoredRequirement[]::new));

        assertThat(load("a").requirements()).containsExactlyElementsOf(expected);
    }

    @Test
    void oneIdAndOnePlaceAreTakenOnce() {
        add(requirement("r", call("a"), 0));

        assertThat(conflict(changeset("a", NO_LEASE).requirements(List.of(requirement("r", call("a"), 1)))))
                .hasMessageContaining("requirement r");
        conflict(changeset("a", NO_LEASE).requirements(List.of(requirement("s", call("a"), 0))));
        assertThat(load("a").requirements()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = RequirementStatus.class,
            names = {"SETTLED", "REPLACED"})
    void anOpenOneIsSettledOnce(RequirementStatus status) {
        StoredRequirement open = requirement("r", call("a"), 0);
        StoredRequirement other = requirement("s", call("a"), 1);
        add(open, other);
        Settlement settlement = settlement("r", "a", status);

        settle(settlement);

        assertThat(load("a").requirements()).containsExactly(open.settled(settlement), other);
        RunConflictException conflict = conflict(
                changeset("a", NO_LEASE).settlements(List.of(settlement("r", "a", RequirementStatus.SETTLED))));
        assertThat(conflict.runId()).isEqualTo("a");
        assertThat(conflict).hasMessageContaining("r").hasMessageContaining(status.name());
        assertThat(load("a").requirements()).containsExactly(open.settled(settlement), other);
    }

    @Test
    void oneIsReplacedAndItsSuccessorStoredInOneCommit() {
        add(requirement("r", call("a"), 0));
        StoredRequirement successor = requirement("s", call("a"), 1);

        commit(changeset("a", NO_LEASE)
                .settlements(List.of(settlement("r", "a", RequirementStatus.REPLACED)))
                .requirements(List.of(successor)));

        assertThat(load("a").requirements())
                .extracting(StoredRequirement::status)
                .containsExactly(RequirementStatus.REPLACED, RequirementStatus.OPEN);
    }

    @Test
    void oneOfAnotherRunOrOfNoneIsNotSettled() {
        add(requirement("r", call("a"), 0));

        assertThat(conflict(changeset("a", NO_LEASE)
                        .settlements(List.of(settlement("none", "a", RequirementStatus.SETTLED)))))
                .hasMessageContaining("not stored");
        conflict(changeset("b", NO_LEASE).settlements(List.of(settlement("r", "b", RequirementStatus.SETTLED))));

        assertThat(load("a").requirements().get(0).isOpen()).isTrue();
    }

    @Test
    void severalAreSettledTogetherOrNone() {
        add(requirement("r", call("a"), 0), requirement("s", call("a"), 1));
        settle(settlement("s", "a", RequirementStatus.SETTLED));

        conflict(changeset("a", NO_LEASE)
                .settlements(List.of(
                        settlement("r", "a", RequirementStatus.SETTLED),
                        settlement("s", "a", RequirementStatus.SETTLED))));

        assertThat(load("a").requirements().get(0).isOpen()).isTrue();
    }

    @Test
    void oneIsNotSettledTwiceInOneCommit() {
        add(requirement("r", call("a"), 0));

        conflict(changeset("a", NO_LEASE)
                .settlements(List.of(
                        settlement("r", "a", RequirementStatus.SETTLED),
                        settlement("r", "a", RequirementStatus.REPLACED))));

        assertThat(load("a").requirements().get(0).isOpen()).isTrue();
    }
}
