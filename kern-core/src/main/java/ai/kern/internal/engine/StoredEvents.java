package ai.kern.internal.engine;

import ai.kern.db.Entry;
import ai.kern.db.RunState;
import ai.kern.event.EventHeader;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.model.Message;
import ai.kern.run.KernException;
import ai.kern.run.Run;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunFailure;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.tool.ToolSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The events of a run that another process works on, or that nobody works on: rebuilt from what is stored, without the pieces of
 * the model's answers, with a sequence of their own. Read by one thread.
 */
final class StoredEvents implements RunStream.Source {
    /** How often a run that goes on is looked at: of its steps there are no hints. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final EngineSettings settings;
    private final StoredRuns runs;
    private final RunWatch watch;
    private final String runId;
    private final Set<String> told = new HashSet<>();
    private final Deque<RunEvent> ready = new ArrayDeque<>();
    private long version;
    private long sequence;
    private boolean ended;
    private volatile boolean closed;

    /** Something that is stored, and the event that tells it. */
    private record Fact(String identity, Instant time, Function<EventHeader, RunEvent> event) {}

    StoredEvents(EngineSettings settings, StoredRuns runs, String runId) {
        this.settings = settings;
        this.runs = runs;
        this.watch = new RunWatch(settings.db(), runId);
        this.runId = runId;
    }

    @Override
    public Optional<RunEvent> next() {
        while (ready.isEmpty() && !ended && !closed) {
            read();
            if (ready.isEmpty() && !ended) {
                watch.awaitHint(BETWEEN_LOOKS);
            }
        }
        return closed ? Optional.empty() : Optional.ofNullable(ready.poll());
    }

    /** Reads what is stored, where the run has been written since. */
    private void read() {
        if (settings.db().find(runId).filter(run -> run.version() == version).isPresent()) {
            return;
        }
        RunState state = runs.stored(runId);
        version = state.run().version();
        RunBook book = RunBook.of(state, settings.clock());
        List<String> path = runs.path(state.run());
        for (Fact fact : facts(book)) {
            if (told.add(fact.identity())) {
                ready.add(fact.event().apply(Emitter.header(state.run(), path, fact.time(), ++sequence)));
            }
        }
        ended = !state.run().status().isWorkedOn();
    }

    /** What is stored, in the order in which it happened. */
    private List<Fact> facts(RunBook book) {
        Run run = book.run();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("run", run.createdAt(), RunEvent.RunStarted::new));
        book.turns().forEach(turn -> facts.addAll(factsOf(book, turn, settings.tools())));
        List<Function<EventHeader, RunEvent>> standing = Emitter.ofStatus(runs.output(book));
        for (int index = 0; index < standing.size(); index++) {
            facts.add(new Fact("version " + run.version() + " " + index, run.updatedAt(), standing.get(index)));
        }
        return facts;
    }

    /** A message of the model, and what became of its calls. */
    private static List<Fact> factsOf(RunBook book, Turn turn, ToolSet tools) {
        Message.Assistant message = turn.message();
        Entry entry = book.entries().get(turn.sequence()).stored();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                "message " + turn.sequence(),
                entry.at(),
                header -> new RunEvent.ModelRequestCompleted(
                        header, message.text(), message.toolCalls().size(), Optional.empty())));
        executions(book, turn).stream()
                .map(execution -> new Fact(
                        execution.stored().ofAttempt() + " "
                                + execution.stored().phase(),
                        execution.stored().at(),
                        header -> Emitter.ofExecution(header, book, execution, tools)))
                .forEach(facts::add);
        return facts;
    }

    /** What became of a turn's calls, by the time at which it was stored; of one call in its own order, whoever's clock erred. */
    private static List<ExecutionRecord> executions(RunBook book, Turn turn) {
        Map<ExecutionRecord, Instant> times = new HashMap<>();
        List<ExecutionRecord> executions = new ArrayList<>();
        for (CallRecord call : book.calls(turn)) {
            Instant latest = Instant.MIN;
            for (ExecutionRecord execution : call.executions()) {
                Instant at = execution.stored().at();
                latest = at.isAfter(latest) ? at : latest;
                times.put(execution, latest);
                executions.add(execution);
            }
        }
        executions.sort(Comparator.comparing(times::get));
        return executions;
    }

    @Override
    public RunOutput result() {
        RunOutput output = runs.await(runId, Optional.empty()).orElseThrow();
        if (output.status() == RunStatus.ERROR) {
            RunFailure failure = output.failure().orElseThrow();
            throw new RunFailedException(
                    runId,
                    "run " + runId + " ended as ERROR: " + failure.message(),
                    new KernException(failure.type() + ": " + failure.message()));
        }
        return output;
    }

    @Override
    public void leave() {
        close();
    }

    @Override
    public void close() {
        closed = true;
        watch.wake();
        watch.close();
    }
}
