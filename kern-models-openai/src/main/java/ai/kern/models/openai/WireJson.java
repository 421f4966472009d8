package ai.kern.models.openai;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what servers send and writes what they get. Numbers keep every digit, and a document that names a key twice is
 * refused: nobody can say which of the two was meant.
 */
final class WireJson {
    /** Longest text in one answer, in characters. The answer as a whole is limited where it is received. */
    private static final int LONGEST_TEXT = 64 * 1024 * 1024;

    /** What a server sends may be this deep, so that what is kept of it, and is wrapped for that, can be written and read. */
    private static final int DEEPEST_ANSWER = 490;

    private static final int DEEPEST = 500;

    private static final JsonMapper MAPPER = mapper(DEEPEST_ANSWER);
    private static final JsonMapper OF_KEPT = mapper(DEEPEST);

    private WireJson() {}

    private static JsonMapper mapper(int deepestToRead) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxStringLength(LONGEST_TEXT)
                                .maxNestingDepth(deepestToRead)
                                .build())
                        .streamWriteConstraints(StreamWriteConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .build())
                        .build())
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Reads one document.
     *
     * @throws JacksonException if it is none
     */
    static JsonNode read(byte[] utf8) {
        return MAPPER.readTree(utf8);
    }

    /**
     * Reads one document.
     *
     * @throws JacksonException if it is none
     */
    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /**
     * Reads what was kept of an answer.
     *
     * @throws JacksonException if it is no document
     */
    static JsonNode readKept(String text) {
        return OF_KEPT.readTree(text);
    }

    /**
     * Why a document cannot be read: the limit that it breaks, or else the place alone, since what the reader says of it quotes
     * the document, and that may hold a part of a secret.
     */
    static String reasonOf(JacksonException unreadable) {
        if (unreadable instanceof StreamConstraintsException limit) {
            return limit.getOriginalMessage();
        }
        @Nullable TokenStreamLocation place = unreadable.getLocation();
        return place == null ? "at an unknown place" : "line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** As UTF-8. A lone surrogate, which UTF-8 cannot say and servers refuse, becomes a question mark. */
    static byte[] bytes(JsonNode node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }

    /** The text of a field, empty where it is absent, null or no text. */
    static String textOf(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.stringValue() : "";
    }

    /** A count in a field, zero where there is no sensible one. */
    static long countOf(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isIntegralNumber() && value.canConvertToLong() ? Math.max(0, value.longValue()) : 0;
    }

    /** A copy of an object's fields, empty where it is none. */
    static ObjectNode copy(JsonNode object) {
        ObjectNode copy = object();
        object.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
        return copy;
    }

    /** Whether a field is there and says something. */
    static boolean has(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return !value.isMissingNode() && !value.isNull();
    }
}
