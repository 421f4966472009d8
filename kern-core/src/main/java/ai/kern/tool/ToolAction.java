package ai.kern.tool;

/**
 * What a {@link FunctionTool} without a result does.
 *
 * @param <A> the type of its arguments
 */
@FunctionalInterface
public interface ToolAction<A> {
    /**
     * Executes one attempt of a call.
     *
     * @throws Exception any; its message is the error result that the model gets
     */
    void call(A arguments, ToolContext context) throws Exception;
}
