package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.approval.ApprovalContribution;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.ApprovalStatus;
import ai.kern.approval.AuditCheckpoint;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKey;
import ai.kern.approval.AuditReport;
import ai.kern.run.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The audit trail. */
@Tag("AUD-2")
abstract class TrailContract extends ApprovalFixture {
    private static final AuditKey KEY =
            AuditKey.of("a key that only tests may know of".getBytes(StandardCharsets.UTF_8));

    private List<String> exported(ApprovalDb db) throws IOException {
        StringBuilder lines = new StringBuilder();
        db.auditTrail().exportCheckpoints(lines);
        return lines.toString().lines().toList();
    }

    @Test
    @Tag("AUD-1")
    void entriesOfARunAreNumberedWithoutGapsAndChained() {
        pause("a", SampleApproval.of("r"), SampleApproval.of("s"));
        pause("b", SampleApproval.of("t"));
        approvals().approve("s", ANN);

        List<AuditEntry> entries = approvalDb().auditTrail().ofRun("a");
        assertThat(entries).extracting(AuditEntry::sequence).containsExactly(1L, 2L, 3L);
        assertThat(entries).extracting(AuditEntry::recordId).containsExactly("r", "s", "s");
        assertThat(entries).extracting(AuditEntry::hash).doesNotHaveDuplicates();
        assertThat(((ApprovalDb) another()).auditTrail().ofRun("a")).isEqualTo(entries);
        AuditReport report = approvalDb().auditTrail().verify();
        assertThat(report.isIntact()).isTrue();
        assertThat(report.entries()).isEqualTo(4);
        assertThat(report.runs()).isEqualTo(2);
    }

    @Test
    void anEmptyTrailIsIntactAndThereIsNothingToSeal() {
        assertThat(approvalDb().auditTrail().seal()).isZero();
        assertThat(approvalDb().auditTrail().verify().isIntact()).isTrue();
        assertThat(approvalDb().auditTrail().verify().unchecked())
                .hasSize(2)
                .anyMatch(line -> line.contains("there is no entry at all"))
                .anyMatch(line -> line.contains("no checkpoints that were kept elsewhere"));
    }

