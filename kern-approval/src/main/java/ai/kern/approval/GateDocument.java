package ai.kern.approval;

import ai.kern.internal.StoredJson;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What the gate stores with a call's requirement, where nobody is shown it.
 *
 * @param nonce random, so that nobody finds redacted arguments by trying digests
 * @param terms under which terms the call was asked about
 * @param expiresAt until when it can be decided
 * @param attempt the attempt whose outcome is asked about, or 0
 * @param shown the digest of all that is shown of the request
 */
record GateDocument(String nonce, ApprovalTerms terms, Optional<Instant> expiresAt, int attempt, String shown) {
    private static final int FORMAT = 1;

    GateDocument {
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(terms, "terms");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(shown, "shown");
    }

    static GateDocument read(String text, String requirementId) {
        return StoredJson.read(
                text, GateDocument.class, FORMAT, "what the approval gate stored with requirement " + requirementId);
    }

    String write() {
        return StoredJson.write(this, FORMAT);
    }

    GateDocument showing(String digest) {
        return new GateDocument(nonce, terms, expiresAt, attempt, digest);
    }
}
