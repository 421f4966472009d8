package ai.kern.approval;

import ai.kern.db.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of the audit trail: SHA-256, or HMAC-SHA256 with a key, over the hash before and every field, each behind its
 * length. Immutable.
 */
final class TrailHash {
    private static final String ENTRY = "kern audit entry 1";
    private static final String CHECKPOINT = "kern audit checkpoint 1";

    private final @Nullable AuditKey key;

    TrailHash(Optional<AuditKey> key) {
        this.key = key.orElse(null);
    }

    /** The key with which this hashes. */
    Optional<String> keyId() {
        return Optional.ofNullable(key).map(AuditKey::id);
    }

    /** The entry that follows an end of a trail. */
    AuditEntry entry(AuditHead before, AuditKind kind, String recordId, Instant at, String document) {
        Limits.checkDocument(document, "an entry of the trail of run " + before.runId());
        AuditEntry unhashed =
                new AuditEntry(before.runId(), before.sequence() + 1, kind, recordId, at, keyId(), document, "");
        return new AuditEntry(
                unhashed.runId(),
                unhashed.sequence(),
                kind,
                recordId,
                at,
                unhashed.keyId(),
                document,
                of(before.hash(), unhashed));
    }

    /** The hash that an entry must have, if it was hashed with this key, or without any. */
    String of(String hashBefore, AuditEntry entry) {
        Hash hash = new Hash(entry.keyId().isPresent() ? key : null);
        hash.add(ENTRY);
        hash.add(hashBefore);
        hash.add(entry.runId());
        hash.add(entry.sequence());
        hash.add(entry.kind().name());
        hash.add(entry.recordId());
        hash.add(entry.at().toEpochMilli());
        hash.add(entry.keyId().orElse(""));
        hash.add(entry.document());
        return hash.text();
    }

    /** A checkpoint that follows another one. */
    AuditCheckpoint checkpoint(String hashBefore, AuditCheckpoint unhashed) {
        return new AuditCheckpoint(
                unhashed.number(), unhashed.at(), unhashed.keyId(), unhashed.heads(), of(hashBefore, unhashed));
    }

    /** The hash that a checkpoint must have, if it was hashed with this key, or without any. */
    String of(String hashBefore, AuditCheckpoint checkpoint) {
        Hash hash = new Hash(checkpoint.keyId().isPresent() ? key : null);
        hash.add(CHECKPOINT);
        hash.add(hashBefore);
        hash.add(checkpoint.number());
        hash.add(checkpoint.at().toEpochMilli());
        hash.add(checkpoint.keyId().orElse(""));
        for (AuditHead head : checkpoint.heads()) {
            hash.add(head.runId());
            hash.add(head.sequence());
            hash.add(head.hash());
        }
        return hash.text();
    }

    /** One hash in the making. */
    private static final class Hash {
        private final Consumer<ByteBuffer> input;
        private final Supplier<byte[]> output;

        Hash(@Nullable AuditKey key) {
            try {
                if (key == null) {
                    MessageDigest digest = MessageDigest.getInstance("SHA-256");
                    input = digest::update;
                    output = digest::digest;
                } else {
                    Mac mac = Mac.getInstance(AuditKey.ALGORITHM);
                    mac.init(key.secret());
                    input = mac::update;
                    output = mac::doFinal;
                }
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(
                        "every Java platform has SHA-256 and " + AuditKey.ALGORITHM, impossible);
            }
        }

        void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            input.accept(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            input.accept(ByteBuffer.wrap(bytes));
        }

        void add(long number) {
            input.accept(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        }

        String text() {
            return HexFormat.of().formatHex(output.get());
        }
    }
}
