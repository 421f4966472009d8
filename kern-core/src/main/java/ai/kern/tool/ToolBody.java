package ai.kern.tool;

import org.jspecify.annotations.Nullable;

/** What a tool does once it is let through. */
@FunctionalInterface
public interface ToolBody {
    /**
     * Executes one attempt of a call.
     *
     * @param arguments arguments that fit the tool's schema
     * @return the result: a string goes to the model as it is, null as {@code ok}, anything else as JSON
     * @throws Exception any; its message is the error result that the model gets
     */
    @Nullable
    Object call(ToolArguments arguments, ToolContext context) throws Exception;
}
