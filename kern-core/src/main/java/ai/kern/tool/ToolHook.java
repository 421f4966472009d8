package ai.kern.tool;

import org.jspecify.annotations.Nullable;

/**
 * Code around the execution of every tool call. It sees the call and cannot change it. Hooks of one agent nest in the order in
 * which they were given, the first outermost, and are called by the threads that execute the calls, several at once.
 */
@FunctionalInterface
public interface ToolHook {
    /**
     * Executes the call by {@link ToolInvocation#proceed()}, with whatever comes before and after. A hook that does not proceed
     * keeps the tool from running; what it returns is the result.
     *
     * @return the call's result, mostly that of {@code proceed}
     * @throws Exception any; its message is the error result that the model gets
     */
    @Nullable
    Object around(ToolInvocation invocation) throws Exception;
}
