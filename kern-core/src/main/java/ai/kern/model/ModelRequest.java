package ai.kern.model;

import java.util.List;

/**
 * What a model is asked.
 *
 * @param messages the transcript: every tool call in it has exactly one result, in the order of the calls, before the next
 *     message
 * @param tools the tools on offer; none forbids tool calls
 */
public record ModelRequest(List<Message> messages, List<ToolSpec> tools) {
    public ModelRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }
}
