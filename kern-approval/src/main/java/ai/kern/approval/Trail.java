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
     * What the trail of a run tells of one of its records. Where the trail got its key later, what was written before is
     * believed of no record.
     *
     * @throws ApprovalChangedException if an entry of the trail does not follow from those before it, the last one is not its
     *     stored end, or one of the record was not hashed with the trail's key
     */
    RecordTrail checked(ApprovalReader reader, String runId, String recordId) {
        List<AuditEntry> entries = checked(reader, runId);
        for (AuditEntry entry : entries) {
            if (entry.recordId().equals(recordId) && !entry.keyId().equals(hash.keyId())) {
                throw changed(runId, "entry " + entry.sequence() + " was written before the trail had its key");
            }
        }
        return new RecordTrail(recordId, entries);
    }

    private List<AuditEntry> checked(ApprovalReader reader, String runId) {
        List<AuditEntry> entries = reader.entries(runId);
        AuditHead end = AuditHead.none(runId);
        boolean mayLackKey = true;
        for (AuditEntry entry : entries) {
            mayLackKey &= entry.keyId().isEmpty();
            boolean follows = entry.sequence() == end.sequence() + 1
                    && (mayLackKey || entry.keyId().equals(hash.keyId()))
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
