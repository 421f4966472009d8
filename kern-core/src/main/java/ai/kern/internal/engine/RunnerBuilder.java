package ai.kern.internal.engine;

import ai.kern.db.Db;
import ai.kern.db.InMemoryDb;
import ai.kern.db.Page;
import ai.kern.event.RunObserver;
import ai.kern.internal.Identifiers;
import ai.kern.internal.NamedObjects;
import ai.kern.internal.Observers;
import ai.kern.model.Model;
import ai.kern.run.BatchMode;
import ai.kern.run.ContextPropagator;
import ai.kern.run.RunHook;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ToolHook;
import ai.kern.tool.ToolSet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Collects what agents and teams are made of alike. A model is required; all else has a default. Not safe for use by several
 * threads.
 *
 * @param <B> the builder itself
 */
public abstract class RunnerBuilder<B extends RunnerBuilder<B>> {
    private final RunnerKind kind;
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable Model model;
    private String role = "";
    private String instructions = "";
    private final List<Object> tools = new ArrayList<>();
    private @Nullable Db db;
    private final List<RunHook> runHooks = new ArrayList<>();
    private final List<ToolHook> toolHooks = new ArrayList<>();
    private @Nullable Integer toolCallLimit;
    private BatchMode batch = BatchMode.RUN_FREE;
    private int history;
    private final Map<String, Object> objects = new LinkedHashMap<>();
    private ContextPropagator contextPropagator = ContextPropagator.NONE;
    private @Nullable Executor executor;
    private final List<RunObserver> observers = new ArrayList<>();
    private boolean memberOnly;
    private Clock clock = Clock.systemUTC();

    protected RunnerBuilder(RunnerKind kind) {
        this.kind = kind;
    }

    /** This builder, as what it is. */
    protected abstract B self();

    /**
     * Names the agent or team in its runs: only one of the same id continues them. Derived from the name where it is not given:
     * its letters and digits in lower case, joined by hyphens.
     */
    public final B id(String id) {
        this.id = Identifiers.check(id, "agent's id");
        return self();
    }

    /** Names the agent or team for people. */
    public final B name(String name) {
        this.name = Identifiers.check(name, "agent's name");
        return self();
    }

    /** Sets the model. Required. */
    public final B model(Model model) {
        this.model = Objects.requireNonNull(model, "model");
        return self();
    }

    /** Says what the agent or team is good for, in a sentence for the leader of a team. */
    public final B role(String role) {
        this.role = Objects.requireNonNull(role, "role");
        return self();
    }

    /** Sets what the model is told first; stored with each run, so that a continued one keeps those that it started with. */
    public final B instructions(String instructions) {
        this.instructions = Objects.requireNonNull(instructions, "instructions");
        return self();
    }

    /**
     * Adds tools: objects with methods marked {@link ai.kern.tool.Tool}, {@link ai.kern.tool.Toolkit}s,
     * {@link ai.kern.tool.FunctionTool}s and their builders, or collections of these.
     */
    public final B tools(Object... tools) {
        Collections.addAll(this.tools, tools);
        return self();
    }

    /** Sets the database; runs live in the memory of this process where none is given. */
    public final B db(Db db) {
        this.db = Objects.requireNonNull(db, "db");
        return self();
    }

    /** Adds hooks around each run; they are called in the order in which they were added. */
    public final B runHooks(RunHook... hooks) {
        for (RunHook hook : hooks) {
            runHooks.add(Objects.requireNonNull(hook, "a run hook is null; leave it out"));
        }
        return self();
    }

    /** Adds hooks around each execution of a tool, the first one outermost. */
    public final B toolHooks(ToolHook... hooks) {
        for (ToolHook hook : hooks) {
            toolHooks.add(Objects.requireNonNull(hook, "a tool hook is null; leave it out"));
        }
        return self();
    }

