package ai.kern.approval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds records against the trails that must tell of them: what was asked, voted, decided, started and came of it must be the same
 * in both, and a record that is gone must have its tombstone. Keeps what all records say in memory, some hundred bytes each, and
 * the entries of one run. Not safe for use by several threads.
 */
final class RecordVerifier {
    private final Map<String, List<RecordPrint>> records = new HashMap<>();

    /** What the trail tells of the records of the run whose entries are taken. */
    private final Map<String, RecordEntries> told = new TreeMap<>();

    /**
     * What is wrong with a record.
     *
     * @param place the last entry that tells of it, if there is one
     */
    record Untold(Optional<Long> place, String problem) {}

    /** Takes a record, before any entry. */
    void take(AuditedRecord record) {
        records.computeIfAbsent(record.runId(), run -> new ArrayList<>(1)).add(RecordPrint.of(record));
    }

    /** Takes the next entry, by run. */
    void take(AuditEntry entry) {
        told.computeIfAbsent(entry.recordId(), record -> new RecordEntries()).take(entry);
    }

    /** What the trail of a run lacks of its records, or tells otherwise, after the last entry of it; the run is not asked for again. */
    List<Untold> untold(String runId) {
        List<Untold> untold = new ArrayList<>();
        for (RecordPrint record : Optional.ofNullable(records.remove(runId)).orElse(List.of())) {
            RecordEntries entries =
                    Optional.ofNullable(told.remove(record.recordId())).orElseGet(RecordEntries::new);
            entries.problem(record)
                    .ifPresent(problem -> untold.add(new Untold(
                            entries.last(),
                            "record " + record.recordId() + ", which is " + record.status() + ", " + problem)));
        }
        told.forEach((recordId, entries) -> {
            if (!entries.tellsOfDeletion()) {
                untold.add(new Untold(
                        entries.last(),
                        "record " + recordId
                                + ", of which it tells, is not there, and no entry tells of its deletion"));
            }
        });
        told.clear();
        return untold;
    }

    /** The runs with records that were not asked for. */
    Set<String> runs() {
        return Set.copyOf(records.keySet());
    }
}
