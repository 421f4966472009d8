package ai.kern.internal.engine;

import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the model for the next message of one run. A run that is cancelled or taken over meanwhile does not wait for the answer.
 * Used by the thread of the loop.
 */
final class ModelTurn {
    private final EngineSettings settings;
    private final RunBook book;
    private final TreeLease lease;
    private final Emitter emitter;
    private final Stretch stretch;
    private @Nullable List<RunBook> history;

    ModelTurn(EngineSettings settings, RunBook book, TreeLease lease, Emitter emitter, Stretch stretch) {
        this.settings = settings;
        this.book = book;
        this.emitter = emitter;
        this.stretch = stretch;
        this.lease = lease;
    }

    /** Asks, and adds the answer to the book. */
    void take(boolean withTools) {
        ModelRequest request = new ModelRequest(
                Messages.withHistory(book, history(), Messages::of),
                withTools ? settings.tools().specs() : List.of());
        ModelRequest formed =
                book.settings().output().map(request::withOutputSchema).orElse(request);
        emitter.modelRequestStarted(book.run());
        ModelResponse response = stretch.ask(
                formed, told -> Messages.withHistory(book, history(), told), () -> untilLost(() -> respond(formed)));
        book.addResponse(response);
        emitter.modelRequestCompleted(book.run(), response);
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
                    .map(state -> RunBook.of(state, settings.clock()))
                    .toList();
            history = told;
        }
        return told;
    }
}
