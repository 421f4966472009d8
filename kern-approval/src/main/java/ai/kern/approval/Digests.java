package ai.kern.approval;

import ai.kern.internal.Json;
import ai.kern.requirement.AnswerType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What identifies things that must not change: SHA-256 over {@link CanonicalJson}, in lower-case hexadecimal digits. */
final class Digests {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES_OF_NONCE = 32;

    private Digests() {}

    /** Random text that nobody guesses. */
    static String nonce() {
        byte[] bytes = new byte[BYTES_OF_NONCE];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * The digest of a call that is asked about.
     *
     * @param arguments the arguments in clear, as JSON text
     */
    static String ofCall(String callKey, int attempt, String toolName, String arguments, GateDocument document) {
        ObjectNode shown = Json.object()
                .put("call", callKey)
                .put("attempt", attempt)
                .put("tool", toolName)
                .put("nonce", document.nonce());
        shown.set("arguments", Json.read(arguments));
        shown.set("terms", Json.mapper().valueToTree(document.terms()));
        shown.set("expiresIn", Json.mapper().valueToTree(document.expiresIn()));
        shown.set("expiresAt", Json.mapper().valueToTree(document.expiresAt()));
        return of(shown);
    }

    /** The digest of all that is shown of a request. */
    static String ofRequest(ApprovalRequest request) {
        return of(Json.mapper().valueToTree(request));
    }

    /**
     * The digest of an answer.
     *
     * @param request the digest of what it answers
     */
    static String ofAnswer(
            String request, AnswerType type, Optional<String> values, Optional<String> text, String nonce) {
        ObjectNode answer =
                Json.object().put("request", request).put("type", type.name()).put("nonce", nonce);
        values.ifPresent(json -> answer.set("values", Json.read(json)));
        text.ifPresent(plain -> answer.put("text", plain));
        return of(answer);
    }

    /** Whether two JSON texts stand for one value. */
    static boolean isSame(String json, String other) {
        return CanonicalJson.of(Json.read(json)).equals(CanonicalJson.of(Json.read(other)));
    }

    static String of(JsonNode document) {
        return HexFormat.of().formatHex(sha256(CanonicalJson.of(document)));
    }

    /** The hash of texts, each behind its length, so that no two lists of texts are one. */
    static byte[] sha256(String... texts) {
        MessageDigest digest = sha256();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
