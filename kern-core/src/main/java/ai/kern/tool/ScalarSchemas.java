package ai.kern.tool;

import ai.kern.internal.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of types that are one JSON value. */
final class ScalarSchemas {
    private static final Map<Class<?>, ObjectNode> SCHEMAS = schemas();

    private ScalarSchemas() {}

    private static Map<Class<?>, ObjectNode> schemas() {
        Map<Class<?>, ObjectNode> schemas = new HashMap<>();
        put(
                schemas,
                type("string"),
                String.class,
                CharSequence.class,
                ZoneId.class,
                ZoneOffset.class,
                Locale.class,
                Currency.class);
        put(schemas, type("string").put("minLength", 1).put("maxLength", 1), char.class, Character.class);
        put(schemas, type("boolean"), boolean.class, Boolean.class);
        put(schemas, type("integer"), byte.class, Byte.class, short.class, Short.class, int.class, Integer.class);
        put(schemas, type("integer"), long.class, Long.class, BigInteger.class, Year.class);
        put(schemas, type("number"), float.class, Float.class, double.class, Double.class, BigDecimal.class);
        put(schemas, format("date-time"), Instant.class, OffsetDateTime.class, ZonedDateTime.class);
        put(schemas, format("date"), LocalDate.class);
        put(schemas, format("time"), OffsetTime.class);
        put(schemas, format("duration"), Duration.class, Period.class);
        put(schemas, format("uuid"), UUID.class);
        put(schemas, format("uri"), URI.class);
        // The formats of JSON schema want an offset from UTC, which these have not.
        put(schemas, pattern("^\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?$"), LocalTime.class);
        put(schemas, pattern("^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?$"), LocalDateTime.class);
        put(schemas, pattern("^\\d{4}-\\d{2}$"), YearMonth.class);
        put(schemas, pattern("^--\\d{2}-\\d{2}$"), MonthDay.class);
        put(schemas, type("string").put("contentEncoding", "base64"), byte[].class);
        put(schemas, Json.object(), Object.class, JsonNode.class);
        return Map.copyOf(schemas);
    }

    /** The schema of a class, if it is one value; a fresh copy. */
    static Optional<ObjectNode> of(Class<?> type) {
        return type.isEnum()
                ? Optional.of(ofEnum(type))
                : Optional.ofNullable(SCHEMAS.get(type)).map(ObjectNode::deepCopy);
    }

    private static ObjectNode ofEnum(Class<?> type) {
        ObjectNode schema = type("string");
        ArrayNode values = schema.putArray("enum");
        for (Object constant : List.of(type.getEnumConstants())) {
            JsonNode value = ArgumentMapper.MAPPER.valueToTree(constant);
            if (!value.isString()) {
                throw new UnsupportedTypeException(
                        type.getName() + " is not written to JSON as a string; use an enum that is");
            }
            values.add(value);
        }
        return schema;
    }

    private static void put(Map<Class<?>, ObjectNode> schemas, ObjectNode schema, Class<?>... types) {
        for (Class<?> type : types) {
            schemas.put(type, schema);
        }
    }

    private static ObjectNode type(String type) {
        return Json.object().put("type", type);
    }

    private static ObjectNode format(String format) {
        return type("string").put("format", format);
    }

    private static ObjectNode pattern(String pattern) {
        return type("string").put("pattern", pattern);
    }
}
