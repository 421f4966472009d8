package ai.kern.approval;

import ai.kern.db.DbException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds records against the trails that must tell of them: what was asked, voted, decided, started and came of it must be the same
 * in both, and a record that is gone must have its tombstone. Keeps what all records say in memory, some hundred bytes each. Not
 * safe for use by several threads.
 */
final class RecordVerifier {
    private final Map<String, List<RecordPrint>> records = new HashMap<>();

    /** What the trail tells of the records of the run whose entries are taken. */
    private final Map<String, Entries> told = new TreeMap<>();

    /**
     * What is wrong with a record.
     *
     * @param place the last entry that tells of it, if there is one
     */
    record Untold(Optional<Long> place, String problem) {}

    /** What the entries of one record tell. */
    private static final class Entries {
        private Optional<Long> last = Optional.empty();
        private boolean isDeleted;
        private Optional<String> unreadable = Optional.empty();
        private String request = "";
        private final Set<String> votes = new HashSet<>();
        private String decision = "";
        private Optional<Integer> lastStart = Optional.empty();
        private String outcome = "";

        void take(AuditEntry entry) {
            last = Optional.of(entry.sequence());
            try {
                read(entry);
            } catch (DbException unknown) {
                unreadable = unreadable.or(() -> Optional.of(entry.toString()));
            }
        }

        private void read(AuditEntry entry) {
            switch (entry.kind()) {
                case REQUEST -> request = RecordPrint.of(Told.read(entry, Told.Request.class));
                case VOTE -> votes.add(RecordPrint.of(Told.read(entry, Told.Vote.class)));
                case DECISION, EXPIRY, CANCELLATION -> decide(entry);
                case START ->
                    lastStart = Optional.of(Told.read(entry, Told.Start.class).attempt());
                case OUTCOME -> outcome = RecordPrint.of(Told.read(entry, Told.Outcome.class));
                case DELETION -> isDeleted = true;
                case UNKNOWN -> unreadable = unreadable.or(() -> Optional.of(entry.toString()));
            }
        }

        private void decide(AuditEntry entry) {
            Told.Decision told = Told.read(entry, Told.Decision.class);
            ApprovalDecision made = told.decision();
            decision = Told.decisionKind(made.status()) == entry.kind() ? RecordPrint.of(told) : "";
            // Where one vote is enough, the decision tells of it.
            votes.add(RecordPrint.of(new Told.Vote(
                    new ApprovalVote(made.by().orElse(""), made.at(), made.note(), made.digest()), told.answer())));
        }
    }

    /** Takes a record, before any entry. */
    void take(AuditedRecord record) {
        records.computeIfAbsent(record.runId(), run -> new ArrayList<>(1)).add(RecordPrint.of(record));
    }

    /** Takes the next entry, by run. */
    void take(AuditEntry entry) {
        told.computeIfAbsent(entry.recordId(), record -> new Entries()).take(entry);
    }

    /** What the trail of a run lacks of its records, or tells otherwise, after the last entry of it; the run is not asked for again. */
    List<Untold> untold(String runId) {
        List<Untold> untold = new ArrayList<>();
        for (RecordPrint record : Optional.ofNullable(records.remove(runId)).orElse(List.of())) {
            Entries entries =
                    Optional.ofNullable(told.remove(record.recordId())).orElseGet(Entries::new);
            problem(record, entries)
                    .ifPresent(problem -> untold.add(new Untold(
                            entries.last,
                            "record " + record.recordId() + ", which is " + record.status() + ", " + problem)));
        }
        told.forEach((recordId, entries) -> {
            if (!entries.isDeleted) {
                untold.add(new Untold(
                        entries.last,
                        "record " + recordId
                                + ", of which it tells, is not there, and no entry tells of its deletion"));
            }
        });
        told.clear();
        return untold;
    }

    private static Optional<String> problem(RecordPrint record, Entries entries) {
        if (record.problem().isPresent()) {
            return record.problem();
        }
        if (entries.unreadable.isPresent()) {
            return entries.unreadable.map(entry -> "is told of by " + entry + ", which cannot be read");
        }
        if (entries.isDeleted) {
            return Optional.of("was deleted, as the trail tells");
        }
        if (!entries.request.equals(record.request())) {
            return Optional.of(
                    entries.request.isEmpty()
                            ? "has no entry of its request in the trail"
                            : "shows something else than was asked, as the trail tells");
        }
        if (!entries.decision.equals(record.decision())) {
            return Optional.of(
                    entries.decision.isEmpty()
                            ? "has no entry in the trail that made it so"
                            : "was decided otherwise, as the trail tells");
        }
        if (!entries.votes.containsAll(record.votes())) {
            return Optional.of("has a vote that the trail does not tell of");
        }
        return entries.lastStart.equals(record.lastStart()) && entries.outcome.equals(record.outcome())
                ? Optional.empty()
                : Optional.of("was used otherwise, or ended otherwise, as the trail tells");
    }

    /** The runs with records that were not asked for. */
    Set<String> runs() {
        return Set.copyOf(records.keySet());
    }
}
