package ai.kern.testkit;

import ai.kern.model.ToolCallRequest;
import java.util.Objects;
import java.util.Optional;

/**
 * A tool call in a script. Immutable; made by {@link ScriptedAnswer#call(String, String)}.
 *
 * @param toolName the tool's name, which may be one that does not exist
 * @param arguments the arguments as text, which may be no JSON
 * @param id the call's id; by default one is made of the turn and the place in it ({@code call_2_1}), so it is the same however
 *     often the same request is answered, and repeats from run to run
 */
public record ScriptedCall(String toolName, String arguments, Optional<String> id) {
    public ScriptedCall {
        Objects.requireNonNull(toolName, "toolName");
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(id, "id");
    }

    /** The same call under an id of the test's choice, which may be one that was used before. */
    public ScriptedCall id(String callId) {
        return new ScriptedCall(toolName, arguments, Optional.of(callId));
    }

    ToolCallRequest request(int turn, int place) {
        return new ToolCallRequest(id.orElseGet(() -> "call_" + turn + "_" + place), toolName, arguments);
    }
}
