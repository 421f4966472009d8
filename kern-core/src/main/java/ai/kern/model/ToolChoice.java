package ai.kern.model;

import java.util.Objects;
import java.util.Optional;

/**
 * Whether a model may, must or must not call tools. Immutable.
 *
 * @param mode what is asked of the model
 * @param toolName the one tool that it must call, given with {@link Mode#TOOL} alone
 */
public record ToolChoice(Mode mode, Optional<String> toolName) {
    /** The model decides. */
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, Optional.empty());

    /** The model must call at least one tool. */
    public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, Optional.empty());

    /** The model must not call a tool, though it knows which there are. */
    public static final ToolChoice NONE = new ToolChoice(Mode.NONE, Optional.empty());

    public ToolChoice {
        Objects.requireNonNull(mode, "mode");
        if ((mode == Mode.TOOL) != toolName.isPresent()) {
            throw new IllegalArgumentException("A choice of mode " + mode
                    + (toolName.isPresent() ? " names no tool, but was given " + toolName.get() : " names a tool"));
        }
    }

    /** The model must call this tool. */
    public static ToolChoice tool(String name) {
        return new ToolChoice(Mode.TOOL, Optional.of(name));
    }

    /** What is asked of the model. */
    public enum Mode {
        /** It decides. */
        AUTO,
        /** It calls one tool at least. */
        REQUIRED,
        /** It calls none. */
        NONE,
        /** It calls one certain tool. */
        TOOL
    }
}
