package ai.kern.model;

import java.util.List;

/**
 * A language model. Implementations are safe for use by many threads, hold no state of a run, and retry by themselves what
 * is worth retrying.
 */
public interface Model {

    /** The model's name with its provider, for people: {@code gpt-4o-mini}. */
    String id();

    /**
     * Asks the model and waits for its answer.
     *
     * @throws ModelException if there is no sound answer: refused, unreachable, unreadable or out of time. The run that asked
     *     ends as ERROR with this as its cause.
     */
    ModelResponse respond(ModelRequest request);

    /**
     * Asks the model, hands on its answer in pieces while it comes, and returns it whole. A request is tried again only as
     * long as nothing was handed on.
     *
     * <p>A model that cannot stream need not implement this: the default waits for the whole answer and hands on its text and
     * its calls in one piece each.
     *
     * @param listener is called by this thread only
     * @throws ModelException as the other form does; what was handed on until then is void
     */
    default ModelResponse respond(ModelRequest request, ModelListener listener) {
        ModelResponse response = respond(request);
        Message.Assistant message = response.message();
        if (!message.text().isEmpty()) {
            listener.onText(message.text());
        }
        List<ToolCallRequest> calls = message.toolCalls();
        for (int index = 0; index < calls.size(); index++) {
            listener.onToolCall(index, calls.get(index).toolName());
            if (!calls.get(index).arguments().isEmpty()) {
                listener.onArguments(index, calls.get(index).arguments());
            }
        }
        return response;
    }
}
