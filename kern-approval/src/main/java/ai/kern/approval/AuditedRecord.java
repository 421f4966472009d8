package ai.kern.approval;

import java.util.Objects;

/**
 * A record as a verification of the trail holds it against its entries. It may hold anything, since what was tampered with must
 * be readable, too. Immutable.
 *
 * @param runId the run in whose trail it is told of
 * @param recordId the record
 * @param status the name of its status, as it is stored, whatever the time
 */
public record AuditedRecord(String runId, String recordId, String status) {
    public AuditedRecord {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(status, "status");
    }
}
