package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.internal.Observers;
import ai.kern.model.Model;
import ai.kern.run.BatchMode;
import ai.kern.run.ContextPropagator;
import ai.kern.run.RunHook;
import ai.kern.run.Runner;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ToolHook;
import ai.kern.tool.ToolSet;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What an agent or a team is made of, as far as the engine cares.
 *
 * @param id its stable id
 * @param name its name, for people
 * @param kind what it is
 * @param role what it is good for, for who leads it; may be empty
 * @param model what is asked
 * @param instructions what the model is told first; may be empty
 * @param tools its tools
 * @param db where its runs live
 * @param hasStableId whether its id is the same in every process, and was not made for this one alone
 * @param hasOwnDb whether the database was given, and is not the default
 * @param runHooks called around each run
 * @param toolHooks called around each execution of a tool
 * @param toolCallLimit how many tool calls a run may make, unless its request says otherwise
 * @param batch how batches are treated, unless a request says otherwise
 * @param history of how many earlier runs of its session the model is told
 * @param objects objects for tools by name
 * @param contextPropagator carries thread-bound state to tools
 * @param executor on which runs go on that nobody waits for on their own thread; the engine's own where none is given
 * @param observers follow its runs, as one
 * @param leading how its runs bear on those of its members
 * @param clock stamps what is stored; judges nothing
 */
public record EngineSettings(
        String id,
        String name,
        RunnerKind kind,
        String role,
        Model model,
        String instructions,
        ToolSet tools,
        Db db,
        boolean hasStableId,
        boolean hasOwnDb,
        List<RunHook> runHooks,
        List<ToolHook> toolHooks,
        Optional<Integer> toolCallLimit,
        BatchMode batch,
        int history,
        Map<String, Object> objects,
        ContextPropagator contextPropagator,
        Optional<Executor> executor,
        Observers observers,
        Leading leading,
        Clock clock) {
    public EngineSettings {
        runHooks = List.copyOf(runHooks);
        toolHooks = List.copyOf(toolHooks);
        objects = Map.copyOf(objects);
    }

    /** Those to whom its tools delegate, each once, in the order of the tools. */
    List<Runner> members() {
        return tools.all().stream()
                .flatMap(tool -> tool.delegation().stream())
                .flatMap(delegation -> delegation.members().stream())
                .distinct()
                .toList();
    }

    /** How many levels of members there are below it. */
    int depth() {
        return members().stream().mapToInt(EngineSettings::depthWith).max().orElse(0);
    }

    private static int depthWith(Runner member) {
        return member instanceof EngineRunner runner ? 1 + runner.settings().depth() : 1;
    }

    /**
     * Checks that there are no more levels of members than its limit allows.
     *
     * @throws IllegalArgumentException if there are
     */
    void checkDepth() {
        if (depth() > leading.depthLimit()) {
            throw new IllegalArgumentException("'" + id + "' has members on " + depth() + " levels, and its limit is "
                    + leading.depthLimit() + "; flatten its teams, or raise depthLimit(…)");
        }
    }

    /**
     * Checks that each gate has what it needs of a database, over the whole tree of members.
     *
     * @throws IllegalStateException if one has not
     */
    void checkGates(Db used) {
        tools.all().forEach(tool -> tool.gate().ifPresent(gate -> gate.check(tool, used)));
        members().forEach(member -> {
            if (member instanceof EngineRunner runner) {
                runner.settings().checkGates(used);
            }
        });
    }

    /**
     * This runner as a member of another: its runs live in the other's database.
     *
     * @throws IllegalArgumentException if it has a database of its own, and another one, or an id that other processes do not know
     */
    EngineSettings in(EngineSettings leader) {
        if (!hasStableId && leader.db().isDurable()) {
            throw new IllegalArgumentException(
                    "a member of '" + leader.id() + "' has no id that is the same in every"
                            + " process, so nobody could go on with its runs: give it an id(…), or a name(…) with letters or digits");
        }
        if (hasOwnDb && db != leader.db()) {
            throw new IllegalArgumentException("member '" + id + "' of '" + leader.id()
                    + "' has another database than it; members need none, their runs live in that of the team");
        }
        return new EngineSettings(
                id,
                name,
                kind,
                role,
                model,
                instructions,
                tools,
                leader.db(),
                hasStableId,
                true,
                runHooks,
                toolHooks,
                toolCallLimit,
                batch,
                history,
                objects,
                contextPropagator,
                executor,
                observers,
                leading,
                clock);
    }
}
