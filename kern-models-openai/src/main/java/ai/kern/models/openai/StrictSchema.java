package ai.kern.models.openai;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Tells whether OpenAI's strict mode takes a schema as it is. It refuses a request whose schema it does not take, so a keyword
 * that is not known to be taken counts as refused.
 */
final class StrictSchema {
    private static final int DEEPEST = 5;
    private static final Set<String> TAKEN = Set.of(
            "title",
            "description",
            "type",
            "enum",
            "const",
            "required",
            "pattern",
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minItems",
            "maxItems");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");

    private static final Set<String> NOT_AT_THE_ROOT = Set.of("anyOf", "enum", "const");

    private StrictSchema() {}

    static boolean allows(JsonNode schema) {
        return WireJson.textOf(schema, "type").equals("object")
                && NOT_AT_THE_ROOT.stream().noneMatch(schema::has)
                && allows(schema, 0);
    }

    private static boolean allows(JsonNode schema, int depth) {
        if (!schema.isObject() || depth > 2 * DEEPEST) {
            return false;
        }
        if ((isObject(schema) && !isClosed(schema)) || (isOfType(schema, "array") && !schema.has("items"))) {
            return false;
        }
        if (schema.has("$ref")) {
            return schema.size() == 1;
        }
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            JsonNode value = keyword.getValue();
            boolean taken = switch (keyword.getKey()) {
                case "properties", "$defs" -> allowsAll(value, depth + 1);
                case "anyOf" -> value.isArray() && allowsAll(value, depth + 1);
                case "items" -> allows(value, depth + 1);
                case "additionalProperties" -> value.isBoolean() && !value.booleanValue();
                case "format" -> value.isString() && FORMATS.contains(value.stringValue());
                default -> TAKEN.contains(keyword.getKey());
            };
            if (!taken) {
                return false;
            }
        }
        // A schema that says nothing allows everything, and values alone say too little.
        boolean listsValues = schema.has("enum") || schema.has("const");
        return schema.has("type") || (schema.has("anyOf") && !listsValues);
    }

    private static boolean allowsAll(JsonNode schemas, int depth) {
        for (JsonNode schema : schemas) {
            if (!allows(schema, depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isObject(JsonNode schema) {
        return schema.has("properties") || isOfType(schema, "object");
    }

    /** Whether this is its type, or one of them. */
    private static boolean isOfType(JsonNode schema, String name) {
        JsonNode type = schema.path("type");
        if (type.isString() && type.stringValue().equals(name)) {
            return true;
        }
        for (JsonNode one : type) {
            if (one.isString() && one.stringValue().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Every property is required, and there are no others. */
    private static boolean isClosed(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.stringValue("")));
        return schema.has("additionalProperties")
                && required.equals(Set.copyOf(schema.path("properties").propertyNames()));
    }
}
