package ai.kern.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model is asked. Immutable.
 *
 * @param messages the transcript: every tool call in it has exactly one result, in the order of the calls, before the next
 *     message
 * @param tools the tools on offer; none forbids tool calls
 * @param toolChoice whether the model may, must or must not call tools; where it is {@link ToolChoice#AUTO}, a model's own
 *     settings may say more
 * @param outputSchema the form of the text, where it must have one
 */
public record ModelRequest(
        List<Message> messages, List<ToolSpec> tools, ToolChoice toolChoice, Optional<OutputSchema> outputSchema) {
    public ModelRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        Objects.requireNonNull(outputSchema, "outputSchema");
        if (toolChoice.mode() == ToolChoice.Mode.REQUIRED && tools.isEmpty()) {
            throw new IllegalArgumentException("The model must call a tool, but none is on offer");
        }
        Optional<String> forced = toolChoice.toolName();
        if (forced.isPresent() && !isOnOffer(forced.get(), tools)) {
            throw new IllegalArgumentException("The model must call " + forced.get() + ", but on offer are "
                    + tools.stream().map(ToolSpec::name).toList());
        }
    }

    /** A request in which the model decides whether it calls tools, and how it words its answer. */
    public ModelRequest(List<Message> messages, List<ToolSpec> tools) {
        this(messages, tools, ToolChoice.AUTO, Optional.empty());
    }

    private static boolean isOnOffer(String name, List<ToolSpec> tools) {
        return tools.stream().anyMatch(tool -> tool.name().equals(name));
    }

    /** The same request with this choice. */
    public ModelRequest withToolChoice(ToolChoice choice) {
        return new ModelRequest(messages, tools, choice, outputSchema);
    }

    /** The same request for text of this form. */
    public ModelRequest withOutputSchema(OutputSchema schema) {
        return new ModelRequest(messages, tools, toolChoice, Optional.of(schema));
    }
}
