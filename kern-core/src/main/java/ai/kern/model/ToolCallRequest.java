package ai.kern.model;

import java.util.Objects;

/**
 * A tool call as the model asked for it: wire data, kept character for character.
 *
 * @param callId the provider's id, needed to send the result back; a provider may repeat it, so kern never identifies a call
 *     by it
 * @param toolName the tool's name, which may be one that does not exist
 * @param arguments the arguments as the model wrote them, which may not be JSON
 */
public record ToolCallRequest(String callId, String toolName, String arguments) {
    public ToolCallRequest {
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(toolName, "toolName");
        Objects.requireNonNull(arguments, "arguments");
    }
}
