package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.approval.AlreadyDecidedException;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalNotFoundException;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.Approvals;
import ai.kern.approval.AuditKind;
import ai.kern.approval.Decision;
import ai.kern.approval.DecisionRefusedException;
import ai.kern.approval.InvalidDecisionException;
import ai.kern.requirement.PauseType;
import ai.kern.run.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decisions about records. */
abstract class DecisionContract extends ApprovalFixture {
    private static final int DECIDERS = 64;

    @Test
    @Tag("APPR-4")
    void aRecordIsReadBackAsItWasStored() {
        ApprovalRecord stored = SampleApproval.of("r")
                .pause(PauseType.USER_INPUT)
                .approvers("finance")
                .quorum(2)
                .withFourEyes()
                .expiresAt(Sample.NOW.plus(Duration.ofDays(36500)))
                .runWithin(Duration.ofMinutes(5))
                .redacted("/to")
                .in("a");
        pause(
                "a",
                SampleApproval.of("r")
                        .pause(PauseType.USER_INPUT)
                        .approvers("finance")
                        .quorum(2)
                        .withFourEyes()
                        .expiresAt(Sample.NOW.plus(Duration.ofDays(36500)))
                        .runWithin(Duration.ofMinutes(5))
                        .redacted("/to"));

        assertThat(((ApprovalDb) another()).approvals().get("r")).contains(stored);
    }

    @Test
    @Tag("APPR-7")
    void anApprovalTellsWhoDecidedWhatAndWhenAndIsSeenByEverybody() {
        pause("a", SampleApproval.of("r"));
        Instant before = approvals().get("r").orElseThrow().updatedAt();

        ApprovalRecord approved = approvals().approve("r", ANN.note("ticket 4711"));

        assertThat(approved.status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(approved.resolvedBy()).contains("ann.admin");
        assertThat(approved.note()).contains("ticket 4711");
        assertThat(approved.resolvedAt().orElseThrow()).isAfter(before.minusSeconds(1));
        assertThat(((ApprovalDb) another()).approvals().get("r")).contains(approved);
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.DECISION);
    }

