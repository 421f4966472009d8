package ai.kern.internal;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * The one reading and writing of JSON: keys twice, trailing text and nesting beyond {@link #MAXIMAL_DEPTH} are refused, numbers
 * keep every digit, and surrogates are written as escapes, so that a lone one survives stores that speak UTF-8.
 */
public final class Json {
    /** How deep a document may nest. */
    public static final int MAXIMAL_DEPTH = 500;

    private static final int MAXIMAL_STRING = 16 * 1024 * 1024;
    private static final int LAST_BEFORE_SURROGATES = 0xD7FF;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .highestNonEscapedChar(LAST_BEFORE_SURROGATES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAXIMAL_DEPTH)
                            .maxStringLength(MAXIMAL_STRING)
                            .maxNumberLength(10_000)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
            .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private Json() {}

    /** The mapper itself, for conversions between JSON and Java types. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * Reads one JSON document.
     *
     * @throws tools.jackson.core.JacksonException if the text is not exactly one document within the limits
     */
    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** Writes a document. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
