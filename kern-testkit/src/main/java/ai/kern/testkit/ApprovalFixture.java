package ai.kern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.approval.ApprovalContribution;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalSettings;
import ai.kern.approval.Approvals;
import ai.kern.approval.AuditEntry;
import ai.kern.approval.AuditKind;
import ai.kern.approval.Decision;
import ai.kern.db.Changeset;
import ai.kern.db.GateConditionException;
import ai.kern.db.LeaseUse;
import ai.kern.db.RequirementStatus;
import ai.kern.db.StoredRequirement;
import ai.kern.run.Actor;
import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** What each part of the contract of approvals works with. */
abstract class ApprovalFixture extends DbFixture {
    static final Decision ANN = Decision.by(Actor.of("ann.admin", "finance"));
    static final Decision BOB = Decision.by(Actor.of("bob.admin", "finance"));
    static final Decision CAT = Decision.by(Actor.of("cat.admin", "finance"));

    private final List<ApprovalDb> others = new ArrayList<>();

    @Override
    abstract ApprovalDbContract contract();

    /** Nothing that a test does may break the trail. */
    @AfterEach
    final void verifyTrailAndCloseOthers() {
        assertThat(approvalDb().auditTrail().verify().findings()).isEmpty();
        others.forEach(ApprovalDb::close);
    }

    final ApprovalDb approvalDb() {
        return (ApprovalDb) db();
    }

    final Approvals approvals() {
        return approvalDb().approvals();
    }

    /** The same database opened with other settings; a fresh one where it is not durable. */
    final ApprovalDb openWith(ApprovalSettings settings) {
        ApprovalDb opened = contract().open(folder, time().offset(), settings);
        others.add(opened);
        return opened;
    }

    /** Stores a run that is paused over records, in one commit. */
    final Run pause(ApprovalDb db, String runId, SampleApproval... samples) {
        Run run = Sample.root(runId);
        Run paused = run.next(RunStatus.PAUSED, "{}", Sample.newId(), Sample.NOW);
        db.commit(Sample.creation(run, Sample.NO_LEASE).build());
        db.commit(ask(Sample.changeset(paused, Sample.NO_LEASE), runId, samples).build());
        return paused;
    }

    final Run pause(String runId, SampleApproval... samples) {
        return pause(approvalDb(), runId, samples);
    }

    /** Adds requirements of a run and their records to a changeset. */
    static Changeset.Builder ask(Changeset.Builder changeset, String runId, SampleApproval... samples) {
        List<StoredRequirement> requirements = new ArrayList<>();
        List<ApprovalContribution> records = new ArrayList<>();
        for (int i = 0; i < samples.length; i++) {
            ApprovalRecord record = samples[i].in(runId);
            records.add(new ApprovalContribution.NewRecord(record));
            requirements.add(new StoredRequirement(
                    record.id(),
                    record.request().call(),
                    i,
                    record.pauseType(),
                    RequirementStatus.OPEN,
                    Sample.NOW,
                    SampleApproval.QUESTION,
                    Optional.empty()));
        }
        return changeset.requirements(requirements).contributions(records);
    }

    final void contribute(String runId, ApprovalContribution... contributions) {
        commit(Sample.changeset(runId, new LeaseUse.None()).contributions(List.of(contributions)));
    }

    final GateConditionException refused(String runId, ApprovalContribution... contributions) {
        GateConditionException refusal =
                catchThrowableOfType(GateConditionException.class, () -> contribute(runId, contributions));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    final ApprovalRecord record(String id) {
        return approvals().get(id).orElseThrow();
    }

    /** The start of a record's call, as its gate would ask for it. */
    static ApprovalContribution.Use use(ApprovalRecord record, int attempt) {
        return new ApprovalContribution.Use(
                record.id(), record.request().call(), attempt, record.digest(), record.shownDigest(), false);
    }

    final List<AuditKind> told(String runId) {
        return approvalDb().auditTrail().ofRun(runId).stream()
                .map(AuditEntry::kind)
                .toList();
    }
}
