package ai.kern.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.internal.Json;
import ai.kern.tool.ApprovalType;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A million pairs of arguments: those that differ, half of them in one place only, and those that are equal. */
@Tag("APPR-19")
class ArgumentDigestsTest {
    private static final int PAIRS = 1_000_000;
    private static final long SEED = 20261101;
    private static final String[] TEXTS = {
        "", "a", "A", "é", "e\u0301", "1", "true", "null", "漢", "😀", "\ud800", "\u200b", "a\"b", "\\"
    };

    private final Random random = new Random(SEED);

    private static String digest(JsonNode arguments) {
        return Digests.of(arguments);
    }

    @Test
    void argumentsThatDifferHaveNoDigestInCommon() {
        ObjectNode arguments = object(1);
        String digest = digest(arguments);
        for (int pair = 0; pair < PAIRS; pair++) {
            boolean inOnePlace = pair % 2 == 0;
            ObjectNode other = inOnePlace ? changedInOnePlace(arguments) : object(1);
            String otherDigest = digest(other);
            if (digest.equals(otherDigest) && (inOnePlace || !arguments.equals(other))) {
                throw new AssertionError("pair " + pair + " has one digest: " + arguments + " and " + other);
            }
            arguments = other;
            digest = otherDigest;
        }
    }

    @Test
    void equalArgumentsInAnotherOrderOfKeysHaveOneDigest() {
        for (int pair = 0; pair < PAIRS / 10; pair++) {
            ObjectNode arguments = object(2);
            JsonNode twin = Json.read(Json.write(shuffled(arguments)));

            assertThat(digest(twin)).isEqualTo(digest(arguments));
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

    private ObjectNode object(int depth) {
        ObjectNode object = Json.object();
        int properties = 1 + random.nextInt(3);
        for (int i = 0; i < properties; i++) {
            object.set("k" + random.nextInt(5), value(depth));
        }
        return object;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> Json.mapper().getNodeFactory().numberNode(integer());
            case 1 -> Json.mapper().getNodeFactory().stringNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 2 -> Json.mapper().getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> Json.mapper().getNodeFactory().stringNode(integer().toString());
            case 4 -> object(depth - 1);
            default -> {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    array.add(value(depth - 1));
                }
                yield array;
            }
        };
    }

    private BigInteger integer() {
        return BigInteger.ONE
                .shiftLeft(53)
                .add(BigInteger.valueOf(random.nextInt(4)))
                .multiply(BigInteger.valueOf(1 + random.nextInt(2)));
    }

    /** A copy whose first value is another one: the next number, a number as text, one more code point or level. */
    private ObjectNode changedInOnePlace(ObjectNode arguments) {
        ObjectNode copy = arguments.deepCopy();
        String key = copy.propertyNames().iterator().next();
        JsonNode value = copy.get(key);
        if (value.isNumber() && random.nextBoolean()) {
            copy.put(key, value.bigIntegerValue().add(BigInteger.ONE));
        } else if (value.isNumber()) {
            copy.put(key, value.bigIntegerValue().toString());
        } else if (value.isString() && random.nextBoolean()) {
            copy.put(key, value.stringValue() + TEXTS[1 + random.nextInt(TEXTS.length - 1)]);
        } else if (value.isBoolean()) {
            copy.put(key, !value.booleanValue());
        } else {
            copy.set(key, Json.array().add(value));
        }
        return copy;
    }

    private JsonNode shuffled(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>(object.propertyNames());
            Collections.shuffle(keys, random);
            ObjectNode copy = Json.object();
            keys.forEach(key -> copy.set(key, shuffled(object.get(key))));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.array();
            array.forEach(element -> copy.add(shuffled(element)));
            return copy;
        }
        return node;
    }

    private static GateDocument document(String nonce, ApprovalTerms terms, Optional<Instant> expiresAt) {
        return new GateDocument(ApprovalType.REQUIRED, nonce, terms, Optional.empty(), expiresAt, 0, "record", "");
    }
}
