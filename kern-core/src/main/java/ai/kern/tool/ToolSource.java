package ai.kern.tool;

import java.util.List;

/** Something that tools come from. */
interface ToolSource {
    /**
     * The tools, complete and checked.
     *
     * @throws IllegalArgumentException or {@link IllegalStateException} if they are not what they should be
     */
    List<ToolDefinition> definitions();
}
