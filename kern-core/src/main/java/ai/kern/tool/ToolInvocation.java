package ai.kern.tool;

import org.jspecify.annotations.Nullable;

/** One attempt of a tool call that a {@link ToolHook} stands around. */
public interface ToolInvocation {
    /** The tool's name. */
    String toolName();

    /** The arguments with which the tool runs. */
    ToolArguments arguments();

    /** What the tool itself sees of its call. */
    ToolContext context();

    /**
     * Runs the next hook, or the tool after the last one. Works once, on the thread on which the hook was called, until the hook
     * returns.
     *
     * @return what the tool returned
     * @throws IllegalStateException if it was called before, by another thread, or after the hook returned
     * @throws Exception what the tool threw
     */
    @Nullable
    Object proceed() throws Exception;
}
