package ai.kern.specs.models;

import ai.kern.model.ModelListener;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import java.util.ArrayList;
import java.util.List;

/** What a listener heard, put together. */
final class HeardPieces implements ModelListener {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<String> tools = new ArrayList<>();
    private final List<StringBuilder> arguments = new ArrayList<>();
    private int pieces;

    @Override
    public void onText(String piece) {
        pieces++;
        text.append(piece);
    }

    @Override
    public void onReasoning(String piece) {
        pieces++;
        reasoning.append(piece);
    }

    @Override
    public void onToolCall(int index, String toolName) {
        tools.add(index, toolName);
        arguments.add(index, new StringBuilder());
    }

    @Override
    public void onArguments(int index, String piece) {
        pieces++;
        arguments.get(index).append(piece);
    }

    String text() {
        return text.toString();
    }

    String reasoning() {
        return reasoning.toString();
    }

    /** The names of the tools, in the order of the calls. */
    List<String> tools() {
        return List.copyOf(tools);
    }

    /** How many pieces of text, reasoning and arguments came. */
    int pieces() {
        return pieces;
    }

    /** Whether the pieces say what the response says. */
    boolean isWhole(ModelResponse response) {
        List<ToolCallRequest> calls = response.message().toolCalls();
        return response.message().text().contentEquals(text)
                && calls.stream().map(ToolCallRequest::toolName).toList().equals(tools)
                && calls.stream()
                        .map(ToolCallRequest::arguments)
                        .toList()
                        .equals(arguments.stream().map(StringBuilder::toString).toList());
    }
}
