package ai.kern.approval;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds records against the trails that must tell of them: each has its request there, and what it became. Keeps all records in
 * memory, some hundred bytes each. Not safe for use by several threads.
 */
final class RecordVerifier {
    private final Map<String, List<AuditedRecord>> records = new HashMap<>();

    /** What the trail tells of the records of the run whose entries are taken. */
    private final Map<String, Set<AuditKind>> told = new HashMap<>();

    /** Takes a record, before any entry. */
    void take(AuditedRecord record) {
        records.computeIfAbsent(record.runId(), run -> new ArrayList<>(1)).add(record);
    }

    /** Takes the next entry, by run. */
    void take(AuditEntry entry) {
        told.computeIfAbsent(entry.recordId(), record -> EnumSet.noneOf(AuditKind.class))
                .add(entry.kind());
    }

    /** What the trail of a run lacks of its records, one sentence each, after the last entry of it; the run is not asked for again. */
    List<String> untold(String runId) {
        List<String> untold = new ArrayList<>();
        for (AuditedRecord record : Optional.ofNullable(records.remove(runId)).orElse(List.of())) {
            untold(record).ifPresent(untold::add);
        }
        told.clear();
        return untold;
    }

    private Optional<String> untold(AuditedRecord record) {
        Set<AuditKind> kinds = told.getOrDefault(record.recordId(), Set.of());
        if (!kinds.contains(AuditKind.REQUEST)) {
            return Optional.of("it is missing; there is record " + record.recordId() + ", which is " + record.status()
                    + ", and the trail has no entry of its request");
        }
        if (record.status().equals(ApprovalStatus.PENDING.name())) {
            return Optional.empty();
        }
        return decision(record.status()).filter(kinds::contains).isPresent()
                ? Optional.empty()
                : Optional.of("it is missing; record " + record.recordId() + " is " + record.status()
                        + ", and the trail has no entry that made it so");
    }

    /** The kind of the entry with which a record became what it is; none where no version of kern that is known here writes that. */
    private static Optional<AuditKind> decision(String status) {
        for (ApprovalStatus known : ApprovalStatus.values()) {
            if (known.name().equals(status)) {
                return Optional.of(Told.decisionKind(known));
            }
        }
        return Optional.empty();
    }

    /** The runs with records that were not asked for. */
    Set<String> runs() {
        return Set.copyOf(records.keySet());
    }
}
