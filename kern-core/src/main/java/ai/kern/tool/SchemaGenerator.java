package ai.kern.tool;

import ai.kern.internal.Json;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the JSON schema of Java types: properties in declaration order, no others allowed, what is optional may also be null.
 * An object type that is used once stands where it is used; one that is used more often, or within itself, stands in
 * {@code $defs} at the root.
 */
final class SchemaGenerator {
    /** A generic type that holds itself with ever deeper arguments has no end. */
    private static final int DEEPEST_TYPE = 20;

    private static final Map<Class<?>, Class<?>> NUMBER_OPTIONALS =
            Map.of(OptionalInt.class, int.class, OptionalLong.class, long.class, OptionalDouble.class, double.class);
    private static final Set<Class<?>> LISTS = Set.of(List.class, Collection.class, Iterable.class);
    private static final Set<Class<?>> SETS = Set.of(Set.class, SortedSet.class);

    private final Map<TypeUse, String> names = new HashMap<>();
    private final Map<String, ObjectNode> definitions = new LinkedHashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();

    private SchemaGenerator() {}

    /**
     * The schema of an object with these properties.
     *
     * @throws UnsupportedTypeException if one of their types has none
     */
    static ObjectNode schemaOf(List<TypeProperty> properties) {
        SchemaGenerator generator = new SchemaGenerator();
        ObjectNode root = generator.object(properties);
        generator.inline(root);
        ObjectNode definitions = Json.object();
        generator.definitions.forEach((name, definition) -> {
            if (generator.isShared(name)) {
                generator.inline(definition);
                definitions.set(name, definition);
            }
        });
        if (!definitions.isEmpty()) {
            root.set("$defs", definitions);
        }
        return root;
    }

    /** Whether values of a class have no parts that a schema names. */
    static boolean isPlain(Class<?> type) {
        return ScalarSchemas.of(type).isPresent() || NUMBER_OPTIONALS.containsKey(type);
    }

