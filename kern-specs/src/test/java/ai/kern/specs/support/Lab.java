package ai.kern.specs.support;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.db.Db;
import ai.kern.db.internal.MovableTimeOffset;
import ai.kern.model.Model;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RetryRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.Runner;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolFunction;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a specification of the engine works with: a store, its time, a ledger of effects, and the doors of the engine. All runs
 * go through {@link #run} and {@link #continueRun}, so that a later door is proved by the same tests.
 */
public final class Lab implements AutoCloseable {
    private final StoreKind kind;
    private final Path folder;
    private Door door;
    private final MovableTimeOffset time = new MovableTimeOffset();
    private final Ledger ledger;
    private final List<Db> opened = new ArrayList<>();
    private UnaryOperator<Db> decorator = UnaryOperator.identity();
    private Clock clock = Clock.systemUTC();
    private Db db;

    /** A lab with an empty store. */
    public Lab(StoreKind kind, Path folder) {
        this(kind, folder, Door.BLOCKING);
    }

    /** A lab with an empty store, all of whose runs go through one door. */
    public Lab(StoreKind kind, Path folder, Door door) {
        this(kind, folder, door, true);
    }

    private Lab(StoreKind kind, Path folder, Door door, boolean isFirst) {
        this.kind = kind;
        this.door = door;
        this.folder = folder;
        this.ledger = new Ledger(folder.resolve("effects.txt"));
        this.db = open();
        if (isFirst) {
            kind.clear();
        }
    }

    /** The lab of another process on the store and the ledger of one that is open elsewhere. */
    public static Lab joining(StoreKind kind, Path folder) {
        return new Lab(kind, folder, Door.BLOCKING, false);
    }

    private Db open() {
        Db next = kind.open(folder, time);
        opened.add(next);
        return next;
    }

    public StoreKind kind() {
        return kind;
    }

    public Path folder() {
        return folder;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The builder of a tool that takes an item and writes its effect to the ledger: {@code pay a}. */
    public FunctionTool.Builder<LedgerTools.Item> tool(String name) {
        return new LedgerTools(ledger).tool(name);
    }

    /** The builder of a tool that takes an item, writes its effect to the ledger, and then does something more. */
    public FunctionTool.Builder<LedgerTools.Item> tool(String name, ToolFunction<LedgerTools.Item> more) {
        return new LedgerTools(ledger).tool(name, more);
    }

    /** The database, in its decorator if there is one. */
    public Db db() {
        return decorator.apply(db);
    }

    /** Puts something around the database that agents get from now on. */
    public void decorate(UnaryOperator<Db> decorator) {
        this.decorator = decorator;
    }

    /** Opens the same durable database anew, as another process would; memory stays as it is. */
    public void restart() {
        if (kind.isDurable()) {
            db = open();
        }
    }

    /** Closes the durable database and opens it anew, as the next process would; memory stays as it is. */
    public void reopen() {
        if (kind.isDurable()) {
            opened.remove(db);
            db.close();
            db = open();
        }
    }

    /** Lets runs go through another door from now on, for a specification that chooses its doors itself. */
    public void goThrough(Door other) {
        door = other;
    }

    /** Lets all leases and claims of the past expire. */
    public void expireLeases() {
        time.move(Duration.ofSeconds(31));
    }

    /** Moves the database's time. */
    public void moveTime(Duration by) {
        time.move(by);
    }

    /** Gives a clock to agents that are built from now on. */
    public void clock(Clock clock) {
        this.clock = clock;
    }

    /** An agent named "Files" on this store. */
    public Agent agent(Model model, Object... tools) {
        return builder(model, tools).build();
    }

    /** The builder of an agent named "Files" on this store. */
    public AgentBuilder builder(Model model, Object... tools) {
        return Agent.builder().name("Files").model(model).tools(tools).db(db()).clock(clock);
    }

    public RunOutput run(Runner runner, String input) {
        return run(runner, RunRequest.of(input));
    }

    public RunOutput run(Runner runner, RunRequest request) {
        return door.run(runner, request);
    }

    public RunOutput continueRun(Runner runner, String runId, Resolution... answers) {
        return continueRun(runner, ContinueRequest.of(runId, List.of(answers)));
    }

    public RunOutput continueRun(Runner runner, ContinueRequest request) {
        return door.continueRun(runner, request);
    }

    /** Goes on with a run that failed. */
    public RunOutput retry(Runner runner, String runId) {
        return retry(runner, RetryRequest.of(runId));
    }

    public RunOutput retry(Runner runner, RetryRequest request) {
        return door.retry(runner, request);
    }

    /** Takes over a run whose process is gone. */
    public RunOutput recover(Runner runner, String runId) {
        return runner.recover(runId);
    }

    /** A run that must be there. */
    public RunOutput find(Runner runner, String runId) {
        return runner.find(runId).orElseThrow();
    }

    /** Continues a run with one answer to each of its open requirements. */
    public RunOutput continueAll(Runner runner, RunOutput run, Function<Requirement, Resolution> answer) {
        return continueRun(
                runner,
                run.runId(),
                run.activeRequirements().stream().map(answer).toArray(Resolution[]::new));
    }

    @Override
    public void close() {
        opened.forEach(Db::close);
    }
}
