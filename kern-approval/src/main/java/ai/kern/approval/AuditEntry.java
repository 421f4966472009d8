package ai.kern.approval;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of a run's audit trail. Entries are only ever added. It may hold anything, since what was tampered with must be
 * readable, too. Immutable.
 *
 * @param runId the run, the root of its tree
 * @param sequence its place in the run's trail, from 1, without gaps
 * @param kind what it tells
 * @param recordId the record
 * @param at when, by the database's clock
 * @param keyId the key of its hash; empty for a plain one
 * @param document what happened, as JSON text; redacted values are masked
 * @param hash the hash of all this and of the hash before, in hexadecimal digits
 */
public record AuditEntry(
        String runId,
        long sequence,
        AuditKind kind,
        String recordId,
        Instant at,
        Optional<String> keyId,
        String document,
        String hash) {
    public AuditEntry {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(hash, "hash");
    }

    @Override
    public String toString() {
        return kind + ", entry " + sequence + " of the trail of run " + runId;
    }
}
