package ai.kern.approval;

import ai.kern.db.DbException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the trail of a run tells of one record. A document is compared as it was written at first, and as this version of kern would
 * write it where that differs, since another version may have written it. Not safe for use by several threads.
 */
final class RecordEntries {
    private final List<AuditEntry> entries = new ArrayList<>();

    void take(AuditEntry entry) {
        entries.add(entry);
    }

    /** The place of the last of them. */
    Optional<Long> last() {
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(entries.get(entries.size() - 1).sequence());
    }

    boolean tellsOfDeletion() {
        return entries.stream().anyMatch(entry -> entry.kind() == AuditKind.DELETION);
    }

    /** What is wrong with a record that says this; empty if nothing is. */
    Optional<String> problem(RecordPrint record) {
        if (record.problem().isPresent()) {
            return record.problem();
        }
        if (tellsOfDeletion()) {
            return Optional.of("was deleted, as the trail tells");
        }
        if (last(Set.of(AuditKind.UNKNOWN)).isPresent()) {
            return Optional.of("is told of by an entry of a kind that this version of kern does not know");
        }
        try {
            return contradiction(record);
        } catch (DbException unreadable) {
            return Optional.of("is told of by entries that cannot be read: " + unreadable.getMessage());
        }
    }

    private Optional<String> contradiction(RecordPrint record) {
        Optional<AuditEntry> request = last(Set.of(AuditKind.REQUEST));
        if (request.isEmpty()) {
            return Optional.of("has no entry of its request in the trail");
        }
        if (!tells(request, Told.Request.class, record.request())) {
            return Optional.of("shows something else than was asked, as the trail tells");
        }
        Optional<AuditEntry> decision = last(Set.of(AuditKind.DECISION, AuditKind.EXPIRY, AuditKind.CANCELLATION));
        if (!tells(decision, Told.Decision.class, record.decision())) {
            return Optional.of(
                    decision.isEmpty()
                            ? "has no entry in the trail that made it so"
                            : "was decided otherwise, as the trail tells");
        }
        if (!tellsOfVotes(record.votes())) {
            return Optional.of("has a vote that the trail does not tell of");
        }
        boolean isUsedSo = tells(last(Set.of(AuditKind.START)), Told.Start.class, record.start())
                && tells(last(Set.of(AuditKind.OUTCOME)), Told.Outcome.class, record.outcome());
        return isUsedSo ? Optional.empty() : Optional.of("was used otherwise, or ended otherwise, as the trail tells");
    }

    private Optional<AuditEntry> last(Set<AuditKind> kinds) {
        return entries.stream().filter(entry -> kinds.contains(entry.kind())).reduce((earlier, later) -> later);
    }

    private static boolean tells(Optional<AuditEntry> entry, Class<?> type, String print) {
        if (entry.isEmpty() || print.isEmpty()) {
            return entry.isEmpty() && print.isEmpty();
        }
        return print.equals(RecordPrint.ofDocument(entry.get().document()))
                || print.equals(RecordPrint.ofTold(Told.read(entry.get(), type)));
    }

    private boolean tellsOfVotes(Set<String> votes) {
        if (votes.isEmpty()) {
            return true;
        }
        Set<String> told = new HashSet<>();
        for (AuditEntry entry : entries) {
            if (entry.kind() == AuditKind.VOTE) {
                told.add(RecordPrint.ofTold(Told.read(entry, Told.Vote.class)));
            } else if (entry.kind() == AuditKind.DECISION) {
                // Where one vote is enough, the decision tells of it; it stands behind an expiry that ended the
                // approval.
                Told.Decision made = Told.read(entry, Told.Decision.class);
                told.add(RecordPrint.ofTold(new Told.Vote(Told.vote(made.decision()), made.answer())));
            }
        }
        return told.containsAll(votes);
    }
}
