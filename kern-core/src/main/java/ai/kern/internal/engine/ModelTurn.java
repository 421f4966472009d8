package ai.kern.internal.engine;

import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.run.KernException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the model for the next message of one run. A run that is cancelled or taken over meanwhile does not wait for the answer.
 * Used by the thread of the loop.
 */
final class ModelTurn {
    private final EngineSettings settings;
    private final Outputs ofRoot;
    private final RunBook book;
    private final CallBudget budget;
    private final TreeLease lease;
    private final Emitter emitter;
    private final Stretch stretch;
    private @Nullable List<RunBook> history;
    private boolean isToldOfBudget;

    ModelTurn(Work work, Emitter emitter) {
        this.settings = work.engine().settings();
        this.ofRoot = work.tree().ofRoot();
        this.book = work.book();
        this.budget = work.lineage().budget();
        this.lease = work.tree().lease();
        this.emitter = emitter;
        this.stretch = work.stretch();
    }

    /**
     * Asks, and adds the answer to the book; calls for which no budget is left have their refusals there, too.
     *
     * @throws KernException if the model asks for tools again after it was told that the budget is used up
     */
    void take(boolean withTools) {
        ModelRequest request = new ModelRequest(
                transcript(Messages::of), withTools ? settings.tools().specs() : List.of());
        ModelRequest formed =
                book.settings().output().map(request::withOutputSchema).orElse(request);
        emitter.modelRequestStarted(book.run());
        ModelResponse response = stretch.ask(formed, this::transcript, () -> untilLost(() -> respond(formed)));
        book.addResponse(response);
        emitter.modelRequestCompleted(book.run(), response);
        refuseBeyondBudget();
    }

    private void refuseBeyondBudget() {
        List<CallRecord> calls = book.calls(book.lastTurn().orElseThrow());
        int granted = budget.take(calls.size());
        if (granted == calls.size()) {
            return;
        }
        calls.subList(granted, calls.size())
                .forEach(call -> book.addOutcome(call.key(), 0, new Step.Refusal(call, budget.usedUp()).outcome()));
        if (isToldOfBudget) {
            throw new KernException("the model asked for tools again after it was told: " + budget.usedUp());
        }
        isToldOfBudget = true;
    }

    /** A member is told of earlier runs what their user saw of them: what was asked, and the answer. */
    private List<Message> transcript(Function<RunBook, List<Message>> told) {
        return Messages.withHistory(book, history(), told, book.run().isRoot() ? told : this::asSeen);
    }

    private List<Message> asSeen(RunBook earlier) {
        return List.of(
                new Message.User(Messages.input(earlier)),
                new Message.Assistant(ofRoot.contentOf(earlier), List.of(), Optional.empty()));
    }

    private ModelResponse untilLost(Supplier<ModelResponse> request) {
        InterruptibleStretch waiting = new InterruptibleStretch();
        Runnable giveUp = () -> {
            waiting.interrupt();
            emitter.relax();
        };
        lease.whenLost(giveUp);
        try {
            return waiting.run(request);
        } finally {
            lease.forget(giveUp);
        }
    }

    private ModelResponse respond(ModelRequest request) {
        return emitter.isHeard()
                ? settings.model().respond(request, emitter.pieces(book.run()))
                : settings.model().respond(request);
    }

    /** The earlier runs that the model is told of; one that is gone from a database in memory is left out. */
    private List<RunBook> history() {
        List<RunBook> told = history;
        if (told == null) {
            told = book.settings().history().stream()
                    .flatMap(runId -> settings.db().load(runId).stream())
                    .map(state -> RunBook.of(state, settings.clock(), book.readings()))
                    .toList();
            history = told;
        }
        return told;
    }
}