    /**
     * Limits the tool calls of a run over all its pauses, refused ones included; there is no limit where none is given. A call
     * beyond it gets an error, and the model is asked once more, without tools.
     */
    public final B toolCallLimit(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit on tool calls is 0 or more, not " + limit);
        }
        this.toolCallLimit = limit;
        return self();
    }

    /** Sets what becomes of free calls in a batch with protected ones; they run at once by default. */
    public final B batch(BatchMode batch) {
        this.batch = Objects.requireNonNull(batch, "batch");
        return self();
    }

    /**
     * Tells the model of the last completed runs of the session that this agent or team had, before what the user says now; of none by
     * default. Runs that wait, failed or were cancelled are left out. Which runs they are is settled when a run starts.
     */
    public final B history(int runs) {
        if (runs < 0 || runs > Page.MOST) {
            throw new IllegalArgumentException("a history has 0 to " + Page.MOST + " runs, not " + runs);
        }
        this.history = runs;
        return self();
    }

    /** Gives objects to the tools by name; those of a request stand before them. */
    public final B objects(Map<String, ?> objects) {
        objects.forEach((name, object) -> NamedObjects.put(this.objects, name, object));
        return self();
    }

    /** Sets what carries thread-bound state to the threads on which tools, and runs of other doors than the blocking ones, run. */
    public final B contextPropagator(ContextPropagator propagator) {
        this.contextPropagator = Objects.requireNonNull(propagator, "propagator");
        return self();
    }

    /**
     * Sets where runs go on that are started asynchronously, streamed or in the background. On a JVM with virtual threads each
     * has one of its own by default, else at most 64 go on at once and the others queue. A run that works occupies a thread of
     * the executor; one that waits for a person none.
     */
    public final B executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return self();
    }

    /**
     * Adds an observer that follows the runs, to trace or to measure them. Several hear in the order in which they were
     * added; what one throws is logged once and disturbs no run.
     */
    public final B observer(RunObserver observer) {
        observers.add(Objects.requireNonNull(observer, "observer"));
        return self();
    }

    /** Sets the clock that stamps what is stored and ages cached results; the system's in UTC by default. It judges no lease. */
    public final B clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return self();
    }

    /**
     * Makes it one that works as a member of a team alone: its own doors refuse, and what its tools' gates need of a
     * database is asked of the team's.
     */
    public final B memberOnly() {
        this.memberOnly = true;
        return self();
    }

    /** Whether it works as a member alone. */
    protected final boolean isMemberOnly() {
        return memberOnly;
    }

    /**
     * Puts the parts together.
     *
     * @param more what a model is told first, before the instructions; may be empty
     * @param moreTools tools before those that were given
     * @param leading how its runs bear on those of its members
     * @throws IllegalStateException if something is missing
     * @throws IllegalArgumentException if tools are wrong: the message names the tool and the cure
     */
    protected final EngineSettings settings(String more, List<?> moreTools, Leading leading) {
        Model asked = model;
        if (asked == null) {
            throw new IllegalStateException(anArticle() + " needs a model: call model(…)");
        }
        Db database = db != null ? db : new InMemoryDb();
        String stableId = stableId(database);
        List<Object> all = new ArrayList<>(moreTools);
        all.addAll(tools);
        return new EngineSettings(
                stableId,
                name != null ? name : stableId,
                kind,
                role,
                asked,
                more.isEmpty() || instructions.isEmpty() ? more + instructions : instructions + "\n\n" + more,
                ToolSet.collect(all),
                database,
                givenId().isPresent(),
                db != null,
                runHooks,
                toolHooks,
                Optional.ofNullable(toolCallLimit),
                batch,
                history,
                objects,
                contextPropagator,
                Optional.ofNullable(executor),
                Observers.of(observers),
                leading,
                clock);
    }

    private String anArticle() {
        return kind == RunnerKind.AGENT ? "an agent" : "a team";
    }

    private String stableId(Db database) {
        Optional<String> given = givenId();
        if (given.isPresent()) {
            return given.get();
        }
        if (database.isDurable()) {
            throw new IllegalStateException(anArticle()
                    + " with a durable database needs an id that is the same in every process:"
                    + " call id(…), or name(…) with a name that has letters or digits");
        }
        return kind.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
    }

    /** The id that was given, or that the name gives. */
    private Optional<String> givenId() {
        return Optional.ofNullable(id)
                .or(() -> Optional.ofNullable(name).map(RunnerBuilder::slug).filter(slug -> !slug.isEmpty()));
    }

    private static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
    }
}
