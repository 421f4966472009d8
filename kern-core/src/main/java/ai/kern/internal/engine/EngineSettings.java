package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.internal.Observers;
import ai.kern.model.Model;
import ai.kern.run.BatchMode;
import ai.kern.run.ContextPropagator;
import ai.kern.run.RunHook;
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
 * @param model what is asked
 * @param instructions what the model is told first; may be empty
 * @param tools its tools
 * @param db where its runs live
 * @param runHooks called around each run
 * @param toolHooks called around each execution of a tool
 * @param toolCallLimit how many tool calls a run may make, unless its request says otherwise
 * @param batch how batches are treated, unless a request says otherwise
 * @param history of how many earlier runs of its session the model is told
 * @param objects objects for tools by name
 * @param contextPropagator carries thread-bound state to tools
 * @param executor on which runs go on that nobody waits for on their own thread; the engine's own where none is given
 * @param observers follow its runs, as one
 * @param clock stamps what is stored; judges nothing
 */
public record EngineSettings(
        String id,
        String name,
        RunnerKind kind,
        Model model,
        String instructions,
        ToolSet tools,
        Db db,
        List<RunHook> runHooks,
        List<ToolHook> toolHooks,
        Optional<Integer> toolCallLimit,
        BatchMode batch,
        int history,
        Map<String, Object> objects,
        ContextPropagator contextPropagator,
        Optional<Executor> executor,
        Observers observers,
        Clock clock) {
    public EngineSettings {
        runHooks = List.copyOf(runHooks);
        toolHooks = List.copyOf(toolHooks);
        objects = Map.copyOf(objects);
    }
}
