package ai.kern.internal.engine;

import ai.kern.event.ModelAnswer;
import ai.kern.event.ModelObservation;
import ai.kern.event.ModelQuestion;
import ai.kern.event.RunObservation;
import ai.kern.event.RunStretch;
import ai.kern.event.ToolEnd;
import ai.kern.event.ToolObservation;
import ai.kern.event.ToolStart;
import ai.kern.internal.Redaction;
import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.tool.ToolCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stretch of work on a run, as its observers hear of it: with masks in place of what is redacted. Followed by one thread;
 * tools may begin on any thread while it is.
 */
final class Stretch {
    private static final Logger LOG = LoggerFactory.getLogger(Stretch.class);

    private final EngineSettings settings;
    private final Shown shown;
    private RunObservation observed = RunObservation.NONE;

    Stretch(EngineSettings settings) {
        this.settings = settings;
        this.shown = new Shown(settings.tools());
    }

    /** Works on a run, from a door to its pause or end. */
    RunOutput follow(Run run, RunStretch.Door door, Supplier<RunOutput> work) {
        if (!settings.observers().isEmpty()) {
            observed = settings.observers()
                    .runBegins(new RunStretch(run, door, settings.model().id()));
        }
        RunOutput output;
        try {
            output = work.get();
        } catch (Throwable thrown) {
            observed.failed(thrown);
            throw thrown;
        }
        observed.ended(output);
        return output;
    }

    /**
     * Asks the model.
     *
     * @param transcript gives the messages of the request, with each run's as it is told by a function
     */
    ModelResponse ask(
            ModelRequest request,
            Function<Function<RunBook, List<Message>>, List<Message>> transcript,
            Supplier<ModelResponse> ask) {
        if (settings.observers().isEmpty()) {
            return ask.get();
        }
        ModelObservation model = observed.modelAsked(new ModelQuestion(
                settings.model().id(),
                request.tools(),
                request.toolChoice(),
                request.outputSchema(),
                () -> transcript.apply(shown::messages)));
        ModelResponse response;
        try {
            response = ask.get();
        } catch (Throwable thrown) {
            model.failed(thrown);
            throw thrown;
        }
        Message.Assistant message = response.message();
        model.answered(new ModelAnswer(response.usage(), message.toolCalls().size(), () -> shown.message(message)));
        return response;
    }

    /** A tool begins, on the thread on which it runs. */
    Calling begin(Start start) {
        if (settings.observers().isEmpty()) {
            return new Calling(start, Set.of(), ToolObservation.NONE);
        }
        Set<String> redacted = shown.redacted(start.call());
        ToolCall call = new ToolCall(
                start.call().key(),
                start.tool().name(),
                start.arguments().redacting(redacted).masked());
        return new Calling(
                start,
                redacted,
                observed.toolBegins(new ToolStart(
                        call, start.call().request().callId(), start.tool().description(), start.attempt())));
    }

    /** One execution of a tool. For the thread on which it runs. */
    static final class Calling {
        private final Start start;
        private final Set<String> redacted;
        private final ToolObservation observed;
        private @Nullable Throwable thrown;

        private Calling(Start start, Set<String> redacted, ToolObservation observed) {
            this.start = start;
            this.redacted = redacted;
            this.observed = observed;
        }

        /** Notes why the tool has failed, or its result cannot be told. */
        void noteFailure(Throwable failure) {
            thrown = failure;
        }

        /** The tool has ended. What it did is kept, whatever becomes of its observers. */
        CallResult.Ended end(CallResult.Ended ended) {
            try {
                observed.ended(new ToolEnd(
                        ended.outcome().status(),
                        errorType(),
                        () -> shown(ended.outcome().text())));
            } catch (VirtualMachineError ofTheProcess) {
                LOG.error(
                        "an observer of tool {} stopped with an error of the process; the tool's outcome is kept",
                        start.tool().name(),
                        ofTheProcess);
            }
            return ended;
        }

        /** The tool ended by what is not caught. */
        void stop(Throwable error) {
            thrown = error;
            try {
                observed.ended(new ToolEnd(OutcomeStatus.FAILED, errorType(), () -> ""));
            } catch (VirtualMachineError ofTheProcess) {
                error.addSuppressed(ofTheProcess);
            }
        }

        private Optional<String> errorType() {
            return Optional.ofNullable(thrown).map(failure -> failure.getClass().getName());
        }

        private String shown(String text) {
            return Redaction.maskIn(
                    text,
                    List.of(
                            start.call().request().arguments(),
                            start.arguments().json()),
                    redacted);
        }
    }
}
