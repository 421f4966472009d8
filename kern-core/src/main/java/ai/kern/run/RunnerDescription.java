package ai.kern.run;

import ai.kern.tool.Protection;
import ai.kern.tool.ToolDefinition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a runner can do, for tests and reviews that assert what stands before each tool:
 *
 * <pre>{@code
 * assertThat(agent.describe().allTools())
 *         .filteredOn(tool -> tool.name().startsWith("delete_"))
 *         .allMatch(RunnerDescription.Tool::isGated);
 * }</pre>
 *
 * @param id the runner's id
 * @param name its name
 * @param kind what it is
 * @param tools its own tools, in the order in which they were given
 * @param members the runners that it delegates to
 */
public record RunnerDescription(
        String id, String name, RunnerKind kind, List<Tool> tools, List<RunnerDescription> members) {
    public RunnerDescription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        tools = List.copyOf(tools);
        members = List.copyOf(members);
    }

    /**
     * A tool and what stands before it.
     *
     * @param runnerId the runner whose tool it is
     * @param name the tool's name
     * @param origin what it was made from
     * @param protection what a person is asked before a call
     * @param gate the kind of gate through which each call goes, if there is one
     * @param idempotent whether an attempt may be repeated with the same key though it may have taken effect
     * @param onceOnly whether a free call whose outcome is not known is never repeated by itself
     * @param editable whether who lets a call through may change its arguments
     * @param redacted the parts of arguments that are masked wherever they are shown, as pointers; see
     *     {@link ToolDefinition#redacted()}
     */
    public record Tool(
            String runnerId,
            String name,
            String origin,
            Protection protection,
            Optional<String> gate,
            boolean idempotent,
            boolean onceOnly,
            boolean editable,
            List<String> redacted) {
        public Tool {
            Objects.requireNonNull(runnerId, "runnerId");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(origin, "origin");
            Objects.requireNonNull(protection, "protection");
            Objects.requireNonNull(gate, "gate");
            redacted = List.copyOf(redacted);
        }

        /** The description of a runner's tool. */
        public static Tool of(String runnerId, ToolDefinition tool) {
            return new Tool(
                    runnerId,
                    tool.name(),
                    tool.origin(),
                    tool.protection(),
                    tool.gate().map(gate -> gate.kind()),
                    tool.idempotent(),
                    tool.onceOnly(),
                    tool.editable(),
                    tool.redacted());
        }

        /** Whether nothing stands before a call. */
        public boolean isFree() {
            return protection == Protection.NONE;
        }

        /** Whether each call goes through a gate. */
        public boolean isGated() {
            return gate.isPresent();
        }
    }

    /** Every tool that a run of this runner can reach: its own, then those of its members, and of theirs. */
    public List<Tool> allTools() {
        return Stream.concat(tools.stream(), members.stream().flatMap(member -> member.allTools().stream()))
                .toList();
    }
}
