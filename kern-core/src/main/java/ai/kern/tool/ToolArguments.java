package ai.kern.tool;

import ai.kern.internal.Json;
import ai.kern.internal.JsonValues;
import ai.kern.internal.Redaction;
import ai.kern.internal.VisibleText;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;

/**
 * The arguments of a tool call: one JSON object, kept character for character. What code asks for it gets in clear; what is
 * printed or written to JSON has {@code [redacted]} in the place of what its tool redacts. Immutable and safe for use by several
 * threads.
 */
public final class ToolArguments {
    private final String json;
    private final JsonNode node;
    private final Map<String, @Nullable Object> values;
    private final List<String> redacted;

    private ToolArguments(String json, JsonNode node, Collection<String> redacted) {
        this.json = json;
        this.node = node;
        this.values = JsonValues.mapOf(node);
        this.redacted = List.copyOf(redacted);
    }

    /**
     * Arguments from the text of a JSON object. They are read, not checked against a schema, which is
     * {@link ToolSchema#check}'s.
     *
     * @throws InvalidArgumentsException if the text is not one JSON object within the limits
     */
    public static ToolArguments of(String json) {
        Objects.requireNonNull(json, "json");
        return new ToolArguments(json, ArgumentText.read(json, Subject.ARGUMENTS), List.of());
    }

    /** Arguments whose text was read before. */
    static ToolArguments of(String json, JsonNode node) {
        return new ToolArguments(json, node, List.of());
    }

    /**
     * The same arguments, of which these parts are masked wherever they are shown.
     *
     * @param pointers in place of those of before; see {@link ToolDefinition#redacted()}
     */
    public ToolArguments redacting(Collection<String> pointers) {
        return new ToolArguments(json, node, pointers);
    }

    /**
     * The arguments as everybody may see them: what is redacted is gone, and {@code [redacted]} stands in its place, in
     * {@link #json()} and {@link #asMap()} as well. For records, events and whatever else outlives the call. The masks need not
     * fit the tool's schema.
     */
    public ToolArguments masked() {
        if (redacted.isEmpty()) {
            return this;
        }
        JsonNode masked = Redaction.mask(node, redacted);
        return new ToolArguments(Json.write(masked), masked, redacted);
    }

    @JsonValue
    Map<String, @Nullable Object> written() {
        return masked().values;
    }

    /** The arguments as JSON text, as they were given. */
    public String json() {
        return json;
    }

    /**
     * The arguments by name, in their order: strings, booleans, lists, maps, null, and numbers of the smallest of
     * {@code Integer}, {@code Long} and {@code BigInteger} that holds them, or of {@code BigDecimal}. Nothing in it can be
     * modified.
     */
    public Map<String, @Nullable Object> asMap() {
        return values;
    }

    /**
     * The arguments as a Java type, by the rules by which {@link ToolSchema#of(Class)} derives a schema from it.
     *
     * @throws InvalidArgumentsException if they do not fit
     */
    public <T> T as(Class<T> type) {
        return type.cast(ArgumentMapper.convert(node, ArgumentMapper.MAPPER.constructType(type), ""));
    }

    /** One argument as a Java type; null if it is not there, or what the type has for that. */
    @Nullable
    Object convert(String name, JavaType type) {
        return ArgumentMapper.convertArgument(node.get(name), type, name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ToolArguments arguments && arguments.json.equals(json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /**
     * The arguments for people: the JSON text with masks in place of what is redacted, and with every character that a terminal
     * would obey or not show as an escape.
     */
    @Override
    public String toString() {
        return VisibleText.of(masked().json);
    }
}
