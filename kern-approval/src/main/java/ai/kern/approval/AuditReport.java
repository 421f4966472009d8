package ai.kern.approval;

import java.util.List;
import java.util.Optional;

/**
 * What a verification of the audit trail found. Immutable.
 *
 * @param entries how many entries were read
 * @param runs of how many runs
 * @param checkpoints how many checkpoints were read
 * @param unverified of how many entries only the place was checked, since their hashes need a key that was not given
 * @param findings what is wrong: the checkpoints first, then the first bad entry of each run, or the entries
 *     that it lacks of records, at most {@value #MOST_FINDINGS} in all
 * @param unchecked what could not be checked, and what to do about it, one sentence each
 */
public record AuditReport(
        long entries,
        long runs,
        long checkpoints,
        long unverified,
        List<AuditFinding> findings,
        List<String> unchecked) {
    /** How many findings are told. */
    public static final int MOST_FINDINGS = 100;

    public AuditReport {
        findings = List.copyOf(findings);
        unchecked = List.copyOf(unchecked);
    }

    /** Whether nothing is wrong with what could be checked; {@link #unverified} and {@link #unchecked} tell what could not be. */
    public boolean isIntact() {
        return findings.isEmpty();
    }

    /** The first of what is wrong. */
    public Optional<AuditFinding> first() {
        return findings.stream().findFirst();
    }
}
