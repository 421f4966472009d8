package ai.kern.approval;

import java.util.Objects;

/**
 * The end of a run's audit trail.
 *
 * @param runId the run
 * @param sequence the place of the last entry; 0 before the first
 * @param hash its hash; empty before the first
 */
public record AuditHead(String runId, long sequence, String hash) {
    public AuditHead {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(hash, "hash");
    }

    /** The end of a trail without entries. */
    public static AuditHead none(String runId) {
        return new AuditHead(runId, 0, "");
    }
}
