package ai.kern.models.openai;

import ai.kern.model.ModelListener;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands on the pieces of one answer, and remembers them: what a server tells only at the end is handed on then. Not safe for
 * use by several threads.
 */
final class Pieces {
    private final ModelListener listener;
    private final StringBuilder text = new StringBuilder();
    private final List<StringBuilder> arguments = new ArrayList<>();

    Pieces(ModelListener listener) {
        this.listener = listener;
    }

    void text(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            listener.onText(piece);
        }
    }

    void reasoning(String piece) {
        if (!piece.isEmpty()) {
            listener.onReasoning(piece);
        }
    }

    /**
     * Begins the next call.
     *
     * @return its index
     */
    int call(String toolName) {
        arguments.add(new StringBuilder());
        listener.onToolCall(arguments.size() - 1, toolName);
        return arguments.size() - 1;
    }

    void arguments(int call, String piece) {
        if (!piece.isEmpty()) {
            arguments.get(call).append(piece);
            listener.onArguments(call, piece);
        }
    }

    /** Hands on what was not yet; a whole answer that contradicts its pieces is left to itself. */
    void rest(ModelResponse response) {
        text(rest(text, response.message().text()));
        List<ToolCallRequest> calls = response.message().toolCalls();
        for (int index = 0; index < calls.size(); index++) {
            ToolCallRequest call = calls.get(index);
            if (index == arguments.size()) {
                call(call.toolName());
            }
            arguments(index, rest(arguments.get(index), call.arguments()));
        }
    }

    private static String rest(StringBuilder told, String whole) {
        return whole.startsWith(told.toString()) ? whole.substring(told.length()) : "";
    }
}
