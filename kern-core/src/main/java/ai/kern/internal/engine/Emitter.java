package ai.kern.internal.engine;

import ai.kern.db.Changeset;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.event.EventHeader;
import ai.kern.event.EventOwner;
import ai.kern.event.RunEvent;
import ai.kern.internal.Redaction;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelResponse;
import ai.kern.run.CallKey;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.tool.ToolSet;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells what happens in one run, if somebody listens. What it tells of the run's state follows from commits that are done, so
 * every door and every process tells the same. Used by one thread at a time.
 */
final class Emitter {
    private final Listener listener;
    private final Optional<EventChannel> channel;
    private final List<String> path;
    private final ToolSet tools;
    private final Outputs outputs;
    private final Clock clock;
    private boolean begun;

    Emitter(Listener listener, List<String> path, ToolSet tools, Outputs outputs, Clock clock) {
        this.listener = listener;
        this.channel = listener.channel();
        this.path = path;
        this.tools = tools;
        this.outputs = outputs;
        this.clock = clock;
    }

    /** Whether anybody listens. */
    boolean isHeard() {
        return channel.isPresent();
    }

    /** Tells that the run is worked on under a lease. */
    void leased(TreeLease lease) {
        listener.begun(lease);
    }

    /** Does not wait for readers any more. */
    void relax() {
        channel.ifPresent(EventChannel::relax);
    }

    /** Tells that the model is about to be asked: the first thing in a run that another process left at that place. */
    void modelRequestStarted(Run run) {
        if (!begun) {
            begun = true;
            tell(run, RunEvent.RunContinued::new);
        }
        tell(run, RunEvent.ModelRequestStarted::new);
    }

    /** Tells the pieces of the model's answer. */
    ModelListener pieces(Run run) {
        return new ModelListener() {
            @Override
            public void onText(String piece) {
                content(run, RunEvent.ContentKind.TEXT, piece);
            }

            @Override
            public void onReasoning(String piece) {
                content(run, RunEvent.ContentKind.REASONING, piece);
            }
        };
    }

    /** A model of somebody else's may hand on pieces in which there is nothing; no event tells of them. */
    private void content(Run run, RunEvent.ContentKind kind, String piece) {
        if (!piece.isEmpty()) {
            tell(run, header -> new RunEvent.RunContent(header, kind, piece));
        }
    }

    void modelRequestCompleted(Run run, ModelResponse response) {
        tell(
                run,
                header -> new RunEvent.ModelRequestCompleted(
                        header,
                        response.message().text(),
                        response.message().toolCalls().size(),
                        Optional.of(response.usage())));
    }

    /** Tells what a commit has stored of the run, but not how it stands by that. */
    void committed(RunBook book, Changeset changeset) {
        if (isHeard()) {
            begin(book.run());
            for (Execution execution : changeset.executions()) {
                if (execution.call().runId().equals(book.run().id())) {
                    ExecutionRecord told = book.find(execution.call())
                            .flatMap(call -> call.fact(execution.attempt(), execution.phase()))
                            .orElseThrow();
                    tell(book.run(), header -> ofExecution(header, book, told, tools));
                }
            }
        }
    }

    /**
     * Tells that the run, as a commit has stored it, is worked on no more.
     *
     * @return the run as it was told, if anybody listens
     */
    Optional<RunOutput> rests(RunBook book) {
        if (!isHeard()) {
            return Optional.empty();
        }
        RunOutput output = outputs.of(book, book.run(), path);
        stands(output);
        return Optional.of(output);
    }

    /** Tells that a run was found to wait still, with nothing to store. */
    void waitsStill(RunOutput output) {
        if (isHeard()) {
            begin(output.run());
            stands(output);
        }
    }

    /** Tells that a run was cancelled by somebody else. */
    void cancelled(Run run) {
        tell(run, RunEvent.RunCancelled::new);
        listener.stands(run);
    }

    private void begin(Run run) {
        if (!begun) {
            begun = true;
            tell(run, run.version() == 1 ? RunEvent.RunStarted::new : RunEvent.RunContinued::new);
        }
    }

    private void stands(RunOutput output) {
        Run run = output.run();
        ofStatus(output).forEach(event -> tell(run, event));
        listener.stands(run);
    }

    private void tell(Run run, Function<EventHeader, RunEvent> event) {
        channel.ifPresent(open -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            open.tell(sequence -> event.apply(header(run, path, now, sequence)));
        });
    }

    static EventHeader header(Run run, List<String> path, Instant time, long sequence) {
        EventOwner owner = new EventOwner(run.runnerKind(), run.runnerId(), path);
        return new EventHeader(owner, run.id(), run.parentCall().map(CallKey::runId), time, sequence);
    }

    /** The events that say where a run stands which nobody works on. */
    static List<Function<EventHeader, RunEvent>> ofStatus(RunOutput output) {
        return switch (output.status()) {
            case PAUSED -> List.of(header -> new RunEvent.RunPaused(header, output.activeRequirements()));
            case COMPLETED ->
                List.of(
                        header -> new RunEvent.RunContentCompleted(header, output.content()),
                        header -> new RunEvent.RunCompleted(header, output.content(), output.usage()));
            case CANCELLED -> List.of(RunEvent.RunCancelled::new);
            case ERROR ->
                List.of(header -> new RunEvent.RunError(header, output.failure().orElseThrow()));
            case PENDING, RUNNING -> List.of();
        };
    }

    /** What a stored fact about an attempt tells. */
    static RunEvent ofExecution(EventHeader header, RunBook book, ExecutionRecord execution, ToolSet tools) {
        CallKey key = execution.stored().call();
        CallRecord call = book.find(key).orElseThrow();
        Shown shown = new Shown(tools);
        String tool = call.request().toolName();
        if (execution.is(ExecutionPhase.CLAIM)) {
            return new RunEvent.ToolCallStarted(
                    header,
                    key,
                    tool,
                    Redaction.mask(execution.claim().arguments(), shown.redacted(call)),
                    execution.attempt());
        }
        Documents.Outcome outcome = execution.outcome();
        String text = shown.text(call, outcome.text());
        return outcome.status() == OutcomeStatus.SUCCEEDED
                ? new RunEvent.ToolCallCompleted(header, key, tool, text)
                : new RunEvent.ToolCallError(header, key, tool, outcome.status(), text);
    }
}
