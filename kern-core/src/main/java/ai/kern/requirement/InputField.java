package ai.kern.requirement;

import java.util.Objects;

/**
 * A value that a person is asked for.
 *
 * @param name its name
 * @param schema the JSON schema that it must fit, as JSON text
 * @param description what it is, for the person; may be empty
 * @param required whether it must be given
 */
public record InputField(String name, String schema, String description, boolean required) {
    public InputField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(description, "description");
    }
}
