package ai.kern.tool;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the model ask the person for values by itself: the tool {@code get_user_input}. A call pauses the run; what the person
 * gives is its result. Give it to an agent like any other tool. Immutable.
 */
public final class UserInputTools {
    /** The name of the tool. */
    public static final String GET_USER_INPUT = "get_user_input";

    private static final String DESCRIPTION =
            "Ask the user to fill in values that you need and cannot know or find out with another tool. Ask for everything"
                    + " you need in one call, one field for each value. The user may take a long time to answer; the result is"
                    + " a JSON object with the value of each field by its name. Never guess a value that you could ask for, and"
                    + " do not ask for what the user already said.";

    private final ToolDefinition definition = new ToolDefinition(
            GET_USER_INPUT,
            DESCRIPTION,
            ToolSchema.of(Form.class),
            ToolMarks.NONE.with(ToolMark.ASKED_INPUT, true),
            NoBody.answered(GET_USER_INPUT),
            UserInputTools.class.getSimpleName());

    /** The tool. */
    public UserInputTools() {}

    ToolDefinition definition() {
        return definition;
    }

    /** The kinds of values that a model can ask for. */
    public enum FieldType {
        /** Text. */
        @JsonProperty("string")
        STRING,
        /** A number without fraction. */
        @JsonProperty("integer")
        INTEGER,
        /** Any number. */
        @JsonProperty("number")
        NUMBER,
        /** Yes or no. */
        @JsonProperty("boolean")
        BOOLEAN
    }

    /**
     * The arguments of a call.
     *
     * @param fields the values that are asked for; at least one, no two of one name
     */
    public record Form(
            @Param(description = "The values to ask for.") List<Field> fields) {
        public Form {
            fields = List.copyOf(fields);
            if (fields.isEmpty()) {
                throw new IllegalArgumentException("fields: is empty; ask for at least one value");
            }
            Set<String> names = new HashSet<>();
            for (Field field : fields) {
                if (!names.add(field.name())) {
                    throw new IllegalArgumentException(
                            "fields: two have the name '" + field.name() + "'; give each a name of its own");
                }
            }
        }
    }

    /**
     * A value that is asked for.
     *
     * @param name its name in the result
     * @param type its kind
     * @param description what it is, for the person
     * @param required whether the person must give it
     */
    public record Field(String name, FieldType type, String description, boolean required) {
        public Field {
            if (name.isBlank()) {
                throw new IllegalArgumentException("a field's name is blank; give it one");
            }
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(description, "description");
        }

        /** Reads a field as a model writes it: required unless it says otherwise. */
        @JsonCreator
        public static Field read(
                @Param(name = "name", description = "A short name in snake_case, unique in this call.") String name,
                @Param(name = "type", description = "The kind of value.") FieldType type,
                @Param(name = "description", description = "What the user shall enter, in the user's language.")
                        String description,
                @Param(
                                name = "required",
                                description = "Whether the user must give it; true if left out.",
                                required = false)
                        @Nullable
                        Boolean required) {
            return new Field(
                    name, type, description, Optional.ofNullable(required).orElse(true));
        }
    }
}