    @Test
    @Tag("APPR-9")
    void aRejectionKeepsItsNote() {
        pause("a", SampleApproval.of("r"));

        ApprovalRecord rejected = approvals().reject("r", ANN.note("too much"));

        assertThat(rejected.status()).isEqualTo(ApprovalStatus.REJECTED);
        assertThat(record("r")).isEqualTo(rejected);
        assertThat(rejected.note()).contains("too much");
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.DECISION);
    }

    @Test
    @Tag("AUD-1")
    void aCancellationIsToldAsOne() {
        pause("a", SampleApproval.of("r"));

        assertThat(approvals().cancel("r", ANN).status()).isEqualTo(ApprovalStatus.CANCELLED);

        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.CANCELLATION);
    }

    @ParameterizedTest
    @EnumSource(
            value = ApprovalStatus.class,
            names = {"APPROVED", "REJECTED", "CANCELLED"})
    @Tag("APPR-6")
    void whoComesSecondLearnsWhoDecidedWhatAndWhen(ApprovalStatus first) {
        pause("a", SampleApproval.of("r"));
        ApprovalRecord decided = approvals().update("r", ApprovalStatus.PENDING, first, ANN);

        for (ApprovalStatus second :
                List.of(ApprovalStatus.APPROVED, ApprovalStatus.REJECTED, ApprovalStatus.CANCELLED)) {
            AlreadyDecidedException refusal = catchThrowableOfType(
                    AlreadyDecidedException.class, () -> approvals().update("r", ApprovalStatus.PENDING, second, BOB));

            assertThat(refusal.record()).isEqualTo(decided);
            assertThat(refusal).hasMessageContaining(first.name()).hasMessageContaining("ann.admin");
        }
        assertThat(record("r")).isEqualTo(decided);
        assertThat(told("a")).hasSize(2);
    }

    @Test
    @Tag("APPR-6")
    void ofManyWhoDecideAtOnceOneIsFirst() throws Exception {
        for (int round = 0; round < 3; round++) {
            String id = "r" + round;
            pause("run" + round, SampleApproval.of(id));
            List<Approvals> doors = List.of(approvals(), ((ApprovalDb) another()).approvals());
            List<Callable<String>> deciders = new ArrayList<>();
            for (int i = 0; i < DECIDERS; i++) {
                Approvals door = doors.get(i % doors.size());
                Decision decision = Decision.by(Actor.of("person-" + i));
                ApprovalStatus wanted = List.of(
                                ApprovalStatus.APPROVED, ApprovalStatus.REJECTED, ApprovalStatus.CANCELLED)
                        .get(i % 3);
                deciders.add(() -> door.update(id, ApprovalStatus.PENDING, wanted, decision)
                        .resolvedBy()
                        .orElseThrow());
            }

            List<String> winners = winners(deciders);

            assertThat(winners).hasSize(1);
            assertThat(record(id).resolvedBy()).contains(winners.get(0));
            assertThat(told("run" + round)).hasSize(2);
        }
    }

    @Test
    @Tag("APPR-6")
    @Tag("APPR-11")
    void ofManyWhoDecideWhileTheTimeRunsOutOneIsFirstOrTimeIs() throws Exception {
        for (int round = 0; round < 3; round++) {
            String id = "r" + round;
            Instant end = Instant.now().plus(Duration.ofDays(1 + round));
            pause("run" + round, SampleApproval.of(id).expiresAt(end));
            List<Callable<String>> deciders = new ArrayList<>();
            for (int i = 1; i < DECIDERS; i++) {
                Decision decision = Decision.by(Actor.of("person-" + i));
                ApprovalStatus wanted = i % 2 == 0 ? ApprovalStatus.APPROVED : ApprovalStatus.REJECTED;
                deciders.add(() -> approvals()
                        .update(id, ApprovalStatus.PENDING, wanted, decision)
                        .status()
                        .name());
            }
            deciders.add(DECIDERS / 2, () -> {
                time().move(Duration.ofDays(1));
                return approvals().expireDue(10) == 1 ? ApprovalStatus.EXPIRED.name() : "";
            });

            List<String> winners = winners(deciders);

            winners.removeIf(String::isEmpty);
            assertThat(winners).hasSizeLessThanOrEqualTo(1);
            String ended = winners.isEmpty() ? ApprovalStatus.EXPIRED.name() : winners.get(0);
            assertThat(record(id).status().name()).isEqualTo(ended);
            assertThat(told("run" + round)).hasSize(2);
        }
    }

    /** What those got who did not learn that somebody else was first. */
    static List<String> winners(List<Callable<String>> deciders) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(deciders.size());
        try {
            List<String> winners = new ArrayList<>();
            for (Future<String> one : threads.invokeAll(deciders)) {
                try {
                    winners.add(one.get());
                } catch (ExecutionException failure) {
                    assertThat(failure).hasCauseInstanceOf(AlreadyDecidedException.class);
                }
            }
            return winners;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @Tag("APPR-11")
    void fromItsExpiryOnARecordIsExpiredForEverybodyThoughNobodyHasNotedIt() {
        pause("a", SampleApproval.of("r").expiresAt(Instant.now().plus(Duration.ofHours(1))));
        assertThat(record("r").status()).isEqualTo(ApprovalStatus.PENDING);

        time().move(Duration.ofHours(1));

        assertThat(record("r").status()).isEqualTo(ApprovalStatus.EXPIRED);
        assertThat(told("a")).containsExactly(AuditKind.REQUEST);
    }

    @ParameterizedTest
    @EnumSource(
            value = ApprovalStatus.class,
            names = {"APPROVED", "REJECTED", "CANCELLED"})
    @Tag("APPR-11")
    void whatIsExpiredCannotBeDecidedAndThatItIsIsNoted(ApprovalStatus wanted) {
        pause("a", SampleApproval.of("r").expiresAt(Instant.now().plus(Duration.ofHours(1))));
        time().move(Duration.ofHours(1));

        assertThatThrownBy(() -> approvals().update("r", ApprovalStatus.PENDING, wanted, ANN))
                .isInstanceOf(AlreadyDecidedException.class)
                .hasMessageContaining("EXPIRED");

        assertThat(record("r").status()).isEqualTo(ApprovalStatus.EXPIRED);
        assertThat(record("r").resolvedBy()).isEmpty();
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.EXPIRY);
    }

    @Test
    @Tag("APPR-11")
    void aSweepNotesWhatIsExpiredOnceAndNothingElse() {
        Instant soon = Instant.now().plus(Duration.ofHours(1));
        pause("a", SampleApproval.of("r").expiresAt(soon), SampleApproval.of("s"));
        assertThat(approvals().expireDue(10)).isZero();
        time().move(Duration.ofHours(1));

        assertThat(approvals().expireDue(10)).isEqualTo(1);
        assertThat(approvals().expireDue(10)).isZero();

        assertThat(record("r").status()).isEqualTo(ApprovalStatus.EXPIRED);
        assertThat(record("s").status()).isEqualTo(ApprovalStatus.PENDING);
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.REQUEST, AuditKind.EXPIRY);
    }

    @Test
    @Tag("APPR-8")
    void inputIsApprovedWithValuesThatFitTheTermsAndWithNothingElse() {
        pause("a", SampleApproval.of("r").pause(PauseType.USER_INPUT));

        for (Decision bad : List.of(
                ANN,
                ANN.values(Map.of("to", "shop")),
                ANN.values(Map.of("to", "shop", "amount", "ten")),
                ANN.values(Map.of("to", "shop", "amount", 1, "more", 1)),
                ANN.valuesJson("[1]"),
                ANN.result("done"),
                ANN.arguments(Map.of("to", "shop", "amount", 1)),
                ANN.values(Map.of("to", "shop", "amount", 1)).result("done"),
                ANN.runAgain())) {
            assertThatThrownBy(() -> approvals().approve("r", bad)).isInstanceOf(InvalidDecisionException.class);
        }
        assertThat(record("r").isPending()).isTrue();
        assertThat(told("a")).containsExactly(AuditKind.REQUEST);

        ApprovalRecord approved = approvals().approve("r", ANN.valuesJson("{\"to\":\"shop\",\"amount\":12}"));
        assertThat(approved.resolutionData()).contains("{\"to\":\"shop\",\"amount\":12}");
        assertThat(approved.shownDigest()).isNotEqualTo(approved.digest());
        assertThat(record("r")).isEqualTo(approved);
    }

    @Test
    @Tag("APPR-8")
    void anExternalExecutionIsApprovedWithAResultOrAnError() {
        pause(
                "a",
                SampleApproval.of("r").pause(PauseType.EXTERNAL_EXECUTION),
                SampleApproval.of("s").pause(PauseType.EXTERNAL_EXECUTION));

        assertThatThrownBy(() -> approvals().approve("r", ANN))
                .isInstanceOf(InvalidDecisionException.class)
                .hasMessageContaining("result");
        assertThatThrownBy(() -> approvals().approve("r", ANN.result("x").error("y")))
                .isInstanceOf(InvalidDecisionException.class);

        assertThat(approvals().approve("r", ANN.result("done")).resolutionData())
                .contains("{\"result\":\"done\"}");
        assertThat(approvals().approve("s", ANN.error("no")).resolutionData()).contains("{\"error\":\"no\"}");
    }

    @Test
    @Tag("APPR-18")
    void anUnknownOutcomeIsRunAgainOrTakenAsAResult() {
        pause(
                "a",
                SampleApproval.of("r").pause(PauseType.OUTCOME_UNKNOWN),
                SampleApproval.of("s").pause(PauseType.OUTCOME_UNKNOWN));

        assertThatThrownBy(() -> approvals().approve("r", ANN)).isInstanceOf(InvalidDecisionException.class);
        assertThatThrownBy(() -> approvals().approve("r", ANN.error("no")))
                .isInstanceOf(InvalidDecisionException.class);

        assertThat(approvals().approve("r", ANN.runAgain()).resolutionData()).contains("{\"run_again\":true}");
        assertThat(approvals().approve("s", ANN.result("it took place")).isPending())
                .isFalse();
    }

    @Test
    @Tag("HITL-6")
    void argumentsAreChangedOnlyWhereTheTermsAllowItAndOnlyToSomethingThatFits() {
        pause("a", SampleApproval.of("fixed"), SampleApproval.of("r").asEditable());
        Decision change = ANN.arguments(Map.of("to", "shop", "amount", 7));

        assertThatThrownBy(() -> approvals().approve("fixed", change)).isInstanceOf(InvalidDecisionException.class);
        assertThatThrownBy(() -> approvals().approve("r", ANN.arguments(Map.of("to", "shop"))))
                .isInstanceOf(InvalidDecisionException.class)
                .hasMessageContaining("amount");
        assertThat(record("fixed").isPending() && record("r").isPending()).isTrue();

        ApprovalRecord approved = approvals().approve("r", change);
        assertThat(approved.decidedArgs().orElseThrow()).contains("\"amount\":7");
        assertThat(approved.toolArgs()).isEqualTo("{\"to\":\"shop\",\"amount\":10}");
    }

    @Test
    @Tag("AUD-3")
    void redactedValuesAreMaskedInTheRecordAndInTheTrail() {
        pause("a", SampleApproval.of("r").asEditable().redacted("/to"));

        ApprovalRecord approved = approvals().approve("r", ANN.arguments(Map.of("to", "the secret", "amount", 7)));

        assertThat(approved.decidedArgs().orElseThrow())
                .contains("\"amount\":7")
                .doesNotContain("secret");
        assertThat(record("r").toString()).doesNotContain("the secret");
        assertThat(approvalDb().auditTrail().ofRun("a").toString()).doesNotContain("the secret");
    }

    @Test
    @Tag("APPR-9")
    void aRejectionTakesNoAnswer() {
        pause("a", SampleApproval.of("r").pause(PauseType.EXTERNAL_EXECUTION));

        assertThatThrownBy(() -> approvals().reject("r", ANN.result("done")))
                .isInstanceOf(InvalidDecisionException.class);

        assertThat(record("r").isPending()).isTrue();
    }

    @Test
    @Tag("APPR-6")
    void aDecisionAboutWhatWasNotSeenIsRefused() {
        pause("a", SampleApproval.of("r"));

        assertThatThrownBy(() -> approvals().approve("r", ANN.seen("something else")))
                .isInstanceOf(DecisionRefusedException.class)
                .hasMessageContaining("changed");

        assertThat(approvals().approve("r", ANN.seen(record("r").shownDigest())).isPending())
                .isFalse();
    }

    @Test
    @Tag("DB-3")
    void whatIsNotThereIsNotDecided() {
        for (String id : List.of("none", "", "\0")) {
            assertThatThrownBy(() -> approvals().approve(id, ANN)).isInstanceOf(ApprovalNotFoundException.class);
            assertThatThrownBy(() -> approvals().delete(id, ANN)).isInstanceOf(ApprovalNotFoundException.class);
            assertThat(approvals().get(id)).isEmpty();
            assertThat(approvals().ofRun(id)).isEmpty();
        }
    }

    @Test
    @Tag("APPR-6")
    void aScriptThatExpectsSomethingElseChangesNothing() {
        pause("a", SampleApproval.of("r"));

        assertThatThrownBy(() -> approvals().update("r", ApprovalStatus.APPROVED, ApprovalStatus.REJECTED, ANN))
                .isInstanceOf(InvalidDecisionException.class);
        assertThatThrownBy(() -> approvals().update("r", ApprovalStatus.PENDING, ApprovalStatus.EXPIRED, ANN))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(record("r").isPending()).isTrue();
    }
}
