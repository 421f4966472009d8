package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Decision;
import ai.kern.approval.DecisionRefusedException;
import ai.kern.event.DecisionNotice;
import ai.kern.event.RunObserver;
import ai.kern.run.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What observers are told of decisions. */
abstract class NoticeContract extends ApprovalFixture {
    private final List<DecisionNotice> notices = new ArrayList<>();

    private ApprovalDb observed(RunObserver... observers) {
        ApprovalSettings.Builder settings = ApprovalSettings.builder();
        List.of(observers).forEach(settings::observer);
        return openWith(settings.build());
    }

    private RunObserver noting() {
        return new RunObserver() {
            @Override
            public void decided(DecisionNotice decision) {
                notices.add(decision);
            }
        };
    }

    @Test
    void eachDecisionIsToldWithWhatBecameOfItsRecord() {
        ApprovalDb db = observed(noting());
        pause(db, "a", SampleApproval.of("r"), SampleApproval.of("s"), SampleApproval.of("t"));

        db.approvals().approve("r", ANN);
        db.approvals().reject("s", BOB.note("no"));
        db.approvals().cancel("t", CAT);

        assertThat(notices)
                .extracting(
                        DecisionNotice::approvalId, DecisionNotice::kind, DecisionNotice::status, DecisionNotice::by)
                .containsExactly(
                        tuple("r", DecisionNotice.Kind.APPROVAL, "APPROVED", Optional.of("ann.admin")),
                        tuple("s", DecisionNotice.Kind.REJECTION, "REJECTED", Optional.of("bob.admin")),
                        tuple("t", DecisionNotice.Kind.CANCELLATION, "CANCELLED", Optional.of("cat.admin")));
        assertThat(notices).allSatisfy(notice -> assertThat(notice.runId()).isEqualTo("a"));
    }

    @Test
    void aVoteIsToldThoughTheRecordStillWaits() {
        ApprovalDb db = observed(noting());
        pause(db, "a", SampleApproval.of("r").quorum(2));

        db.approvals().approve("r", ANN);
        db.approvals().approve("r", BOB);

        assertThat(notices).extracting(DecisionNotice::status).containsExactly("PENDING", "APPROVED");
    }

    @Test
    void whatWasRefusedIsNotTold() {
        ApprovalDb db = observed(noting());
        pause(db, "a", SampleApproval.of("r").approvers("finance"));

        assertThatThrownBy(() -> db.approvals().approve("r", Decision.by(Actor.of("eve"))))
                .isInstanceOf(DecisionRefusedException.class);
        assertThat(notices).isEmpty();
        db.approvals().approve("r", ANN);
        assertThatThrownBy(() -> db.approvals().reject("r", BOB)).isInstanceOf(AlreadyDecidedException.class);

        assertThat(notices).hasSize(1);
    }

    @Test
    void anExpiryIsToldOnceAndWithoutAName() {
        ApprovalDb db = observed(noting());
        Instant soon = Instant.now().plus(Duration.ofHours(1));
        pause(
                db,
                "a",
                SampleApproval.of("r").expiresAt(soon),
                SampleApproval.of("s").expiresAt(soon));
        time().move(Duration.ofHours(2));

        assertThatThrownBy(() -> db.approvals().approve("r", ANN)).isInstanceOf(AlreadyDecidedException.class);
        db.approvals().expireDue(10);
        db.approvals().expireDue(10);

        assertThat(notices).extracting(DecisionNotice::approvalId).containsExactlyInAnyOrder("r", "s");
        assertThat(notices).allSatisfy(notice -> {
            assertThat(notice.kind()).isEqualTo(DecisionNotice.Kind.EXPIRY);
            assertThat(notice.by()).isEmpty();
        });
    }

    @Test
    void aDecisionIsStoredWhenItIsTold() {
        List<ApprovalStatus> seen = new ArrayList<>();
        List<ApprovalDb> db = new ArrayList<>();
        db.add(observed(new RunObserver() {
            @Override
            public void decided(DecisionNotice decision) {
                seen.add(db.get(0)
                        .approvals()
                        .get(decision.approvalId())
                        .orElseThrow()
                        .status());
            }
        }));
        pause(db.get(0), "a", SampleApproval.of("r"));

        db.get(0).approvals().approve("r", ANN);

        assertThat(seen).containsExactly(ApprovalStatus.APPROVED);
    }

    @Test
    void anObserverThatThrowsChangesNoDecision() {
        RunObserver failing = new RunObserver() {
            @Override
            public void decided(DecisionNotice decision) {
                throw new IllegalStateException("out of order");
            }
        };
        ApprovalDb db = observed(failing, noting());
        pause(db, "a", SampleApproval.of("r"));

        assertThat(db.approvals().approve("r", ANN).status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(notices).hasSize(1);
    }
}
