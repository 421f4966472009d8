package ai.kern.tool;

import ai.kern.internal.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works on the JSON of a schema, where the same key may be a keyword in one place and the name of a property or a part of a
 * value in another. All methods leave their arguments as they are.
 */
final class SchemaTree {
    private static final Set<String> MAPS_OF_SCHEMAS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");
    private static final Set<String> SCHEMAS = Set.of(
            "items",
            "additionalItems",
            "prefixItems",
            "contains",
            "additionalProperties",
            "unevaluatedProperties",
            "unevaluatedItems",
            "propertyNames",
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "contentSchema");
    private static final List<String> DEFINITIONS = List.of("$defs", "definitions");
    private static final String WHOLE = "whole";

    private SchemaTree() {}

    /** Calls something for a schema and every schema in it, each before those in it. */
    static void visit(JsonNode schema, Consumer<ObjectNode> visitor) {
        if (!(schema instanceof ObjectNode object)) {
            return;
        }
        visitor.accept(object);
        for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
            JsonNode value = entry.getValue();
            if (MAPS_OF_SCHEMAS.contains(entry.getKey()) && value.isObject()) {
                value.forEach(child -> visit(child, visitor));
            } else if (SCHEMAS.contains(entry.getKey())) {
                if (value.isArray()) {
                    value.forEach(child -> visit(child, visitor));
                } else {
                    visit(value, visitor);
                }
            }
        }
    }

    /** All references in a schema. */
    static Set<String> references(JsonNode schema) {
        Set<String> references = new LinkedHashSet<>();
        visit(schema, object -> {
            for (String keyword : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
                if (object.path(keyword).isString()) {
                    references.add(object.get(keyword).stringValue());
                }
            }
        });
        return references;
    }

    /**
     * A part of a document, with what it refers to: the definitions that it needs, or the whole document where it refers to
     * something else in it.
     *
     * @param part a copy, which is changed
     */
    static ObjectNode standalone(ObjectNode part, ObjectNode document) {
        Set<String> needed = new HashSet<>();
        if (!collectDefinitions(part, document, needed)) {
            ObjectNode whole = document.deepCopy();
            redirect(whole);
            redirect(part);
            part.putObject("$defs").set(WHOLE, whole);
            return part;
        }
        for (String keyword : DEFINITIONS) {
            ObjectNode definitions = Json.object();
            document.path(keyword).properties().forEach(entry -> {
                if (needed.contains("#/" + keyword + "/" + entry.getKey())) {
                    definitions.set(entry.getKey(), entry.getValue().deepCopy());
                }
            });
            if (!definitions.isEmpty()) {
                part.set(keyword, definitions);
            }
        }
        return part;
    }

    private static boolean collectDefinitions(JsonNode part, ObjectNode document, Set<String> needed) {
        boolean onlyDefinitions = true;
        for (String reference : references(part)) {
            JsonNode definition = definition(reference, document);
            if (definition.isMissingNode()) {
                return false;
            }
            if (needed.add(reference)) {
                onlyDefinitions &= collectDefinitions(definition, document, needed);
            }
        }
        return onlyDefinitions;
    }

    private static JsonNode definition(String reference, ObjectNode document) {
        for (String keyword : DEFINITIONS) {
            String front = "#/" + keyword + "/";
            if (reference.startsWith(front)) {
                return document.path(keyword).path(reference.substring(front.length()));
            }
        }
        return document.path("");
    }

    private static void redirect(ObjectNode schema) {
        visit(schema, object -> {
            String reference = object.path("$ref").asString("");
            if (reference.equals("#") || reference.startsWith("#/")) {
                object.put("$ref", "#/$defs/" + WHOLE + reference.substring(1));
            }
        });
    }

    /**
     * Canonical text without titles and descriptions: keys sorted, and with them the values of keywords whose order says
     * nothing.
     */
    static String withoutDescriptions(ObjectNode schema) {
        ObjectNode copy = schema.deepCopy();
        visit(copy, object -> {
            removeAnnotation(object, "description");
            removeAnnotation(object, "title");
            for (String set : List.of("required", "type", "enum")) {
                if (object.get(set) instanceof ArrayNode values) {
                    object.set(set, sorted(values));
                }
            }
        });
        return Json.write(withSortedKeys(copy));
    }

    private static void removeAnnotation(ObjectNode schema, String keyword) {
        if (schema.path(keyword).isString()) {
            schema.remove(keyword);
        }
    }

    private static ArrayNode sorted(ArrayNode values) {
        List<JsonNode> list = new ArrayList<>();
        values.forEach(value -> list.add(withSortedKeys(value)));
        list.sort(Comparator.comparing(JsonNode::toString));
        return Json.array().addAll(list);
    }

    private static JsonNode withSortedKeys(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode sorted = Json.object();
            object.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> sorted.set(entry.getKey(), withSortedKeys(entry.getValue())));
            return sorted;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.array();
            array.forEach(element -> copy.add(withSortedKeys(element)));
            return copy;
        }
        return node;
    }
}
