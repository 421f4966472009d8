package ai.kern.model;

/**
 * Hears the pieces of a model's answer as they come, to show them. They are for the eye: what runs and what is stored is the
 * {@link ModelResponse}, which comes at the end.
 *
 * <p>All methods are called by the thread that asked the model, one after the other, and do nothing unless they are
 * overridden. A piece is never empty, and may end in the middle of a word, of a JSON value or of a surrogate pair. Joined,
 * the pieces of text are the response's text, and those of a call's arguments are its arguments, unless the request failed
 * in the middle. What a method throws ends the request and reaches the caller of {@link Model#respond(ModelRequest,
 * ModelListener)} unchanged.
 */
public interface ModelListener {

    /** More of the text. */
    default void onText(String piece) {}

    /** More of what the model tells of its reasoning, which is no part of the response. Many models tell nothing. */
    default void onReasoning(String piece) {}

    /**
     * The model begins to call a tool.
     *
     * @param index of the call in the message, from 0, without gaps
     * @param toolName the name, which may be one that does not exist
     */
    default void onToolCall(int index, String toolName) {}

    /**
     * More of the arguments of a call that was begun. Calls may be written in turn.
     *
     * @param index of the call
     */
    default void onArguments(int index, String piece) {}
}