    private ObjectNode object(List<TypeProperty> properties) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode children = schema.putObject("properties");
        ArrayNode required = Json.array();
        for (TypeProperty property : properties) {
            ObjectNode child;
            try {
                child = schemaOf(property.type());
            } catch (UnsupportedTypeException e) {
                throw new UnsupportedTypeException("'" + property.name() + "': " + e.messageText(), e);
            }
            if (!property.description().isEmpty()) {
                child.put("description", property.description());
            }
            if (children.has(property.name())) {
                throw new UnsupportedTypeException("'" + property.name() + "' is there twice; rename one");
            }
            children.set(property.name(), child);
            if (property.required()) {
                required.add(property.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode schemaOf(TypeUse type) {
        ObjectNode schema = plainSchemaOf(type);
        return type.nullable() ? nullable(schema) : schema;
    }

    private ObjectNode plainSchemaOf(TypeUse type) {
        Class<?> raw = type.raw();
        Optional<ObjectNode> scalar = ScalarSchemas.of(raw);
        if (scalar.isPresent()) {
            return scalar.get();
        }
        if (NUMBER_OPTIONALS.containsKey(raw)) {
            return nullable(schemaOf(TypeUse.of(NUMBER_OPTIONALS.get(raw))));
        }
        if (raw.isArray()) {
            return array(
                    type.arguments().isEmpty()
                            ? TypeUse.of(raw.componentType())
                            : type.arguments().get(0));
        }
        if (type.isRaw()) {
            throw new UnsupportedTypeException(
                    type + " is used without its type arguments; give them, as in List<String>");
        }
        if (raw == Optional.class) {
            if (type.arguments().get(0).raw() == Optional.class) {
                throw new UnsupportedTypeException(
                        type + " has no JSON schema, which knows one null only; use one Optional");
            }
            return nullable(schemaOf(type.arguments().get(0)));
        }
        if (LISTS.contains(raw)) {
            return array(type.arguments().get(0));
        }
        if (SETS.contains(raw)) {
            return array(type.arguments().get(0)).put("uniqueItems", true);
        }
        if (raw == Map.class) {
            return map(type);
        }
        if (Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw)) {
            throw new UnsupportedTypeException(type + " has no JSON schema; use List, Set or Map");
        }
        return reference(type.asPlain());
    }

    private ObjectNode array(TypeUse element) {
        ObjectNode schema = Json.object().put("type", "array");
        schema.set("items", schemaOf(element));
        return schema;
    }

    private ObjectNode map(TypeUse type) {
        if (type.arguments().get(0).raw() != String.class) {
            throw new UnsupportedTypeException(type + " has no JSON schema; the keys of a map are strings");
        }
        ObjectNode schema = Json.object().put("type", "object");
        schema.set("additionalProperties", schemaOf(type.arguments().get(1)));
        return schema;
    }

    private ObjectNode reference(TypeUse type) {
        if (type.depth() > DEEPEST_TYPE) {
            throw new UnsupportedTypeException(
                    type.raw().getName()
                            + " holds itself with ever other type arguments, so that its schema has no end; use a plain record");
        }
        String name = names.get(type);
        if (name == null) {
            name = newName(type);
            names.put(type, name);
            definitions.put(name, Json.object());
            definitions.put(name, object(TypeProperty.of(type)));
        }
        uses.merge(name, 1, Integer::sum);
        return Json.object().put("$ref", "#/$defs/" + name);
    }

    private String newName(TypeUse type) {
        StringBuilder plain = new StringBuilder(type.raw().getSimpleName());
        type.arguments()
                .forEach(argument ->
                        plain.append('_').append(argument.raw().getSimpleName().replace("[]", "Array")));
        String name = plain.toString();
        for (int i = 2; definitions.containsKey(name); i++) {
            name = plain + "_" + i;
        }
        return name;
    }

    private boolean isShared(String name) {
        return uses.getOrDefault(name, 0) > 1;
    }

    /** Also allows null. A reference is replaced by a choice between what it refers to and null. */
    private static ObjectNode nullable(ObjectNode schema) {
        if (schema.has("$ref")) {
            ObjectNode choice = Json.object();
            choice.putArray("anyOf").add(schema).add(Json.object().put("type", "null"));
            return choice;
        }
        JsonNode type = schema.path("type");
        if (type.isString()) {
            schema.putArray("type").add(type).add("null");
            if (schema.get("enum") instanceof ArrayNode values) {
                values.addNull();
            }
        }
        return schema;
    }

    /** Puts what is used once where it is used. */
    private void inline(ObjectNode schema) {
        for (Map.Entry<String, JsonNode> property : List.copyOf(schema.properties())) {
            if (property.getValue() instanceof ObjectNode child) {
                schema.set(property.getKey(), inlined(child));
            }
        }
    }

    /** A reference that is described, as a choice of one: servers that hold models to schemas take nothing beside a reference. */
    private static ObjectNode withReferenceAlone(ObjectNode schema) {
        JsonNode reference = schema.get("$ref");
        if (reference == null || schema.size() == 1) {
            return schema;
        }
        ObjectNode choice = Json.object();
        choice.putArray("anyOf").addObject().set("$ref", reference);
        schema.remove("$ref");
        return choice.setAll(schema);
    }

    private ObjectNode inlined(ObjectNode schema) {
        boolean isChoice = schema.has("anyOf");
        String target =
                (isChoice ? schema.path("anyOf").path(0) : schema).path("$ref").asString("");
        String name = target.substring(target.lastIndexOf('/') + 1);
        ObjectNode definition = target.isEmpty() || isShared(name) ? null : definitions.get(name);
        if (definition == null) {
            inline(schema);
            return withReferenceAlone(schema);
        }
        inline(definition);
        ObjectNode copy = definition.deepCopy();
        ObjectNode result = isChoice ? nullable(copy) : copy;
        JsonNode description = schema.get("description");
        if (description != null) {
            result.set("description", description);
        }
        return result;
    }
}
