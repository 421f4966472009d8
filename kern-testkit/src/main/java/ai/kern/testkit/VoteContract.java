package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.ApprovalVote;
import ai.kern.approval.Approvals;
import ai.kern.approval.AuditKind;
import ai.kern.approval.Decision;
import ai.kern.approval.DecisionRefusedException;
import ai.kern.run.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** People who must agree. */
@Tag("APPR-17")
abstract class VoteContract extends ApprovalFixture {

    @Test
    void aQuorumIsCompletedByDifferentPeople() {
        pause("a", SampleApproval.of("r").quorum(2));

        ApprovalRecord first = approvals().approve("r", ANN);
        assertThat(first.status()).isEqualTo(ApprovalStatus.PENDING);
        assertThatThrownBy(() -> approvals().approve("r", ANN))
                .isInstanceOf(DecisionRefusedException.class)
                .hasMessageContaining("ann.admin");
        ApprovalRecord second = approvals().approve("r", BOB);

        assertThat(second.status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(record("r").votes()).extracting(ApprovalVote::by).containsExactly("ann.admin", "bob.admin");
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.VOTE, AuditKind.VOTE, AuditKind.DECISION);
    }

    @Test
    void anyRejectionRejects() {
        pause("a", SampleApproval.of("r").quorum(3));
        approvals().approve("r", ANN);

        assertThat(approvals().reject("r", BOB).status()).isEqualTo(ApprovalStatus.REJECTED);
    }

    @Test
    void anEditVoidsTheVotesBeforeIt() {
        pause("a", SampleApproval.of("r").quorum(2).asEditable());
        String seen = record("r").shownDigest();
        approvals().approve("r", ANN);

        ApprovalRecord edited = approvals().approve("r", BOB.arguments(Map.of("to", "shop", "amount", 5)));
        assertThat(edited.isPending()).isTrue();
        assertThat(edited.votes()).extracting(ApprovalVote::by).containsExactly("bob.admin");
        assertThatThrownBy(() -> approvals().approve("r", CAT.seen(seen)))
                .as("a vote for what was shown before the edit")
                .isInstanceOf(DecisionRefusedException.class);

        ApprovalRecord approved = approvals().approve("r", ANN.seen(edited.shownDigest()));
        assertThat(approved.status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(approved.decidedArgs().orElseThrow()).contains("5");
    }

    @Test
    void aSimultaneousQuorumIsCompletedExactlyOnce() throws Exception {
        pause("a", SampleApproval.of("r").quorum(5));
        List<Approvals> doors = List.of(approvals(), ((ApprovalDb) another()).approvals());
        List<Callable<String>> voters = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Approvals door = doors.get(i % 2);
            Decision decision = Decision.by(Actor.of("person-" + i));
            voters.add(() -> door.approve("r", decision).status().name());
        }

        List<String> taken = DecisionContract.winners(voters);

        assertThat(taken).hasSize(5);
        assertThat(taken).filteredOn("APPROVED"::equals).hasSize(1);
        assertThat(record("r").votes()).hasSize(5);
        assertThat(told("a")).hasSize(7);
    }

    @Test
    void deciderNeedsTheRole() {
        pause("a", SampleApproval.of("r").approvers("finance"));
        Decision outsider = Decision.by(Actor.of("eve", "sales"));

        for (ApprovalStatus wanted :
                List.of(ApprovalStatus.APPROVED, ApprovalStatus.REJECTED, ApprovalStatus.CANCELLED)) {
            assertThatThrownBy(() -> approvals().update("r", ApprovalStatus.PENDING, wanted, outsider))
                    .isInstanceOf(DecisionRefusedException.class)
                    .hasMessageContaining("finance");
        }
        assertThat(approvals().approve("r", ANN).isPending()).isFalse();
    }

    @Test
    void theRequestersOwnApprovalDoesNotCountUnlessTheTermsSaySo() {
        pause("a", SampleApproval.of("r"), SampleApproval.of("s").withOwnApproval(), SampleApproval.of("t"));
        Decision own = Decision.by(Actor.of("ann"));

        assertThatThrownBy(() -> approvals().approve("r", own))
                .isInstanceOf(DecisionRefusedException.class)
                .hasMessageContaining("ann");
        assertThat(record("r").isPending()).isTrue();
        assertThat(approvals().approve("s", own).status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(approvals().reject("t", own).status()).isEqualTo(ApprovalStatus.REJECTED);
    }

    @Test
    void anUnknownRequesterIsNobodysHindranceUnlessFourEyesAreAskedFor() {
        pause(
                "a",
                SampleApproval.of("r").user(Optional.empty()),
                SampleApproval.of("s").user(Optional.empty()).withFourEyes());

        assertThat(approvals().approve("r", ANN).isPending()).isFalse();
        assertThatThrownBy(() -> approvals().approve("s", ANN)).isInstanceOf(DecisionRefusedException.class);
    }

    @Test
    void peopleAreToldApartByTheirNormalisedIds() {
        ApprovalDb lenient = openWith(ApprovalSettings.builder()
                .idNormaliser(id -> id.toLowerCase(Locale.ROOT))
                .build());
        pause(lenient, "a", SampleApproval.of("r").quorum(2));
        lenient.approvals().approve("r", ANN);

        assertThatThrownBy(() -> lenient.approvals().approve("r", Decision.by(Actor.of("ANN.Admin", "finance"))))
                .isInstanceOf(DecisionRefusedException.class);
        assertThatThrownBy(() -> lenient.approvals().approve("r", Decision.by(Actor.of("Ann"))))
                .isInstanceOf(DecisionRefusedException.class);
    }

    @Test
    void theDirectoryKnowsThePeopleAndTheirRoles() {
        ApprovalDb strict = openWith(ApprovalSettings.builder()
                .directory(id -> id.equals("eve") ? Optional.of(Actor.of("eve", "sales")) : Optional.empty())
                .build());
        pause(strict, "a", SampleApproval.of("r").approvers("finance"));

        assertThatThrownBy(() -> strict.approvals().approve("r", Decision.by(Actor.of("eve", "finance"))))
                .isInstanceOf(DecisionRefusedException.class)
                .hasMessageContaining("finance");
        assertThatThrownBy(() -> strict.approvals().approve("r", ANN))
                .isInstanceOf(DecisionRefusedException.class)
                .hasMessageContaining("directory");
    }
}
