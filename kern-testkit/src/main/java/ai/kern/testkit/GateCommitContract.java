package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.ApprovalContribution;
import ai.kern.approval.ApprovalOutcome;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.ApprovalUse;
import ai.kern.approval.AuditKind;
import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.db.GateConditionException;
import ai.kern.db.LeaseUse;
import ai.kern.run.Actor;
import ai.kern.run.CallKey;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gate adds to commits of the engine. */
abstract class GateCommitContract extends ApprovalFixture {

    private ApprovalRecord approved(String id) {
        return approvals().approve(id, ANN);
    }

    @Test
    @Tag("APPR-3")
    void aRecordIsStoredWithThePauseOrNeitherIs() {
        Run run = Sample.root("a");
        commit(Sample.creation(run, Sample.NO_LEASE));
        Run paused = Sample.next(run, RunStatus.PAUSED);
        commit(ask(Sample.changeset(paused, Sample.NO_LEASE), "a", SampleApproval.of("r")));

        assertThat(record("r").isPending()).isTrue();
        assertThat(load("a").run().status()).isEqualTo(RunStatus.PAUSED);

        Run stale = Sample.next(run, RunStatus.PAUSED);
        conflict(ask(Sample.changeset(stale, Sample.NO_LEASE), "a", SampleApproval.of("s")));
        Run next = Sample.next(paused, RunStatus.RUNNING);
        assertThat(conflict(Sample.changeset(next, Sample.NO_LEASE)
                        .contributions(List.of(new ApprovalContribution.NewRecord(
                                SampleApproval.of("r").in("a"))))))
                .hasMessageContaining("r");

        assertThat(approvals().get("s")).isEmpty();
        assertThat(load("a").run()).isEqualTo(paused);
        assertThat(told("a")).containsExactly(AuditKind.REQUEST);
    }

