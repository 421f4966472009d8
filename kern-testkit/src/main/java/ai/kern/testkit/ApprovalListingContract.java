package ai.kern.testkit;

import static ai.kern.testkit.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.ApprovalContribution;
import ai.kern.approval.ApprovalField;
import ai.kern.approval.ApprovalInUseException;
import ai.kern.approval.ApprovalNotFoundException;
import ai.kern.approval.ApprovalQuery;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditKind;
import ai.kern.db.Page;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists of records, and what is deleted. */
abstract class ApprovalListingContract extends ApprovalFixture {

    private List<String> idsOf(ApprovalQuery query) {
        assertThat(approvals().count(query))
                .isEqualTo(approvals().list(query).items().size());
        return approvals().list(query).items().stream().map(ApprovalRecord::id).toList();
    }

    @Test
    @Tag("APPR-12")
    void recordsAreListedNewestFirstAndByIdWithinOneInstant() {
        pause(
                "a",
                SampleApproval.of("b"),
                SampleApproval.of("c"),
                SampleApproval.of("a").createdAt(NOW.plusMillis(1)),
                SampleApproval.of("d").createdAt(NOW.minusMillis(1)));

        assertThat(idsOf(ApprovalQuery.all())).containsExactly("a", "c", "b", "d");
    }

    @Test
    @Tag("APPR-12")
    void everyFieldFilters() {
        pause("a", SampleApproval.of("r").approvers("finance").tool("refund"));
        pause("b", SampleApproval.of("s").user(Optional.of("bob")));
        ApprovalRecord decided = approvals().approve("r", ANN);

        for (ApprovalField field : ApprovalField.values()) {
            field.of(decided)
                    .ifPresent(value -> assertThat(idsOf(ApprovalQuery.all().with(field, value)))
                            .as("%s = %s", field, value)
                            .contains("r"));
            assertThat(idsOf(ApprovalQuery.all().with(field, "something else")))
                    .as("%s = something else", field)
                    .isEmpty();
            assertThat(idsOf(ApprovalQuery.all().with(field, "\0"))).isEmpty();
        }
        assertThat(idsOf(ApprovalQuery.pending())).containsExactly("s");
        assertThat(idsOf(ApprovalQuery.all().run("a").tool("refund").status(ApprovalStatus.APPROVED)))
                .containsExactly("r");
        assertThat(idsOf(ApprovalQuery.all().run("a").tool("pay"))).isEmpty();
        assertThat(idsOf(ApprovalQuery.all().with(ApprovalField.USER_ID, "bob")))
                .containsExactly("s");
    }

    @Test
    @Tag("APPR-11")
    void whatIsExpiredIsListedAsThatWhetherOrNotAnybodyHasNotedIt() {
        pause("a", SampleApproval.of("r").expiresAt(Instant.now().plus(Duration.ofHours(1))), SampleApproval.of("s"));
        time().move(Duration.ofHours(1));

        assertThat(idsOf(ApprovalQuery.pending())).containsExactly("s");
        assertThat(idsOf(ApprovalQuery.all().status(ApprovalStatus.EXPIRED))).containsExactly("r");
        approvals().expireDue(10);
        assertThat(idsOf(ApprovalQuery.all().status(ApprovalStatus.EXPIRED))).containsExactly("r");
    }

    @Test
    @Tag("APPR-12")
    void pagesOfWhatIsExpiredAreInOrderWhetherOrNotAnybodyHasNotedIt() {
        int records = 8;
        Instant end = Instant.now().plus(Duration.ofHours(1));
        pause(
                "a",
                IntStream.range(0, records)
                        .mapToObj(i -> SampleApproval.of("r" + i)
                                .createdAt(NOW.plusMillis(i))
                                .expiresAt(end.plusSeconds(i * 3 % records)))
                        .toArray(SampleApproval[]::new));
        pause("b", SampleApproval.of("waits").createdAt(NOW.plusMillis(4)));
        time().move(Duration.ofHours(2));
        assertThat(approvals().expireDue(records / 2)).isEqualTo(records / 2);
        ApprovalQuery expired =
                ApprovalQuery.all().status(ApprovalStatus.EXPIRED).tool("pay").size(3);

        List<String> found = new ArrayList<>();
        Optional<ApprovalQuery> query = Optional.of(expired);
        while (query.isPresent()) {
            Page<ApprovalRecord> page = approvals().list(query.get());
            page.items().forEach(record -> found.add(record.id()));
            query = page.next().map(expired::after);
        }

        assertThat(found).containsExactly("r7", "r6", "r5", "r4", "r3", "r2", "r1", "r0");
        assertThat(approvals().count(expired)).isEqualTo(records);
        assertThat(idsOf(ApprovalQuery.pending())).containsExactly("waits");
    }

