package ai.kern.model;

import java.util.Objects;

/**
 * A tool as it is offered to a model.
 *
 * @param name 1 to 64 of {@code a-z A-Z 0-9 _ -}
 * @param description what the tool does, for the model; may be empty
 * @param parametersSchema the JSON schema of its arguments, as JSON text; always of type object
 */
public record ToolSpec(String name, String description, String parametersSchema) {
    public ToolSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(parametersSchema, "parametersSchema");
    }
}
