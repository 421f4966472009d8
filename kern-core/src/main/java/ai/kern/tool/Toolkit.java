package ai.kern.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Several tools under one roof, with protections and options given by name:
 *
 * <pre>{@code
 * Toolkit.of(new FileTools()).exclude("format_disk").requiresConfirmation("delete_file")
 * }</pre>
 *
 * <p>Names are checked when an agent takes its tools: one that the toolkit lacks is an error. Immutable; every method returns
 * another toolkit.
 */
public final class Toolkit {
    private final List<Object> sources;
    private final Set<String> included;
    private final Set<String> excluded;
    private final List<Rule> rules;

    private Toolkit(List<Object> sources, Set<String> included, Set<String> excluded, List<Rule> rules) {
        this.sources = sources;
        this.included = included;
        this.excluded = excluded;
        this.rules = rules;
    }

    /** A toolkit of whatever an agent takes as tools: annotated objects, function tools, other toolkits. */
    public static Toolkit of(Object... sources) {
        for (Object source : sources) {
            Objects.requireNonNull(source, "a source of a toolkit is null; leave it out");
        }
        return new Toolkit(List.of(sources), Set.of(), Set.of(), List.of());
    }

    /** Only these tools, and those of earlier calls of this method; all by default. */
    public Toolkit include(String... names) {
        return new Toolkit(sources, with(included, "include", names), excluded, rules);
    }

    /** All but these tools. */
    public Toolkit exclude(String... names) {
        return new Toolkit(sources, included, with(excluded, "exclude", names), rules);
    }

    /** A person lets each call of these tools through or rejects it. */
    public Toolkit requiresConfirmation(String... names) {
        return with(ToolMarks.NONE.with(ToolMark.CONFIRMATION, true), "requiresConfirmation", names);
    }

    /**
     * A person gives arguments of this tool that the model must not choose.
     *
     * @param fields their names; all arguments where none is named
     */
    public Toolkit requiresUserInput(String name, String... fields) {
        ToolMarks marks = ToolMarks.NONE.with(ToolMark.USER_INPUT, true);
        return with(
                fields.length == 0 ? marks : marks.with(ToolMark.USER_INPUT_FIELDS, List.of(fields)),
                "requiresUserInput",
                name);
    }

    /** Calls of these tools execute outside kern. */
    public Toolkit externalExecution(String... names) {
        return with(ToolMarks.NONE.with(ToolMark.EXTERNAL_EXECUTION, true), "externalExecution", names);
    }

    /** Each call of these tools goes through a gate, such as an approval. */
    public Toolkit gate(Gate gate, String... names) {
        return with(ToolMarks.NONE.with(ToolMark.GATE, Objects.requireNonNull(gate, "gate")), "gate", names);
    }

    /**
     * Nobody but the tool sees these parts of its arguments; see {@link ToolDefinition#redacted()}.
     *
     * @param pointers JSON pointers such as {@code /card/number}
     * @throws IllegalArgumentException if one is no pointer
     */
    public Toolkit redact(String name, String... pointers) {
        return with(ToolMarks.NONE.redacting(List.of(pointers)), "redact", name);
    }

    /** The run ends with the result of a call of these tools. */
    public Toolkit stopAfterCall(String... names) {
        return with(ToolMarks.NONE.with(ToolMark.STOP_AFTER_CALL, true), "stopAfterCall", names);
    }

    /** The results of these tools are part of the run's output. */
    public Toolkit showResult(String... names) {
        return with(ToolMarks.NONE.with(ToolMark.SHOW_RESULT, true), "showResult", names);
    }

    private Toolkit with(ToolMarks marks, String list, String... names) {
        List<Rule> more = new ArrayList<>(rules);
        with(Set.of(), list, names).forEach(name -> more.add(new Rule(list, name, tool -> tool.with(marks))));
        return new Toolkit(sources, included, excluded, List.copyOf(more));
    }

    private static Set<String> with(Set<String> names, String list, String... more) {
        if (more.length == 0) {
            throw new IllegalArgumentException(list + "() names no tool");
        }
        Set<String> all = new LinkedHashSet<>(names);
        all.addAll(Arrays.asList(more));
        return all;
    }

    /**
     * The tools, complete and checked.
     *
     * @throws IllegalArgumentException if a name or a tool is not what it should be
     */
    List<ToolDefinition> definitions() {
        Map<String, ToolDefinition> tools = new LinkedHashMap<>();
        for (ToolDefinition tool : ToolSet.definitionsOf(sources)) {
            ToolDefinition other = tools.putIfAbsent(tool.name(), tool);
            if (other != null) {
                throw ToolSet.sameName(other, tool);
            }
        }
        included.forEach(name -> require(tools, "include", name));
        excluded.forEach(name -> require(tools, "exclude", name));
        if (!included.isEmpty()) {
            tools.keySet().retainAll(included);
        }
        tools.keySet().removeAll(excluded);
        for (Rule rule : rules) {
            require(tools, rule.list(), rule.tool());
            tools.computeIfPresent(rule.tool(), (name, tool) -> rule.change().apply(tool));
        }
        return List.copyOf(tools.values());
    }

    private static void require(Map<String, ToolDefinition> tools, String list, String name) {
        if (!tools.containsKey(name)) {
            throw new IllegalArgumentException(
                    list + "(\"" + name + "\"): the toolkit has no tool of this name; it has "
                            + (tools.isEmpty() ? "none at all" : String.join(", ", tools.keySet())));
        }
    }

    /** What a list says of one tool. */
    private record Rule(String list, String tool, UnaryOperator<ToolDefinition> change) {}
}
