package ai.kern.tool;

import ai.kern.model.ToolSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tools of one agent, by name. Immutable. */
public final class ToolSet {
    private final Map<String, ToolDefinition> tools;

    private ToolSet(Map<String, ToolDefinition> tools) {
        this.tools = tools;
    }

    /**
     * Collects tools in the order of their sources.
     *
     * @param sources objects with {@link Tool} methods, {@link Toolkit}s, {@link FunctionTool}s and their builders,
     *     {@link ToolDefinition}s, the two toolkits by which a model asks a person, and collections and arrays of these
     * @throws IllegalArgumentException if one is anything else, a tool is not what it should be, its gate is not served or
     *     cannot stand before it, or two have one name
     * @throws IllegalStateException if a builder is not complete
     */
    public static ToolSet collect(List<?> sources) {
        Map<String, ToolDefinition> tools = new LinkedHashMap<>();
        for (ToolDefinition tool : definitionsOf(sources)) {
            ToolDefinition other = tools.putIfAbsent(tool.name(), tool.complete());
            if (other != null) {
                throw sameName(other, tool);
            }
        }
        return new ToolSet(Collections.unmodifiableMap(tools));
    }

    static IllegalArgumentException sameName(ToolDefinition one, ToolDefinition other) {
        return new IllegalArgumentException("two tools have the name " + one.name() + ": " + one.origin() + " and "
                + other.origin() + ". Rename one of them, or leave it out");
    }

    /** The definitions of sources, in their order. */
    static List<ToolDefinition> definitionsOf(Collection<?> sources) {
        List<ToolDefinition> definitions = new ArrayList<>();
        for (Object source : sources) {
            definitions.addAll(definitionsOf(source));
        }
        return definitions;
    }

    private static List<ToolDefinition> definitionsOf(@Nullable Object source) {
        if (source instanceof ToolDefinition tool) {
            return List.of(tool);
        }
        if (source instanceof FunctionTool tool) {
            return List.of(tool.definition());
        }
        if (source instanceof FunctionTool.Builder<?> builder) {
            return List.of(builder.build().definition());
        }
        if (source instanceof Toolkit toolkit) {
            return toolkit.definitions();
        }
        if (source instanceof UserInputTools asking) {
            return List.of(asking.definition());
        }
        if (source instanceof UserFeedbackTools asking) {
            return List.of(asking.definition());
        }
        if (source instanceof Collection<?> several) {
            return definitionsOf(several);
        }
        if (source instanceof Object[] several) {
            return definitionsOf(Arrays.asList(several));
        }
        if (source == null) {
            throw new IllegalArgumentException("a tool is null; leave it out");
        }
        if (source instanceof Class<?> type) {
            throw new IllegalArgumentException(
                    "tools come from objects, not from " + type + "; give an instance of it");
        }
        return AnnotatedTools.of(source);
    }

    /** The tool of this name. */
    public Optional<ToolDefinition> find(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** All tools, in the order in which they were given. */
    public List<ToolDefinition> all() {
        return List.copyOf(tools.values());
    }

    /** All tools as they are offered to a model. */
    public List<ToolSpec> specs() {
        return tools.values().stream().map(ToolDefinition::spec).toList();
    }

    /** The names of all tools. */
    public List<String> names() {
        return List.copyOf(tools.keySet());
    }
}
