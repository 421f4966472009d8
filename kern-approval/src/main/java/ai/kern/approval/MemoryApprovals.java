package ai.kern.approval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is in memory of approvals. A transaction changes copies and puts them in place at its end. */
final class MemoryApprovals {
    final Map<String, ApprovalRecord> records = new HashMap<>();
    final Map<String, Set<String>> idsOfRuns = new HashMap<>();
    final Map<String, String> decidedValues = new HashMap<>();
    final Map<String, List<AuditEntry>> trails = new HashMap<>();
    final Map<String, Long> sealed = new HashMap<>();
    final List<String> checkpoints = new ArrayList<>();

    void put(ApprovalRecord record) {
        records.put(record.id(), record);
        idsOfRuns.computeIfAbsent(record.runId(), run -> new HashSet<>()).add(record.id());
    }

    void remove(ApprovalRecord record) {
        records.remove(record.id());
        decidedValues.remove(record.id());
        Set<String> ids = idsOfRuns.getOrDefault(record.runId(), Set.of());
        ids.remove(record.id());
        if (ids.isEmpty()) {
            idsOfRuns.remove(record.runId());
        }
    }

    void clear() {
        records.clear();
        idsOfRuns.clear();
        decidedValues.clear();
        trails.clear();
        sealed.clear();
        checkpoints.clear();
    }
}
