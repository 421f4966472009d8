package ai.kern.tool;

import ai.kern.internal.Redaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which parts the values of a schema can have, as far as it says so. */
final class SchemaPlaces {
    private static final List<String> ALTERNATIVES = List.of("allOf", "anyOf", "oneOf", "if", "then", "else");
    private static final Set<String> SHAPES =
            Set.of("properties", "patternProperties", "additionalProperties", "items", "prefixItems", "enum", "const");

    private final ObjectNode root;

    SchemaPlaces(ObjectNode root) {
        this.root = root;
    }

    /** What is wrong with a pointer, as the end of a sentence; empty if values can have what it names. */
    Optional<String> problemOf(String pointer) {
        Set<ObjectNode> here = spread(List.of(root));
        StringBuilder way = new StringBuilder();
        for (String step : Redaction.steps(pointer)) {
            if (here.stream().anyMatch(SchemaPlaces::isAnything)) {
                return Optional.empty();
            }
            Set<ObjectNode> next = step.equals(Redaction.ANY_DEPTH) ? withAllWithin(here) : behind(here, step);
            if (next.isEmpty()) {
                return Optional.of(problem(way.toString(), step, here));
            }
            here = next;
            way.append(Redaction.step(step));
        }
        return Optional.empty();
    }

    private String problem(String way, String step, Set<ObjectNode> here) {
        List<String> names = throughLists(here).stream()
                .flatMap(schema -> schema.path("properties").propertyNames().stream())
                .distinct()
                .toList();
        return (way.isEmpty() ? "it has no parameter '" : way + " has no part '") + step + "'; "
                + (names.isEmpty() ? "it has none at all" : "there are " + String.join(", ", names));
    }

    /** Whether a schema says nothing of the parts of what it allows. */
    private static boolean isAnything(ObjectNode schema) {
        boolean isOpen = schema.path("additionalProperties").booleanValue(false);
        boolean isShaped = SHAPES.stream().anyMatch(schema::has)
                || ALTERNATIVES.stream().anyMatch(schema::has)
                || schema.has("$ref");
        return isOpen || (!isShaped && hasParts(schema.path("type")));
    }

    private static boolean hasParts(JsonNode type) {
        return type.isMissingNode()
                || Stream.concat(Stream.of(type), type.valueStream())
                        .map(name -> name.asString(""))
                        .anyMatch(name -> name.equals("object") || name.equals("array"));
    }

    private Set<ObjectNode> behind(Set<ObjectNode> schemas, String step) {
        List<JsonNode> found = new ArrayList<>();
        boolean isAny = step.equals(Redaction.ANY_KEY);
        boolean isPlace = isAny || Redaction.isIndex(step);
        for (ObjectNode schema : isPlace ? schemas : throughLists(schemas)) {
            schema.path("properties").properties().stream()
                    .filter(property -> isAny || property.getKey().equals(step))
                    .map(Map.Entry::getValue)
                    .forEach(found::add);
            schema.path("patternProperties").properties().stream()
                    .filter(property -> isAny
                            || Pattern.compile(property.getKey()).matcher(step).find())
                    .map(Map.Entry::getValue)
                    .forEach(found::add);
            found.add(schema.path("additionalProperties"));
            if (isPlace) {
                found.addAll(elements(schema));
            }
        }
        return spread(found);
    }

    /** Some schemas and, where they are of lists, those of the elements, of which a step speaks that is no index. */
    private Set<ObjectNode> throughLists(Set<ObjectNode> schemas) {
        Set<ObjectNode> all = identitySet(schemas);
        List<ObjectNode> waiting = new ArrayList<>(schemas);
        while (!waiting.isEmpty()) {
            Set<ObjectNode> elements = spread(waiting.stream()
                    .flatMap(schema -> elements(schema).stream())
                    .toList());
            waiting = elements.stream().filter(all::add).toList();
        }
        return all;
    }

    private Set<ObjectNode> withAllWithin(Set<ObjectNode> schemas) {
        Set<ObjectNode> all = identitySet(schemas);
        Set<ObjectNode> waiting = schemas;
        while (!waiting.isEmpty()) {
            Set<ObjectNode> within = behind(waiting, Redaction.ANY_KEY);
            within.removeIf(schema -> !all.add(schema));
            waiting = within;
        }
        return all;
    }

    private static List<JsonNode> elements(ObjectNode schema) {
        List<JsonNode> elements = new ArrayList<>(List.of(schema.path("items")));
        schema.path("prefixItems").forEach(elements::add);
        return elements;
    }

    /** Schemas with all that they refer to and choose among. */
    private Set<ObjectNode> spread(Collection<? extends JsonNode> schemas) {
        Set<ObjectNode> all = identitySet(List.of());
        List<JsonNode> waiting = new ArrayList<>(schemas);
        while (!waiting.isEmpty()) {
            if (waiting.remove(waiting.size() - 1) instanceof ObjectNode schema && all.add(schema)) {
                String reference = schema.path("$ref").asString("");
                if (reference.equals("#") || reference.startsWith("#/")) {
                    waiting.add(root.at(JsonPointer.compile(reference.substring(1))));
                }
                for (String keyword : ALTERNATIVES) {
                    JsonNode alternatives = schema.path(keyword);
                    if (alternatives.isArray()) {
                        alternatives.forEach(waiting::add);
                    } else {
                        waiting.add(alternatives);
                    }
                }
            }
        }
        return all;
    }

    private static Set<ObjectNode> identitySet(Collection<ObjectNode> schemas) {
        Set<ObjectNode> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(schemas);
        return set;
    }
}
