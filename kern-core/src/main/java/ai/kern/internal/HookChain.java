package ai.kern.internal;

import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolBody;
import ai.kern.tool.ToolContext;
import ai.kern.tool.ToolHook;
import ai.kern.tool.ToolInvocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a tool's body inside its hooks, the first hook outermost. */
public final class HookChain {
    private final List<ToolHook> hooks;
    private final String toolName;
    private final ToolBody body;

    /** A chain around one tool. */
    public HookChain(List<ToolHook> hooks, String toolName, ToolBody body) {
        this.hooks = List.copyOf(hooks);
        this.toolName = toolName;
        this.body = body;
    }

    /** Executes one attempt of a call. */
    public @Nullable Object call(ToolArguments arguments, ToolContext context) throws Exception {
        return call(0, arguments, context);
    }

    private @Nullable Object call(int index, ToolArguments arguments, ToolContext context) throws Exception {
        if (index == hooks.size()) {
            return body.call(arguments, context);
        }
        Invocation invocation = new Invocation(index, arguments, context);
        try {
            return hooks.get(index).around(invocation);
        } finally {
            invocation.over = true;
        }
    }

    /** What one hook sees. Only its own thread may use it up, so that no tool starts behind the back of the run. */
    private final class Invocation implements ToolInvocation {
        private final int index;
        private final ToolArguments arguments;
        private final ToolContext context;
        private final Thread thread = Thread.currentThread();
        private boolean over;
        private boolean used;

        Invocation(int index, ToolArguments arguments, ToolContext context) {
            this.index = index;
            this.arguments = arguments;
            this.context = context;
        }

        @Override
        public String toolName() {
            return toolName;
        }

        @Override
        public ToolArguments arguments() {
            return arguments;
        }

        @Override
        public ToolContext context() {
            return context;
        }

        @Override
        public @Nullable Object proceed() throws Exception {
            if (Thread.currentThread() != thread) {
                throw new IllegalStateException(
                        "a hook of tool " + toolName + " proceeds on another thread than its own");
            }
            if (over) {
                throw new IllegalStateException("a hook of tool " + toolName + " proceeds after it has returned");
            }
            if (used) {
                throw new IllegalStateException("a hook of tool " + toolName + " proceeds twice; a call runs once");
            }
            used = true;
            return call(index + 1, arguments, context);
        }
    }
}
