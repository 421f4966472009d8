package ai.kern.tool;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks values against one schema. The schema is compiled when it is needed first. */
final class SchemaCheck {
    private static final SpecificationVersion DRAFT = SpecificationVersion.DRAFT_2020_12;

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            DRAFT,
            registry -> registry.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .locale(Locale.ROOT)
                            .build()));

    /** What schemas are checked by that do not say what they are written in, compiled once. */
    private static final Schema DIALECT = REGISTRY.getSchema(SchemaLocation.of(DRAFT.getDialectId()));

    /** In a choice between something and null, that the value is not null says nothing. */
    private static final Pattern TYPE_IN_CHOICE = Pattern.compile("/anyOf/\\d+/type$");

    private final ObjectNode root;
    private volatile @org.jspecify.annotations.Nullable Schema compiled;

    SchemaCheck(ObjectNode root) {
        this.root = root;
    }

    /**
     * Checks the schema itself.
     *
     * @throws IllegalArgumentException if it is not a valid one, or refers to other documents
     */
    void checkSchema() {
        for (String reference : SchemaTree.references(root)) {
            if (!reference.startsWith("#")) {
                throw new IllegalArgumentException("the JSON schema refers to another document, '" + reference
                        + "'; put what it refers to into its $defs");
            }
        }
        try {
            List<String> violations = dialect().validate(root).stream()
                    .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                    .distinct()
                    .toList();
            if (!violations.isEmpty()) {
                throw new IllegalArgumentException(
                        "the JSON schema is not a valid one: " + String.join("; ", violations));
            }
            compiled();
        } catch (SchemaException e) {
            throw new IllegalArgumentException("the JSON schema is not a valid one: " + e.getMessage(), e);
        }
    }

    private Schema dialect() {
        String named = root.path("$schema").asString(DRAFT.getDialectId());
        return named.equals(DRAFT.getDialectId()) ? DIALECT : REGISTRY.getSchema(SchemaLocation.of(named));
    }

    /**
     * Something that is wrong.
     *
     * @param property the property in which it is; empty if it is in the value as a whole
     */
    record Violation(String property, String sentence) {}

    /** What is wrong with a value, one sentence each; empty if it fits. */
    List<Violation> violations(JsonNode value, Subject subject) {
        List<Error> errors;
        try {
            errors = compiled().validate(value);
        } catch (StackOverflowError e) {
            return List.of(new Violation("", subject.nests("too deep to be checked")));
        }
        List<Error> telling =
                errors.stream().filter(error -> !isNullOfChoice(error)).toList();
        List<Violation> violations = new ArrayList<>();
        for (Error error : telling.isEmpty() ? errors : telling) {
            violations.add(new Violation(property(error), sentence(error, subject)));
        }
        return violations;
    }

    private Schema compiled() {
        Schema schema = compiled;
        if (schema == null) {
            schema = REGISTRY.getSchema(root);
            schema.initializeValidators();
            compiled = schema;
        }
        return schema;
    }

    private static boolean isNullOfChoice(Error error) {
        return error.getKeyword().equals("type")
                && TYPE_IN_CHOICE
                        .matcher(String.valueOf(error.getEvaluationPath()))
                        .find()
                && error.getMessage().endsWith("null expected");
    }

    private static String property(Error error) {
        NodePath location = error.getInstanceLocation();
        return location.getNameCount() > 0
                ? location.getElement(0).toString()
                : Objects.requireNonNullElse(error.getProperty(), "");
    }

    private String sentence(Error error, Subject subject) {
        String place = place(error.getInstanceLocation());
        String property = error.getProperty();
        String front = place.isEmpty() ? subject.front() : place + ": ";
        return switch (error.getKeyword()) {
            case "required" -> join(place, property) + ": is missing";
            case "additionalProperties", "unevaluatedProperties" ->
                unknown(
                        join(place, property),
                        place.isEmpty() ? List.copyOf(root.path("properties").propertyNames()) : List.of());
            case "type" -> front + "must be " + error.getArguments()[1] + ", but is " + error.getArguments()[0];
            case "enum" -> front + "must be one of " + error.getSchemaNode();
            case "format" -> front + "must be " + ofFormat(error.getSchemaNode().asString(""));
            default -> front + error.getMessage();
        };
    }

    private static String ofFormat(String format) {
        return switch (format) {
            case "date" -> "a date like 2026-01-31";
            case "date-time" -> "a date and time with its offset, like 2026-01-31T10:00:00Z";
            case "time" -> "a time with its offset, like 10:00:00Z";
            case "duration" -> "a duration of ISO 8601, like PT30M or P1D";
            case "uuid" -> "a UUID like 123e4567-e89b-12d3-a456-426614174000";
            default -> "of the format " + format;
        };
    }

    static String unknown(String field, List<String> known) {
        return field + ": there is no such field"
                + (known.isEmpty() ? "" : "; the fields are " + String.join(", ", known));
    }

    private static String join(String place, String property) {
        return place.isEmpty() ? property : place + "." + property;
    }

    private static String place(NodePath location) {
        StringBuilder place = new StringBuilder();
        for (int i = 0; i < location.getNameCount(); i++) {
            Object step = location.getElement(i);
            if (step instanceof Number) {
                place.append('[').append(step).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(step);
            }
        }
        return place.toString();
    }
}
