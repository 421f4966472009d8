package ai.kern.approval;

import java.time.Instant;
import java.util.Optional;

/** What records become. */
final class Transitions {
    private Transitions() {}

    /** Whether a record can still end without its call: it waits, or its approval was not used. */
    static boolean canEnd(ApprovalRecord record) {
        return record.isPending()
                || (record.status() == ApprovalStatus.APPROVED && record.use().isEmpty());
    }

    static ApprovalRecord approved(ApprovalRecord record, String by, Optional<String> note, Instant now) {
        Optional<Instant> useBy = record.terms().runWithin().map(now::plus);
        return decided(record, ApprovalStatus.APPROVED, Optional.of(by), note, useBy, now);
    }

    static ApprovalRecord rejected(ApprovalRecord record, String by, Optional<String> note, Instant now) {
        return decided(record, ApprovalStatus.REJECTED, Optional.of(by), note, Optional.empty(), now);
    }

    static ApprovalRecord cancelled(ApprovalRecord record, Optional<String> by, Optional<String> note, Instant now) {
        return decided(record, ApprovalStatus.CANCELLED, by, note, Optional.empty(), now);
    }

    static ApprovalRecord expired(ApprovalRecord record, Instant now) {
        return decided(
                record,
                ApprovalStatus.EXPIRED,
                Optional.empty(),
                Optional.of(whyExpired(record)),
                Optional.empty(),
                now);
    }

    /** What time has decided of a record: that nobody approved the call, or that it was approved and not started. */
    static String whyExpired(ApprovalRecord record) {
        return record.status() == ApprovalStatus.APPROVED
                ? "it was approved, and not started before "
                        + record.useBy().map(Instant::toString).orElse("its end")
                : "nobody decided before "
                        + record.expiresAt().map(Instant::toString).orElse("its end");
    }

    private static ApprovalRecord decided(
            ApprovalRecord record,
            ApprovalStatus status,
            Optional<String> by,
            Optional<String> note,
            Optional<Instant> useBy,
            Instant now) {
        return record.decided(new ApprovalDecision(status, by, now, note, useBy, record.shownDigest()));
    }
}
