package ai.kern.approval;

import java.util.Objects;
import java.util.Optional;

/**
 * A record as a verification of the trail holds it against its entries. It may hold anything, since what was tampered with must
 * be readable, too. Immutable.
 *
 * @param runId the run in whose trail it is told of
 * @param recordId the record
 * @param status the name of its status, as it is stored, whatever the time
 * @param record the record as it is stored, whatever the time; empty if it cannot be read
 * @param isKept whether what the database keeps of it beside its documents says the same as they do; see
 *     {@link ApprovalReader#isKeptAs}
 */
public record AuditedRecord(
        String runId, String recordId, String status, Optional<ApprovalRecord> record, boolean isKept) {
    public AuditedRecord {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(record, "record");
    }

    /** A record that can be read and is kept as it says. */
    public static AuditedRecord of(ApprovalRecord record) {
        return new AuditedRecord(record.runId(), record.id(), record.status().name(), Optional.of(record), true);
    }
}
