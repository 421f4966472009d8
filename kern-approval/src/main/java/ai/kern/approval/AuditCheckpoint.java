package ai.kern.approval;

import ai.kern.internal.StoredJson;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the ends of trails were at a moment, chained to the checkpoint before: a trail that was cut, or removed, below its sealed
 * end is found by it. Immutable.
 *
 * @param number its place among the checkpoints, from 1, without gaps
 * @param at when it was made, by the database's clock
 * @param keyId the key of its hash; empty for a plain one
 * @param heads the ends of those trails that had grown since they were sealed last
 * @param hash the hash of all this and of the hash of the checkpoint before, in hexadecimal digits
 */
public record AuditCheckpoint(long number, Instant at, Optional<String> keyId, List<AuditHead> heads, String hash) {
    private static final int FORMAT = 1;

    public AuditCheckpoint {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(keyId, "keyId");
        heads = List.copyOf(heads);
        Objects.requireNonNull(hash, "hash");
    }

    /** The checkpoint as one line of JSON, as it is stored and exported. */
    public String toJson() {
        return StoredJson.write(this, FORMAT);
    }

    /**
     * A checkpoint from its JSON.
     *
     * @throws ai.kern.db.DbException if it is damaged or of a newer format
     */
    public static AuditCheckpoint fromJson(String json) {
        return StoredJson.read(json, AuditCheckpoint.class, FORMAT, "a checkpoint of the audit trail");
    }
}
