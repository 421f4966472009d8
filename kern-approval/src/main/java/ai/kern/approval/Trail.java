package ai.kern.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the trails of runs, and checks that of one run. Immutable. */
final class Trail {
    private final TrailHash hash;

    Trail(Optional<AuditKey> key) {
        this.hash = new TrailHash(key);
    }

    TrailHash hash() {
        return hash;
    }

    /**
     * The trail of a run.
     *
     * @throws ApprovalChangedException if one of its entries does not follow from those before it, or the last one is not its
     *     stored end
     */
    List<AuditEntry> checked(ApprovalReader reader, String runId) {
        List<AuditEntry> entries = reader.entries(runId);
        AuditHead end = AuditHead.none(runId);
        for (AuditEntry entry : entries) {
            boolean follows = entry.sequence() == end.sequence() + 1
                    && entry.keyId().equals(hash.keyId())
                    && hash.of(end.hash(), entry).equals(entry.hash());
            if (!follows) {
                throw changed(runId, "entry " + (end.sequence() + 1) + " is not what was written");
            }
            end = new AuditHead(runId, entry.sequence(), entry.hash());
        }
        if (!reader.head(runId).equals(end)) {
            throw changed(runId, "its end is missing");
        }
        return entries;
    }

    private ApprovalChangedException changed(String runId, String what) {
        return new ApprovalChangedException("nothing of run " + runId + " that was approved runs: in its audit trail "
                + what
                + ", as far as this database can tell, which was opened with key "
                + hash.keyId().orElse("none") + ". Verify the trail; ask the calls anew, drop them, or cancel the run");
    }

    /** Adds entries to a run's trail, behind everything that is there. */
    void append(ApprovalTransaction transaction, String runId, List<Told> told, Instant now) {
        if (told.isEmpty()) {
            return;
        }
        AuditHead end = transaction.lockHead(runId);
        List<AuditEntry> entries = new ArrayList<>();
        for (Told one : told) {
            AuditEntry entry = hash.entry(end, one.kind(), one.recordId(), now, one.document());
            entries.add(entry);
            end = new AuditHead(runId, entry.sequence(), entry.hash());
        }
        transaction.append(entries);
    }
}
