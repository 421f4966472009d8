package ai.kern.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that say something else than an intact trail: each begins with one that says the same, and has one thing changed. */
@Tag("AUD-2")
class ContradictedRecordTest {
    private static final TrailHash HASH = new TrailHash(Optional.empty());
    private static final Instant NOW = SampleRecord.NOW;
    private static final ApprovalRecord PENDING = SampleRecord.pending("r", "a");
    private static final List<ApprovalVote> VOTES =
            List.of(SampleRecord.vote("bob", "digest"), SampleRecord.vote("eve", "digest"));
    private static final ApprovalRecord APPROVED =
            Transitions.approved(PENDING.voted(Optional.empty(), VOTES, NOW), "eve", Optional.empty(), NOW);
    private static final ApprovalRecord ENDED =
            APPROVED.used(new ApprovalUse(1, NOW)).ended(new ApprovalOutcome(1, OutcomeStatus.SUCCEEDED, "paid", NOW));

    private final List<AuditEntry> trail = new ArrayList<>();
    private AuditHead end = AuditHead.none("a");

    private void tell(Told told) {
        AuditEntry entry = HASH.entry(end, told.kind(), told.recordId(), NOW, told.document());
        trail.add(entry);
        end = new AuditHead("a", entry.sequence(), entry.hash());
    }

    /** The trail of the record that was approved by two, started, and has ended. */
    private void tellAll() {
        tell(Told.request(PENDING));
        VOTES.forEach(vote -> tell(Told.vote(APPROVED, vote)));
        tell(Told.decision(APPROVED, APPROVED.decision().orElseThrow()));
        tell(Told.start("r", PENDING.request().call(), 1, PENDING.digest()));
        tell(Told.outcome(
                new ApprovalContribution.End("r", PENDING.request().call(), 1, OutcomeStatus.SUCCEEDED, "paid"),
                "paid"));
    }

    private List<AuditFinding> findings(AuditedRecord... records) {
        TrailVerifier verifier = new TrailVerifier(HASH, new CheckpointVerifier(HASH, List.of()));
        verifier.take(end);
        List.of(records).forEach(verifier::take);
        trail.forEach(verifier::take);
        return verifier.report().findings();
    }

    /** What somebody changes who can write to the database. */
    private enum Change {
        ARGUMENTS(record -> like(SampleRecord.asking("r", "a", "{\"amount\":2}"), record), "shows something else"),
        DECIDER(record -> record.decided(decided(ApprovalStatus.APPROVED, "carol")), "was decided otherwise"),
        DECISION(record -> record.decided(decided(ApprovalStatus.REJECTED, "eve")), "was decided otherwise"),
        BACK_TO_PENDING(record -> PENDING.voted(Optional.empty(), VOTES, NOW), "was decided otherwise"),
        ONE_MORE_VOTE(
                record -> record.voted(
                        Optional.empty(), List.of(VOTES.get(0), SampleRecord.vote("carol", "digest")), NOW),
                "has a vote"),
        NEVER_USED(record -> APPROVED.ended(record.outcome().orElseThrow()), "was used otherwise"),
        ANOTHER_RESULT(
                record -> record.ended(new ApprovalOutcome(1, OutcomeStatus.SUCCEEDED, "not paid", NOW)),
                "ended otherwise"),
        ANOTHER_STATUS(
                record -> new ApprovalRecord(
                        "r",
                        record.request(),
                        ApprovalStatus.REJECTED,
                        record.answer(),
                        record.votes(),
                        record.decision(),
                        record.use(),
                        record.outcome(),
                        RunStatus.PAUSED,
                        NOW),
                "contradicts itself");

        private final UnaryOperator<ApprovalRecord> change;
        private final String found;

        Change(UnaryOperator<ApprovalRecord> change, String found) {
            this.change = change;
            this.found = found;
        }

        private static ApprovalDecision decided(ApprovalStatus status, String by) {
            return new ApprovalDecision(
                    status, Optional.of(by), NOW, Optional.empty(), Optional.empty(), PENDING.digest());
        }

        private static ApprovalRecord like(ApprovalRecord asked, ApprovalRecord record) {
            return asked.voted(record.answer(), record.votes(), NOW)
                    .decided(record.decision().orElseThrow())
                    .used(record.use().orElseThrow())
                    .ended(record.outcome().orElseThrow());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatARecordSaysOtherwiseIsFound(Change change) {
        tellAll();
        assertThat(findings(AuditedRecord.of(ENDED))).as("the intact twin").isEmpty();

        assertFound(change.found, AuditedRecord.of(change.change.apply(ENDED)));
    }

    private void assertFound(String problem, AuditedRecord... records) {
        assertThat(findings(records)).singleElement().satisfies(finding -> {
            assertThat(finding.runId()).contains("a");
            assertThat(finding.place()).isEqualTo(trail.size());
            assertThat(finding.problem()).contains("record r", problem);
        });
    }

    @Test
    void aRecordWhoseColumnsSayOtherwiseThanItsDocumentsIsFound() {
        tellAll();

        assertFound("contradicts itself", new AuditedRecord("a", "r", "APPROVED", Optional.of(ENDED), false));
    }

    @Test
    void aRecordThatCannotBeReadIsFound() {
        tellAll();

        assertFound(
                "which is FORGOTTEN, cannot be read",
                new AuditedRecord("a", "r", "FORGOTTEN", Optional.empty(), false));
    }

    @Test
    void aRecordThatIsGoneWithoutATombstoneIsFound() {
        tellAll();
        assertFound("is not there");

        tell(Told.deletion(ENDED, Optional.of("carol"), Optional.empty()));
        assertThat(findings()).isEmpty();
        assertFound("was deleted", AuditedRecord.of(ENDED));
    }

    @Test
    void aRecordOfWhichNobodyToldIsFound() {
        tell(Told.request(SampleRecord.pending("other", "a")));

        assertThat(findings(AuditedRecord.of(SampleRecord.pending("other", "a")), AuditedRecord.of(PENDING)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.place()).isEqualTo(2);
                    assertThat(finding.problem()).contains("record r, which is PENDING", "no entry of its request");
                });
    }

    @Test
    void aDecisionOfWhichNobodyToldIsFound() {
        tell(Told.request(PENDING));
        assertThat(findings(AuditedRecord.of(PENDING))).as("the intact twin").isEmpty();

        assertFound(
                "no entry in the trail that made it so",
                AuditedRecord.of(Transitions.rejected(PENDING, "eve", Optional.empty(), NOW)));
    }

    @Test
    void aTrailThatCannotBeReadVerifiesNoRecord() {
        tell(new Told(AuditKind.REQUEST, "r", "{\"n\":1}"));

        assertFound("cannot be read", AuditedRecord.of(PENDING));
    }

    @Test
    void whatAnotherVersionWroteOtherwiseSaysTheSame() {
        Told request = Told.request(PENDING);
        tell(new Told(
                AuditKind.REQUEST,
                "r",
                request.document().replaceFirst("\\{", "{ ").replace("\"attempt\":0,", "")));

        assertThat(trail.get(0).document()).isNotEqualTo(request.document());
        assertThat(findings(AuditedRecord.of(PENDING))).isEmpty();
    }
}
