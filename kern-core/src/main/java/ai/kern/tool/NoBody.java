package ai.kern.tool;

/** The bodies of tools that kern never calls. */
final class NoBody {
    private NoBody() {}

    /** Of a tool that executes outside kern. */
    static ToolBody outside(String tool) {
        return (arguments, context) -> {
            throw new IllegalStateException("tool " + tool + " executes outside kern and has nothing to call");
        };
    }

    /** Of a tool whose calls are executed by child runs. */
    static ToolBody delegated(String tool) {
        return (arguments, context) -> {
            throw new IllegalStateException("tool " + tool + " is executed by members and has nothing to call");
        };
    }

    /** Of a tool whose result is a person's answer. */
    static ToolBody answered(String tool) {
        return (arguments, context) -> {
            throw new IllegalStateException("tool " + tool + " is answered by a person and has nothing to call");
        };
    }
}
