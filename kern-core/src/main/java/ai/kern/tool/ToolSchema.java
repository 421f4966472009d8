package ai.kern.tool;

import ai.kern.internal.Json;
import ai.kern.run.InvalidOutputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON schema (2020-12) of a tool's arguments, or of an answer in a form; both are always an object. Formats such as {@code date} are checked. A
 * schema that comes from Java types also refuses what its types would refuse: numbers outside the range of an {@code int}, or
 * arguments with which a record's constructor throws.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ToolSchema {
    private final ObjectNode root;
    private final String text;
    private final SchemaCheck check;
    private final Set<String> withheld;
    private final Map<String, JavaType> types;
    private final Optional<JavaType> wholeType;
    private final List<String> redacted;

    private ToolSchema(
            ObjectNode root,
            String text,
            Set<String> withheld,
            Map<String, JavaType> types,
            Optional<JavaType> wholeType,
            List<String> redacted) {
        this.root = root;
        this.text = text;
        this.check = new SchemaCheck(root);
        this.withheld = withheld;
        this.types = types;
        this.wholeType = wholeType;
        this.redacted = redacted;
    }

    /**
     * A schema from its text.
     *
     * @throws IllegalArgumentException if it is not a valid schema of type object, or refers to other documents
     */
    public static ToolSchema of(String jsonSchema) {
        Objects.requireNonNull(jsonSchema, "jsonSchema");
        JsonNode node;
        try {
            node = Json.read(jsonSchema);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the JSON schema is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!(node instanceof ObjectNode root)
                || !root.path("type").asString("").equals("object")) {
            throw new IllegalArgumentException(
                    "the JSON schema is not of type object, which that of a tool or of an answer must be; start with {\"type\": \"object\"");
        }
        ToolSchema schema = new ToolSchema(root, jsonSchema, Set.of(), Map.of(), Optional.empty(), List.of());
        schema.check.checkSchema();
        return schema;
    }

    /**
     * A schema from the components of a record or the properties of a bean, in their order. {@link Param} names and describes
     * them. Primitives, strings, enums, records, lists, sets, arrays, maps with string keys, optional ones, dates and times of
     * {@code java.time}, {@code UUID} and {@code URI} have a schema; {@code Object} and {@code JsonNode} stand for anything.
     * A component is required unless it is an {@code Optional}, marked {@code @Nullable} or by {@code @Param(required = false)}.
     *
     * @throws IllegalArgumentException if it is neither, or one of its types has no JSON schema; the message says which and why
     */
    public static ToolSchema of(Class<?> recordOrBean) {
        TypeUse type = TypeUse.of(recordOrBean);
        try {
            return of(TypeProperty.of(type), Optional.of(ArgumentMapper.javaType(type)));
        } catch (UnsupportedTypeException e) {
            throw new IllegalArgumentException(recordOrBean.getName() + " has no JSON schema: " + e.messageText(), e);
        }
    }

    /**
     * A schema of properties.
     *
     * @param wholeType the type that the arguments have as a whole, if they have one
     * @throws UnsupportedTypeException if a type has none
     */
    static ToolSchema of(List<TypeProperty> properties, Optional<JavaType> wholeType) {
        ObjectNode root = SchemaGenerator.schemaOf(properties);
        Map<String, JavaType> types = new LinkedHashMap<>();
        properties.forEach(property -> types.put(property.name(), ArgumentMapper.javaType(property.type())));
        return new ToolSchema(root, Json.write(root), Set.of(), types, wholeType, RedactedFields.of(properties));
    }

    /** The schema as JSON text; the one it was made from, if it was made from text. */
    public String text() {
        return text;
    }

    /**
     * The schema as canonical text without what only describes: two schemas that allow the same in the same words differ in
     * nothing here, whatever their order, titles and descriptions. Properties that are named so stay.
     */
    public String withoutDescriptions() {
        return SchemaTree.withoutDescriptions(root);
    }

    /**
     * This schema without some of its properties. Arguments that have one of them do not fit it, even where it allows
     * properties that it does not name.
     *
     * @throws IllegalArgumentException if it has no such property
     */
    public ToolSchema without(Collection<String> propertyNames) {
        List<String> there = propertyNames();
        for (String name : propertyNames) {
            if (!there.contains(name)) {
                throw new IllegalArgumentException(
                        "the schema has no property '" + name + "' to leave out; it has " + String.join(", ", there));
            }
        }
        ObjectNode rest = root.deepCopy();
        rest.remove(List.of("$defs", "definitions"));
        if (rest.get("properties") instanceof ObjectNode properties) {
            properties.remove(propertyNames);
        }
        if (rest.get("required") instanceof ArrayNode required) {
            ArrayNode left = Json.array();
            required.forEach(name -> {
                if (!propertyNames.contains(name.asString(""))) {
                    left.add(name);
                }
            });
            rest.set("required", left);
            if (left.isEmpty()) {
                rest.remove("required");
            }
        }
        SchemaTree.standalone(rest, root);
        Set<String> allWithheld = new LinkedHashSet<>(withheld);
        allWithheld.addAll(propertyNames);
        Map<String, JavaType> typesLeft = new LinkedHashMap<>(types);
        typesLeft.keySet().removeAll(propertyNames);
        return new ToolSchema(
                rest,
                Json.write(rest),
                allWithheld,
                typesLeft,
                propertyNames.isEmpty() ? wholeType : Optional.empty(),
                redacted);
    }

    /**
     * Reads and checks arguments. Blank ones count as an empty object.
     *
     * @param rawArguments the arguments as the model wrote them, whatever that is
     * @throws InvalidArgumentsException if they are not one JSON object within the limits, or do not fit
     */
    public ToolArguments check(String rawArguments) {
        return check(rawArguments.isBlank() ? "{}" : rawArguments, Subject.ARGUMENTS);
    }

    /**
     * Reads and checks what a model said that was asked for an answer in this form.
     *
     * @param text the answer as the model wrote it
     * @throws InvalidOutputException if it is empty, is not one JSON object within the limits, or does not fit; the message has
     *     only what is wrong with it
     */
    public ToolArguments checkAnswer(String text) {
        if (text.isBlank()) {
            throw new InvalidOutputException(Subject.ANSWER.is("empty; give a JSON object"));
        }
        try {
            return check(text, Subject.ANSWER);
        } catch (InvalidArgumentsException unfit) {
            InvalidOutputException told = new InvalidOutputException(String.join("; ", unfit.violations()));
            told.initCause(unfit.getCause());
            throw told;
        }
    }

    private ToolArguments check(String json, Subject subject) {
        JsonNode arguments = ArgumentText.read(json, subject);
        List<SchemaCheck.Violation> violations = new ArrayList<>();
        for (String name : withheld) {
            if (arguments.has(name)) {
                violations.add(new SchemaCheck.Violation(name, SchemaCheck.unknown(name, propertyNames())));
            }
        }
        violations.addAll(check.violations(arguments, subject));
        List<InvalidArgumentsException> found = new ArrayList<>();
        if (!violations.isEmpty()) {
            found.add(new InvalidArgumentsException(violations.stream()
                    .map(SchemaCheck.Violation::sentence)
                    .distinct()
                    .toList()));
        }
        found.addAll(unfitForTypes(
                arguments,
                violations.stream().map(SchemaCheck.Violation::property).collect(Collectors.toSet())));
        if (!found.isEmpty()) {
            throw found.size() == 1
                    ? found.get(0)
                    : new InvalidArgumentsException(
                            of(found, InvalidArgumentsException::violations),
                            of(found, InvalidArgumentsException::violationsWithoutValues),
                            found.get(0));
        }
        wholeType.ifPresent(type -> ArgumentMapper.convert(arguments, type, ""));
        return ToolArguments.of(json, arguments);
    }

    /**
     * What the Java types refuse.
     *
     * @param unfit the properties of which something was said already; none is looked at if that was said of the whole
     */
    private List<InvalidArgumentsException> unfitForTypes(JsonNode arguments, Set<String> unfit) {
        List<InvalidArgumentsException> found = new ArrayList<>();
        if (unfit.contains("")) {
            return found;
        }
        types.forEach((name, type) -> {
            try {
                if (!unfit.contains(name)) {
                    ArgumentMapper.convertArgument(arguments.get(name), type, name);
                }
            } catch (InvalidArgumentsException refused) {
                found.add(refused);
            }
        });
        return found;
    }

    private static List<String> of(
            List<InvalidArgumentsException> found, Function<InvalidArgumentsException, List<String>> part) {
        return found.stream()
                .flatMap(one -> part.apply(one).stream())
                .distinct()
                .toList();
    }

    /** The parts of arguments that are marked by {@link Param#redact()}, as pointers; see {@link ToolDefinition#redacted()}. */
    public List<String> redacted() {
        return redacted;
    }

    /** What is wrong with a pointer to a part of arguments, as the end of a sentence; empty if there can be such a part. */
    Optional<String> problemOf(String pointer) {
        return new SchemaPlaces(root).problemOf(pointer);
    }

    /** The names of the properties, in the order of the schema. */
    public List<String> propertyNames() {
        return List.copyOf(root.path("properties").propertyNames());
    }

    /** The schema of one property, as text that can be used by itself: what it refers to is part of it. */
    public Optional<String> property(String name) {
        JsonNode property = root.path("properties").path(name);
        if (property.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(Json.write(
                property instanceof ObjectNode object ? SchemaTree.standalone(object.deepCopy(), root) : property));
    }

    /** Whether arguments must have this property. */
    public boolean isRequired(String name) {
        for (JsonNode required : root.path("required")) {
            if (required.asString("").equals(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ToolSchema schema && schema.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