    @Test
    void aRecordThatTheTrailDoesNotMakeWhatItIsIsFoundAndNamed() {
        ApprovalRecord asked = SampleApproval.of("r").in("a");
        ApprovalRecord untold = new ApprovalRecord(
                asked.id(),
                asked.request(),
                ApprovalStatus.EXPIRED,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                asked.runStatus(),
                asked.updatedAt());
        pause("a", SampleApproval.of("other"));
        contribute("a", new ApprovalContribution.NewRecord(untold));

        assertThat(approvalDb().auditTrail().verify().findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.runId()).contains("a");
                    assertThat(finding.place()).isEqualTo(2);
                    assertThat(finding.problem()).contains("record r, which is EXPIRED, contradicts itself");
                });

        contribute("a", new ApprovalContribution.RunChange("a", RunStatus.COMPLETED));
        approvals().delete("r", ANN);
    }

    @Test
    void whatIsNotSealedAndNotHashedWithAKeyIsSaidToBeUnchecked() throws IOException {
        pause("a", SampleApproval.of("r"));
        assertThat(approvalDb().auditTrail().verify().unchecked())
                .hasSize(3)
                .anyMatch(line -> line.contains("no checkpoints that were kept elsewhere"))
                .anyMatch(line -> line.contains("covered by no checkpoint"));

        approvalDb().auditTrail().seal();

        assertThat(approvalDb().auditTrail().verify(exported(approvalDb())).unchecked())
                .hasSize(1)
                .allMatch(line -> line.contains("plain hash"));
    }

    @Test
    void checkpointsAreNumberedAndExportedAndHoldWhatHasGrown() throws IOException {
        pause("a", SampleApproval.of("r"));
        pause("b", SampleApproval.of("s"));
        assertThat(approvalDb().auditTrail().seal()).isEqualTo(1);
        assertThat(approvalDb().auditTrail().seal()).isZero();
        approvals().approve("s", ANN);
        assertThat(approvalDb().auditTrail().seal()).isEqualTo(1);

        List<AuditCheckpoint> checkpoints =
                exported(approvalDb()).stream().map(AuditCheckpoint::fromJson).toList();
        assertThat(checkpoints).extracting(AuditCheckpoint::number).containsExactly(1L, 2L);
        assertThat(checkpoints.get(0).heads()).extracting(head -> head.runId()).containsExactly("a", "b");
        assertThat(checkpoints.get(1).heads()).singleElement().satisfies(head -> {
            assertThat(head.runId()).isEqualTo("b");
            assertThat(head.sequence()).isEqualTo(2);
        });
        AuditReport report = approvalDb().auditTrail().verify(exported(approvalDb()));
        assertThat(report.checkpoints()).isEqualTo(2);
        assertThat(report.isIntact()).isTrue();
    }

    @Test
    void aCheckpointThatWasKeptElsewhereAndIsNotThereIsFound() throws IOException {
        pause("a", SampleApproval.of("r"));
        approvalDb().auditTrail().seal();
        AuditCheckpoint real = AuditCheckpoint.fromJson(exported(approvalDb()).get(0));
        AuditCheckpoint later =
                new AuditCheckpoint(2, real.at(), Optional.empty(), real.heads(), "a hash of a later one");

        AuditReport report = approvalDb().auditTrail().verify(List.of(real.toJson(), later.toJson()));

        assertThat(report.first().orElseThrow().place()).isEqualTo(2);
        assertThat(report.first().orElseThrow().problem()).contains("kept elsewhere");
    }

    @Test
    void aTrailWithAKeyIsCheckedOnlyWithIt() throws IOException {
        ApprovalDb keyed = openWith(ApprovalSettings.builder().auditKey(KEY).build());
        pause(keyed, "a", SampleApproval.of("r"));
        keyed.auditTrail().seal();

        assertThat(keyed.auditTrail().ofRun("a").get(0).keyId()).contains(KEY.id());
        assertThat(keyed.auditTrail().verify().isIntact()).isTrue();
        assertThat(keyed.auditTrail().verify(exported(keyed)).unchecked()).isEmpty();
        if (keyed.isDurable()) {
            assertThat(approvalDb().auditTrail().verify(exported(keyed)).unchecked())
                    .as("what is not checked without the key")
                    .hasSize(2)
                    .allMatch(line -> line.contains(KEY.id()));
        }
    }

    @Test
    void whatWasWrittenWithoutAKeyIsCoveredByTheFirstCheckpointWithOne() {
        if (!db().isDurable()) {
            return;
        }
        pause("a", SampleApproval.of("r"));
        ApprovalDb keyed = openWith(ApprovalSettings.builder().auditKey(KEY).build());
        assertThat(keyed.auditTrail().verify().first().orElseThrow().problem()).contains("without the key");

        keyed.auditTrail().seal();
        keyed.approvals().approve("r", ANN);

        assertThat(keyed.auditTrail().verify().isIntact()).isTrue();
    }

    @Test
    void sealersBesideDecidersAndEachOtherLeaveATrailThatIsIntact() throws Exception {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String id = "r" + i;
            pause("run" + i, SampleApproval.of(id));
            work.add(() -> approvals().approve(id, ANN).votes().size());
            work.add(() -> approvalDb().auditTrail().seal());
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Integer> one : threads.invokeAll(work)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        approvalDb().auditTrail().seal();

        AuditReport report = approvalDb().auditTrail().verify(exported(approvalDb()));
        assertThat(report.findings()).isEmpty();
        assertThat(report.entries()).isEqualTo(24);
        assertThat(report.unchecked()).hasSize(1);
    }
}
