package ai.kern.tool;

import ai.kern.db.Db;
import java.util.List;

/**
 * What stands before a tool beside its protection: the terms under which its calls are let through. A value: two gates of equal
 * terms are equal. Immutable and safe for use by several threads.
 *
 * <p>A gate is made by its {@link GateProvider}, from a mark or by the provider's own factory methods, and is given to tools by
 * the mark, by {@link FunctionTool.Builder#gate} and by {@link Toolkit#gate}.
 */
public interface Gate {
    /** What works the gate. */
    GateProvider provider();

    /**
     * The protection of a tool behind this gate.
     *
     * @param declared what its other marks say
     * @throws IllegalArgumentException if the gate cannot stand before such a tool; says why
     */
    Protection protection(Protection declared);

    /** Whether the gate decides by itself; otherwise the caller answers, and the gate takes note of it. */
    boolean decides();

    /**
     * The kind of this gate as it is stored and compared: a call that was asked about behind one kind does not run behind
     * another.
     */
    String kind();

    /** The parts of arguments that this gate has masked, as pointers; see {@link ToolDefinition#redacted()}. None by default. */
    default List<String> redacted() {
        return List.of();
    }

    /**
     * Checks that a tool's calls can pass this gate with a database.
     *
     * @throws IllegalStateException if they cannot; says why and what to do
     */
    void check(ToolDefinition tool, Db db);
}
