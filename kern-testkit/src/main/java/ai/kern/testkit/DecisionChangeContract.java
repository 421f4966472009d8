package ai.kern.testkit;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Approvals;
import ai.kern.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hints that a record was decided. */
@Tag("DB-4")
@Tag("APPR-7")
abstract class DecisionChangeContract extends ApprovalFixture {
    private ApprovalDb decider;

    @BeforeEach
    void openForTheDecider() {
        decider = (ApprovalDb) another();
    }

    @Test
    void whoeverWaitsForARunIsToldOfAnApproval() {
        assertTold(ApprovalStatus.APPROVED, approvals -> approvals.approve("r", ANN));
    }

    @Test
    void whoeverWaitsForARunIsToldOfARejection() {
        assertTold(ApprovalStatus.REJECTED, approvals -> approvals.reject("r", ANN));
    }

    @Test
    void whoeverWaitsForARunIsToldOfACancellation() {
        assertTold(ApprovalStatus.CANCELLED, approvals -> approvals.cancel("r", ANN));
    }

    @Test
    void whoeverWaitsForARunIsToldThatAnExpiryWasNoted() {
        pause("a", SampleApproval.of("r").expiresAt(Instant.now().plus(Duration.ofMinutes(30))));
        try (Hearer hearer = new Hearer(db())) {
            awaitHearing(hearer);
            time().move(Duration.ofHours(1));

            decider.approvals().expireDue(10);

            hearer.await("a", () -> record("r").decision().isPresent());
        }
    }

    private void assertTold(ApprovalStatus status, Consumer<Approvals> decision) {
        pause("a", SampleApproval.of("r"));
        try (Hearer hearer = new Hearer(db())) {
            awaitHearing(hearer);

            decision.accept(decider.approvals());

            hearer.await("a", () -> record("r").status() == status);
        }
    }

    private void awaitHearing(Hearer hearer) {
        pause("first");
        hearer.await("first", () -> load("first").run().status() == RunStatus.PAUSED);
    }
}
