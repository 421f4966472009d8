package ai.kern.model;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The form that a model's text must have: JSON by a schema. Immutable. A model client passes it on and checks nothing; whether
 * the text has the form is for the reader to check, since not every server keeps to it.
 *
 * @param name what the form is called, 1 to 64 of {@code a-z A-Z 0-9 _ -}; models read it
 * @param schema the JSON schema, as JSON text; always of type object
 */
public record OutputSchema(String name, String schema) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    public OutputSchema {
        Objects.requireNonNull(schema, "schema");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of an output schema is 1 to 64 letters, digits, _ or -, not '" + name + "'");
        }
    }
}
