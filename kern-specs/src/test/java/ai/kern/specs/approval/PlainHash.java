package ai.kern.specs.approval;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash of an entry of the trail without a key, as anybody can compute it who has read how. */
final class PlainHash {
    private PlainHash() {}

    static String of(
            String before,
            String runId,
            long sequence,
            String kind,
            String recordId,
            long recordedAt,
            String document) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, "kern audit entry 1");
            add(digest, before);
            add(digest, runId);
            add(digest, sequence);
            add(digest, kind);
            add(digest, recordId);
            add(digest, recordedAt);
            add(digest, "");
            add(digest, document);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static void add(MessageDigest digest, long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }
}
