package ai.kern.approval;

import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret with which the audit trail is chained by HMAC-SHA256, so that nobody who can only write to the database can write
 * a chain. All processes that share a database need the same. Immutable.
 */
public final class AuditKey {
    /** How many bytes a key has at least. */
    public static final int LEAST_BYTES = 32;

    static final String ALGORITHM = "HmacSHA256";

    private static final int BYTES_OF_ID = 8;

    private final SecretKey secret;
    private final String id;

    private AuditKey(byte[] bytes) {
        this.secret = new SecretKeySpec(bytes, ALGORITHM);
        this.id = HexFormat.of()
                .formatHex(Arrays.copyOf(
                        Digests.sha256("kern audit key", HexFormat.of().formatHex(bytes)), BYTES_OF_ID));
    }

    /**
     * A key.
     *
     * @param bytes random ones, at least {@value #LEAST_BYTES}; copied
     */
    public static AuditKey of(byte[] bytes) {
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException("a key for the audit trail has at least " + LEAST_BYTES
                    + " bytes, made by a random number generator; this one has " + bytes.length);
        }
        return new AuditKey(bytes.clone());
    }

    /** Names the key without telling it: stored with what it chains. */
    public String id() {
        return id;
    }

    SecretKey secret() {
        return secret;
    }

    /** The key's id, and nothing of the key. */
    @Override
    public String toString() {
        return "audit key " + id;
    }
}
