package ai.kern.event;

import ai.kern.tool.ToolCall;
import java.util.Objects;

/**
 * A tool that is about to be called.
 *
 * @param call the call with the arguments that the tool gets, of which those are masked that it redacts
 * @param callId the provider's id of the call, which it may repeat
 * @param description what the tool does; may be empty
 * @param attempt 1, or more where the call is started again
 */
public record ToolStart(ToolCall call, String callId, String description, int attempt) {
    public ToolStart {
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(description, "description");
    }
}
