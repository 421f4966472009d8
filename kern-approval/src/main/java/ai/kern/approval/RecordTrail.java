package ai.kern.approval;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the trail of a run tells of one of its records. Immutable. */
final class RecordTrail {
    private final List<AuditEntry> entries;

    /**
     * The entries of a record.
     *
     * @param trail the checked trail of its run
     */
    RecordTrail(String recordId, List<AuditEntry> trail) {
        this.entries = trail.stream()
                .filter(entry -> entry.recordId().equals(recordId))
                .toList();
    }

    /** What was shown. */
    Optional<ApprovalRequest> request() {
        return of(AuditKind.REQUEST)
                .findFirst()
                .map(entry -> Told.read(entry, Told.Request.class).request());
    }

    /** The votes that were given, void ones as well. */
    List<ApprovalVote> votes() {
        return of(AuditKind.VOTE)
                .map(entry -> Told.read(entry, Told.Vote.class).vote())
                .toList();
    }

    /** How the record became what it is: by the last of its decisions, expiries and cancellations. */
    Optional<Told.Decision> decision() {
        return decisions().reduce((earlier, later) -> later).map(entry -> Told.read(entry, Told.Decision.class));
    }

    /** Whether nobody decided about it once it was decided; that time or an event ends an approval is no decision. */
    boolean isDecidedOnce() {
        return decisions().skip(1).noneMatch(entry -> entry.kind() == AuditKind.DECISION);
    }

    /** The attempt that was started last. */
    Optional<Integer> lastStart() {
        return of(AuditKind.START)
                .reduce((earlier, later) -> later)
                .map(entry -> Told.read(entry, Told.Start.class).attempt());
    }

    private Stream<AuditEntry> decisions() {
        return entries.stream()
                .filter(entry -> entry.kind() == AuditKind.DECISION
                        || entry.kind() == AuditKind.EXPIRY
                        || entry.kind() == AuditKind.CANCELLATION);
    }

    private Stream<AuditEntry> of(AuditKind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind);
    }
}
