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