    @Test
    @Tag("APPR-12")
    void pagesNeitherSkipNorRepeatWhatWasThereWhenTheFirstWasRead() {
        List<String> expected = new ArrayList<>();
        List<SampleApproval> samples = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String id = "record-%02d".formatted(i);
            samples.add(SampleApproval.of(id).createdAt(NOW.plusMillis(i / 4)));
            expected.add(0, id);
        }
        pause("a", samples.toArray(SampleApproval[]::new));
        List<String> found = new ArrayList<>();
        Optional<ApprovalQuery> query = Optional.of(ApprovalQuery.pending().size(4));
        while (query.isPresent()) {
            Page<ApprovalRecord> page = approvals().list(query.get());
            page.items().forEach(record -> found.add(record.id()));
            pause(
                    "later-" + found.size(),
                    SampleApproval.of("later-" + found.size()).createdAt(NOW.plusSeconds(9)));
            query = page.next().map(ApprovalQuery.pending().size(4)::after);
        }

        assertThat(found).containsExactlyElementsOf(expected);
    }

    @Test
    @Tag("APPR-13")
    void theRecordsOfARunAreAtHandInTheirOrder() {
        pause("a", SampleApproval.of("s").createdAt(NOW.plusMillis(5)), SampleApproval.of("r"));
        pause("b", SampleApproval.of("other"));

        assertThat(approvals().ofRun("a")).extracting(ApprovalRecord::id).containsExactly("r", "s");
        assertThat(approvals().ofRun("none")).isEmpty();
    }

    @Test
    @Tag("AUD-4")
    void aRecordIsDeletedWhenItsRunHasEndedAndLeavesItsTrailAndATombstone() {
        pause("a", SampleApproval.of("r"));
        assertThatThrownBy(() -> approvals().delete("r", ANN))
                .isInstanceOf(ApprovalInUseException.class)
                .hasMessageContaining("PAUSED");
        contribute("a", new ApprovalContribution.RunChange("a", RunStatus.COMPLETED));

        approvals().delete("r", ANN.note("cleaning up"));

        assertThat(approvals().get("r")).isEmpty();
        assertThat(approvals().ofRun("a")).isEmpty();
        assertThatThrownBy(() -> approvals().approve("r", ANN)).isInstanceOf(ApprovalNotFoundException.class);
        assertThat(told("a")).containsExactly(AuditKind.REQUEST, AuditKind.DELETION);
        assertThat(approvalDb().auditTrail().ofRun("a").get(1).document()).contains("ann.admin", "cleaning up");
    }

    @Test
    @Tag("AUD-4")
    void deletingASessionLeavesTheTrailOfItsRecordsAndTheirTombstones() {
        Run run = pause("a", SampleApproval.of("r"), SampleApproval.of("s"));
        Run ended = run.next(RunStatus.COMPLETED, "{}", Sample.newId(), NOW);
        commit(Sample.changeset(ended, Sample.NO_LEASE)
                .contributions(List.of(new ApprovalContribution.RunChange("a", RunStatus.COMPLETED))));

        db().deleteSession(Sample.SESSION);

        assertThat(db().load("a")).isEmpty();
        assertThat(approvals().ofRun("a")).isEmpty();
        assertThat(told("a"))
                .containsExactly(AuditKind.REQUEST, AuditKind.REQUEST, AuditKind.DELETION, AuditKind.DELETION);
    }

    @Test
    @Tag("AUD-4")
    void aSessionThatIsNotDeletedKeepsItsRecords() {
        pause("a", SampleApproval.of("r"));

        assertThatThrownBy(() -> db().deleteSession(Sample.SESSION)).isInstanceOf(RuntimeException.class);

        assertThat(record("r").isPending()).isTrue();
        assertThat(told("a")).containsExactly(AuditKind.REQUEST);
    }
}
