package ai.kern.testkit;

import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a script: text, tool calls, both, or a failure. Immutable. Meant for static import:
 *
 * <pre>{@code
 * ScriptedModel.of(calls(call("delete_file", "{\"path\":\"a\"}"), call("list_files")), text("done"))
 * }</pre>
 */
public final class ScriptedAnswer {
    private final String text;
    private final List<ScriptedCall> calls;
    private final Usage usage;
    private final @Nullable RuntimeException failure;

    private ScriptedAnswer(String text, List<ScriptedCall> calls, Usage usage, @Nullable RuntimeException failure) {
        this.text = Objects.requireNonNull(text, "text");
        this.calls = List.copyOf(calls);
        this.usage = Objects.requireNonNull(usage, "usage");
        this.failure = failure;
    }

    /** The model says something and is done. */
    public static ScriptedAnswer text(String text) {
        return new ScriptedAnswer(text, List.of(), Usage.NONE, null);
    }

    /** The model calls tools. */
    public static ScriptedAnswer calls(ScriptedCall... calls) {
        return textAndCalls("", calls);
    }

    /** The model says something and calls tools. */
    public static ScriptedAnswer textAndCalls(String text, ScriptedCall... calls) {
        if (calls.length == 0) {
            throw new IllegalArgumentException(
                    "An answer with calls needs at least one call; without any it is text(…)");
        }
        return new ScriptedAnswer(text, List.of(calls), Usage.NONE, null);
    }

    /** One call with its arguments as text, for {@link #calls}. */
    public static ScriptedCall call(String toolName, String arguments) {
        return new ScriptedCall(toolName, arguments, Optional.empty());
    }

    /** One call without arguments: <code>{}</code>. */
    public static ScriptedCall call(String toolName) {
        return call(toolName, "{}");
    }

    /** The model fails for good. */
    public static ScriptedAnswer failure(String message) {
        return failure(ModelException.builder(message).build());
    }

    /**
     * The model fails like this. A server answers with the status of a {@link ModelException}, or with 500 where it has
     * none; any other exception it takes for a mistake of the script.
     *
     * @param exception what a model throws; a {@link ModelException} unless the test is about a faulty model
     */
    public static ScriptedAnswer failure(RuntimeException exception) {
        return new ScriptedAnswer("", List.of(), Usage.NONE, Objects.requireNonNull(exception, "exception"));
    }

    /** The same answer at this cost; {@link Usage#NONE} by default. */
    public ScriptedAnswer usage(Usage cost) {
        return new ScriptedAnswer(text, calls, cost, failure);
    }

    /**
     * Plays the answer.
     *
     * @param turn which of the assistant's messages this is in its transcript, from 1
     */
    ModelResponse play(int turn) {
        if (failure != null) {
            throw failure;
        }
        List<ToolCallRequest> requests = new ArrayList<>();
        for (ScriptedCall call : calls) {
            requests.add(call.request(turn, requests.size() + 1));
        }
        return new ModelResponse(new Message.Assistant(text, requests, Optional.empty()), usage);
    }

    @Override
    public String toString() {
        return failure == null
                ? "ScriptedAnswer[text=" + text + ", calls=" + calls + "]"
                : "ScriptedAnswer[" + failure + "]";
    }
}
