package ai.kern.tool;

import ai.kern.internal.VisibleText;
import ai.kern.run.CallKey;
import java.util.Objects;
import java.util.Optional;

/**
 * A tool call of a run: what a person is shown and what runs if it is let through.
 *
 * @param key what identifies it
 * @param toolName the tool
 * @param arguments the arguments, as the model wrote them
 */
public record ToolCall(CallKey key, String toolName, ToolArguments arguments) {
    public ToolCall {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(toolName, "toolName");
        Objects.requireNonNull(arguments, "arguments");
    }

    /**
     * The call as everybody may see it: {@link ToolArguments#masked()} in place of its arguments. For records, events and logs.
     */
    public ToolCall masked() {
        return new ToolCall(key, toolName, arguments.masked());
    }

    /** An argument by name, in clear where the call is not {@linkplain #masked() masked}; {@code null} becomes empty. */
    public Optional<Object> argument(String name) {
        return Optional.ofNullable(arguments.asMap().get(name));
    }

    /**
     * The call for people: tool and arguments, with masks in place of what is redacted, and with every character that a terminal
     * would obey or not show as an escape.
     */
    @Override
    public String toString() {
        return VisibleText.of(toolName) + arguments;
    }
}
