package ai.kern.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.internal.Json;
import ai.kern.tool.ApprovalType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A million pairs of arguments: those that differ, half of them in one place only, wherever that is, and those that are equal. */
@Tag("APPR-19")
class ArgumentDigestsTest {
    private static final int PAIRS = 1_000_000;
    private static final long SEED = 20261101;

    private final Random random = new Random(SEED);
    private final RandomArguments made = new RandomArguments(random);

    private static String digest(JsonNode arguments) {
        return Digests.of(arguments);
    }

    @Test
    void argumentsThatDifferHaveNoDigestInCommon() {
        ObjectNode arguments = made.object();
        String digest = digest(arguments);
        for (int pair = 0; pair < PAIRS; pair++) {
            boolean inOnePlace = pair % 2 == 0;
            ObjectNode other = inOnePlace ? made.changedInOnePlace(arguments) : made.object();
            String otherDigest = digest(other);
            if (digest.equals(otherDigest) && (inOnePlace || !RandomArguments.areSame(arguments, other))) {
                throw new AssertionError("pair " + pair + " has one digest: " + arguments + " and " + other);
            }
            arguments = pair % 8 == 7 ? made.object() : other;
            digest = pair % 8 == 7 ? digest(arguments) : otherDigest;
        }
    }

    @Test
    void equalArgumentsHaveOneDigestHoweverTheirKeysNumbersAndTextsAreWritten() {
        for (int pair = 0; pair < PAIRS / 10; pair++) {
            ObjectNode arguments = made.object();
            String written = made.writtenOtherwise(arguments);

            if (!digest(Json.read(written)).equals(digest(arguments))) {
                throw new AssertionError("pair " + pair + " has two digests: " + arguments + " and " + written);
            }
        }
    }

    @Test
    void theDigestOfACallDependsOnAllThatIsShownAndOnTheNonce() {
        ApprovalTerms terms = terms(1);
        GateDocument document = document("nonce", terms, Optional.empty());
        String digest = Digests.ofCall("run/1/0", 0, "pay", "{\"a\":1}", document);

        assertThat(Digests.ofCall("run/1/0", 0, "pay", "{ \"a\" : 1.0 }", document))
                .isEqualTo(digest);
        assertThat(List.of(
                        Digests.ofCall("run/1/1", 0, "pay", "{\"a\":1}", document),
                        Digests.ofCall("run/1/0", 1, "pay", "{\"a\":1}", document),
                        Digests.ofCall("run/1/0", 0, "pay2", "{\"a\":1}", document),
                        Digests.ofCall("run/1/0", 0, "pay", "{\"a\":2}", document),
                        Digests.ofCall("run/1/0", 0, "pay", "{\"a\":1}", document("other", terms, Optional.empty())),
                        Digests.ofCall("run/1/0", 0, "pay", "{\"a\":1}", document("nonce", terms(2), Optional.empty())),
                        Digests.ofCall(
                                "run/1/0",
                                0,
                                "pay",
                                "{\"a\":1}",
                                document("nonce", terms, Optional.of(Instant.EPOCH)))))
                .doesNotContain(digest)
                .doesNotHaveDuplicates();
    }

    private static ApprovalTerms terms(int quorum) {
        return new ApprovalTerms(
                Optional.of("{}"),
                Optional.empty(),
                false,
                Optional.empty(),
                quorum,
                false,
                false,
                Optional.empty(),
                List.of());
    }

    private static GateDocument document(String nonce, ApprovalTerms terms, Optional<Instant> expiresAt) {
        return new GateDocument(ApprovalType.REQUIRED, nonce, terms, Optional.empty(), expiresAt, 0, "record", "");
    }
}