    @Test
    @Tag("APPR-15")
    void anApprovalIsUsedByOneStartOfItsCall() {
        pause("a", SampleApproval.of("r"));
        ApprovalRecord record = approved("r");

        contribute("a", use(record, 1));

        assertThat(record("r").use().map(ApprovalUse::attempt)).contains(1);
        assertThat(refused("a", use(record, 2)).reason()).contains("used for attempt 1");
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.DECISION, AuditKind.START);
    }

    @Test
    @Tag("HITL-13")
    void aRepeatableCallIsStartedAgainUnderItsApproval() {
        pause("a", SampleApproval.of("r"));
        ApprovalRecord record = approved("r");
        ApprovalContribution.Use first = repeatable(record, 1);
        contribute("a", first);

        contribute("a", repeatable(record, 2));

        refused("a", first);
        assertThat(record("r").use().map(ApprovalUse::attempt)).contains(2);
    }

    private static ApprovalContribution.Use repeatable(ApprovalRecord record, int attempt) {
        return new ApprovalContribution.Use(
                record.id(), record.request().call(), attempt, record.digest(), record.shownDigest(), true);
    }

    @Test
    @Tag("APPR-15")
    void aStartThatIsNotWhatWasDecidedFailsAsAWholeAndItsTwinDoesNot() {
        pause("a", SampleApproval.of("r"));
        ApprovalRecord record = approved("r");
        ApprovalContribution.Use good = use(record, 1);
        List<ApprovalContribution.Use> bad = List.of(
                new ApprovalContribution.Use("none", good.call(), 1, good.digest(), good.decisionDigest(), false),
                new ApprovalContribution.Use(
                        "r", new CallKey("a", 9, 0), 1, good.digest(), good.decisionDigest(), false),
                new ApprovalContribution.Use("r", good.call(), 1, "other", good.decisionDigest(), false),
                new ApprovalContribution.Use("r", good.call(), 1, good.digest(), "other", false));

        for (ApprovalContribution.Use use : bad) {
            assertThat(refused("a", use)).satisfies(refusal -> {
                assertThat(refusal.runId()).isEqualTo("a");
                assertThat(refusal.recordId()).isEqualTo(use.recordId());
            });
        }
        assertThat(record("r")).isEqualTo(record);
        contribute("a", good);
    }

    @Test
    @Tag("APPR-5")
    void whatIsNotApprovedLetsNothingStart() {
        pause("a", SampleApproval.of("pending"), SampleApproval.of("rejected"), SampleApproval.of("cancelled"));
        approvals().reject("rejected", ANN);
        approvals().cancel("cancelled", ANN);

        for (String id : List.of("pending", "rejected", "cancelled")) {
            assertThat(refused("a", use(record(id), 1)).reason())
                    .contains(record(id).status().name());
        }
    }

    @Test
    @Tag("APPR-11")
    void anApprovalCannotBeUsedPastItsTimeAndIsExpiredThen() {
        pause("a", SampleApproval.of("r").runWithin(Duration.ofHours(1)));
        ApprovalRecord record = approved("r");
        assertThat(record.useBy()).contains(record.resolvedAt().orElseThrow().plus(Duration.ofHours(1)));
        assertThat(refused("a", new ApprovalContribution.Expire("r")).reason()).contains("still time");

        time().move(Duration.ofHours(1).plusSeconds(1));

        assertThat(refused("a", use(record, 1)).reason()).contains("over");
        contribute("a", new ApprovalContribution.Expire("r"));
        assertThat(record("r").status()).isEqualTo(ApprovalStatus.EXPIRED);
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.DECISION, AuditKind.EXPIRY);
    }

    @Test
    @Tag("APPR-11")
    void aPendingRecordIsExpiredByACommitOnlyWhenItsTimeIsOver() {
        pause("a", SampleApproval.of("r").expiresAt(Instant.now().plus(Duration.ofHours(1))));
        refused("a", new ApprovalContribution.Expire("r"));

        time().move(Duration.ofHours(1));
        contribute("a", new ApprovalContribution.Expire("r"));

        assertThat(record("r").status()).isEqualTo(ApprovalStatus.EXPIRED);
        assertThat(record("r").note().orElseThrow()).contains("nobody decided");
    }

    @Test
    @Tag("AUD-4")
    void theStartIsToldBeforeTheCallAndItsEndBehindIt() {
        pause("a", SampleApproval.of("r"));
        ApprovalRecord record = approved("r");
        contribute("a", use(record, 1));

        contribute(
                "a", new ApprovalContribution.End("r", record.request().call(), 1, OutcomeStatus.FAILED, "no money"));

        ApprovalOutcome outcome = record("r").outcome().orElseThrow();
        assertThat(outcome.status()).isEqualTo(OutcomeStatus.FAILED);
        assertThat(outcome.text()).isEqualTo("no money");
        assertThat(told("a"))
                .containsExactly(AuditKind.REQUEST, AuditKind.DECISION, AuditKind.START, AuditKind.OUTCOME);
    }

    @Test
    @Tag("AUD-4")
    void aLateOutcomeIsToldThoughNobodyHoldsTheLease() {
        pause("a", SampleApproval.of("r"));
        CallKey call = record("r").request().call();

        commit(Sample.changeset("a", new LeaseUse.Late())
                .contributions(List.of(
                        new ApprovalContribution.End("r", call, 1, OutcomeStatus.SUCCEEDED, "done"),
                        new ApprovalContribution.Cancel("r", Optional.empty(), "the outcome became known"))));

        assertThat(record("r").status()).isEqualTo(ApprovalStatus.CANCELLED);
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.OUTCOME, AuditKind.CANCELLATION);
    }

    @Test
    @Tag("RUN-9")
    void whatWaitsOrWasNotUsedIsTakenBackAndWhatIsDecidedOtherwiseStays() {
        pause("a", SampleApproval.of("pending"), SampleApproval.of("approved"), SampleApproval.of("rejected"));
        approved("approved");
        approvals().reject("rejected", ANN);

        for (String id : List.of("pending", "approved", "rejected", "none")) {
            contribute("a", new ApprovalContribution.Cancel(id, Optional.of(Actor.of("cat")), "asked anew"));
        }

        assertThat(record("pending").status()).isEqualTo(ApprovalStatus.CANCELLED);
        assertThat(record("pending").note()).contains("asked anew");
        assertThat(record("approved").status()).isEqualTo(ApprovalStatus.CANCELLED);
        assertThat(record("rejected").status()).isEqualTo(ApprovalStatus.REJECTED);
    }

    @Test
    @Tag("APPR-4")
    void theStatusOfTheRunIsMirrored() {
        pause("a", SampleApproval.of("r"));
        pause("b", SampleApproval.of("s"));

        contribute("a", new ApprovalContribution.RunChange("a", RunStatus.COMPLETED));

        assertThat(record("r").runStatus()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record("s").runStatus()).isEqualTo(RunStatus.PAUSED);
        assertThat(record("r").isPending()).isTrue();
    }

    @Test
    @Tag("RUN-9")
    void cancellingARunCancelsItsPendingRecords() {
        pause("a", SampleApproval.of("r"), SampleApproval.of("approved"));
        pause("b", SampleApproval.of("s"));
        approved("approved");

        contribute("a", new ApprovalContribution.RunChange("a", RunStatus.CANCELLED));

        assertThat(record("r").status()).isEqualTo(ApprovalStatus.CANCELLED);
        assertThat(record("approved").status()).isEqualTo(ApprovalStatus.APPROVED);
        assertThat(record("s").isPending()).isTrue();
    }

    @Test
    @Tag("APPR-16")
    void aCommitWhoseConditionFailsStoresNothingOfIt() {
        Run paused = pause("a", SampleApproval.of("r"), SampleApproval.of("s"));
        ApprovalRecord record = approved("r");

        assertThatThrownBy(() ->
                        commit(Sample.changeset(Sample.next(paused, RunStatus.RUNNING), Sample.acquire("token"))
                                .entries(List.of(new Entry("a", 0, EntryKind.USER, Sample.NOW, "{}")))
                                .executions(List.of(Sample.claim(Sample.attempt("a", 1))))
                                .contributions(List.of(use(record, 1), use(record("s"), 1)))))
                .isInstanceOfSatisfying(
                        GateConditionException.class,
                        refusal -> assertThat(refusal.recordId()).isEqualTo("s"));

        assertThat(load("a").run()).isEqualTo(paused);
        assertThat(load("a").entries()).isEmpty();
        assertThat(load("a").executions()).isEmpty();
        assertThat(record("r").use()).isEmpty();
        assertThat(told("a")).hasSize(3);
    }

    @Test
    @Tag("DB-4")
    void decisionsAndCommitsOfTheirRunDoNotWaitForEachOtherInACircle() throws Exception {
        List<String> ids = IntStream.rangeClosed(0, 24).mapToObj(i -> "r" + i).toList();
        pause("a", ids.stream().map(SampleApproval::of).toArray(SampleApproval[]::new));
        CallKey call = record("r0").request().call();
        List<Callable<String>> work = new ArrayList<>();
        for (List<String> half : List.of(ids.subList(0, 12), ids.subList(12, 24))) {
            work.add(() -> {
                half.forEach(this::approved);
                return "approved";
            });
        }
        for (String id : List.of("r0", "r20")) {
            work.add(() -> {
                ApprovalContribution end = new ApprovalContribution.End(id, call, 1, OutcomeStatus.FAILED, "no money");
                for (int i = 0; i < 12; i++) {
                    contribute("a", end);
                    contribute(
                            "a",
                            end,
                            new ApprovalContribution.RunChange("a", i % 2 == 0 ? RunStatus.RUNNING : RunStatus.PAUSED),
                            new ApprovalContribution.Cancel("r24", Optional.empty(), "asked anew"));
                }
                return "told";
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            for (Future<String> one : threads.invokeAll(work)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(approvals().ofRun("a")).filteredOn(ApprovalRecord::isPending).isEmpty();
    }

    /** Of a record that a member of a team asks for the same holds while only the member's run is cancelled. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("RUN-9")
    @Tag("APPR-6")
    void aRecordIsDecidedOnceWhileWhatAsksForItIsCancelled(boolean isMember) throws Exception {
        for (String runId : List.of("a", "b", "c")) {
            String cancelled = isMember ? "member of " + runId : runId;
            List<String> ids = pauseWithMany(runId, record -> isMember ? record.ofMember(cancelled) : record);

            whileAllAreApproved(
                    ids, () -> contribute(runId, new ApprovalContribution.RunChange(cancelled, RunStatus.CANCELLED)));

            assertThat(approvals().ofRun(runId))
                    .hasSize(ids.size())
                    .filteredOn(ApprovalRecord::isPending)
                    .isEmpty();
            assertThat(told(runId)).as("a question and an end of each").hasSize(2 * ids.size());
        }
    }

    @Test
    @Tag("APPR-6")
    @Tag("AUD-4")
    void aDecisionIsKeptThoughALateOutcomeComesAtTheSameTime() throws Exception {
        for (String runId : List.of("a", "b", "c")) {
            List<String> ids = pauseWithMany(runId, record -> record);
            List<ApprovalContribution> outcomes = ids.stream()
                    .<ApprovalContribution>map(id -> new ApprovalContribution.End(
                            id, record(id).request().call(), 1, OutcomeStatus.SUCCEEDED, "done"))
                    .toList();

            whileAllAreApproved(
                    ids,
                    () -> commit(Sample.changeset(runId, new LeaseUse.Late()).contributions(outcomes)));

            assertThat(approvals().ofRun(runId)).hasSize(ids.size()).allSatisfy(record -> {
                assertThat(record.status()).isEqualTo(ApprovalStatus.APPROVED);
                assertThat(record.outcome()).isPresent();
            });
        }
    }

    /** Lets a run wait for more records than are decided at once. */
    private List<String> pauseWithMany(String runId, UnaryOperator<SampleApproval> with) {
        List<String> ids = IntStream.range(0, 12).mapToObj(i -> runId + i).toList();
        pause(runId, ids.stream().map(SampleApproval::of).map(with).toArray(SampleApproval[]::new));
        return ids;
    }

    /** Does something while as many people as there are records approve one each, the last one at first. */
    private void whileAllAreApproved(List<String> ids, Runnable change) throws Exception {
        List<Callable<String>> work = new ArrayList<>();
        work.add(() -> {
            change.run();
            return "changed";
        });
        for (int i = ids.size() - 1; i >= 0; i--) {
            String id = ids.get(i);
            work.add(() -> approved(id).id());
        }
        DecisionContract.winners(work);
    }

    @Test
    @Tag("APPR-15")
    void ofManyWhoStartUnderOneApprovalOneDoes() throws Exception {
        pause("a", SampleApproval.of("r"));
        ApprovalRecord record = approved("r");
        List<Callable<String>> starters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starters.add(() -> {
                contribute("a", use(record, 1));
                return "started";
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        int started = 0;
        try {
            for (Future<String> one : threads.invokeAll(starters)) {
                try {
                    one.get();
                    started++;
                } catch (ExecutionException failure) {
                    assertThat(failure).hasCauseInstanceOf(RunConflictException.class);
                }
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(started).isEqualTo(1);
    }
}
