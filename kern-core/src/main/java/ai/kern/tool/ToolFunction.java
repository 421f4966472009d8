package ai.kern.tool;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link FunctionTool} does.
 *
 * @param <A> the type of its arguments
 */
@FunctionalInterface
public interface ToolFunction<A> {
    /**
     * Executes one attempt of a call.
     *
     * @return the result: a string goes to the model as it is, null as {@code ok}, anything else as JSON
     * @throws Exception any; its message is the error result that the model gets
     */
    @Nullable
    Object call(A arguments, ToolContext context) throws Exception;
}
