package ai.kern.event;

import ai.kern.model.Usage;
import ai.kern.requirement.Requirement;
import ai.kern.run.CallKey;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailure;
import ai.kern.run.RunnerKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that happened in a run. What an event tells of the run's state, its calls and their results is stored when it is
 * told; {@link ModelRequestStarted}, {@link RunContent} and {@link ModelRequestCompleted} tell of a request to the model while
 * it goes on. Immutable.
 *
 * <p>A stream begins with {@link RunStarted} or {@link RunContinued}, and ends with {@link RunPaused}, {@link RunCompleted},
 * {@link RunCancelled} or {@link RunError} of the run that was called for.
 */
public sealed interface RunEvent {
    /** Whose event it is, when it happened, and its place in the stream. */
    EventHeader header();

    /** The event's name on the wire: that of its type, with {@code Team} before it for the run of a team. */
    default String name() {
        String type = getClass().getSimpleName();
        return header().owner().kind() == RunnerKind.TEAM ? "Team" + type : type;
    }

    /** Whether nothing of the same run follows this event in its stream. */
    default boolean isLast() {
        return this instanceof RunPaused
                || this instanceof RunCompleted
                || this instanceof RunCancelled
                || this instanceof RunError;
    }

    /** The run was stored and begins. */
    record RunStarted(EventHeader header) implements RunEvent {}

    /** A run that waited, failed or was left by its process goes on; what was answered is stored. */
    record RunContinued(EventHeader header) implements RunEvent {}

    /** The model is asked. */
    record ModelRequestStarted(EventHeader header) implements RunEvent {}

    /**
     * A piece of what the model says. The pieces between two model requests are the text of the first one's answer, in order;
     * a piece may end in the middle of a word or of a surrogate pair.
     *
     * @param kind whether it is part of the answer, or of what the model tells of its reasoning
     * @param text the piece; never empty
     */
    record RunContent(EventHeader header, ContentKind kind, String text) implements RunEvent {
        public RunContent {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(text, "text");
        }
    }

    /** What a piece of content is part of. */
    enum ContentKind {
        /** The answer. */
        TEXT,
        /** The model's account of its reasoning, which is no part of the run's result. */
        REASONING
    }

    /**
     * The model has answered.
     *
     * @param text the whole text; may be empty
     * @param toolCalls how many tool calls it asked for
     * @param usage what the request cost; empty where the event was rebuilt from what is stored
     */
    record ModelRequestCompleted(EventHeader header, String text, int toolCalls, Optional<Usage> usage)
            implements RunEvent {
        public ModelRequestCompleted {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(usage, "usage");
        }
    }

    /**
     * A tool starts: the right to it is stored, and it is called next.
     *
     * @param call the call
     * @param toolName its tool
     * @param arguments the arguments with which it runs, as JSON text; those that are redacted are masked
     * @param attempt 1, or more where the call is started again
     */
    record ToolCallStarted(EventHeader header, CallKey call, String toolName, String arguments, int attempt)
            implements RunEvent {
        public ToolCallStarted {
            Objects.requireNonNull(call, "call");
            Objects.requireNonNull(toolName, "toolName");
            Objects.requireNonNull(arguments, "arguments");
        }
    }

    /**
     * A call has its result, from the tool or from a person.
     *
     * @param call the call
     * @param toolName its tool
     * @param result what the model is told
     */
    record ToolCallCompleted(EventHeader header, CallKey call, String toolName, String result) implements RunEvent {
        public ToolCallCompleted {
            Objects.requireNonNull(call, "call");
            Objects.requireNonNull(toolName, "toolName");
            Objects.requireNonNull(result, "result");
        }
    }

    /**
     * A call has ended without a result: its tool failed, or it was refused or rejected and never started.
     *
     * @param call the call
     * @param toolName the tool that the model asked for
     * @param status how it ended
     * @param message what the model is told
     */
    record ToolCallError(EventHeader header, CallKey call, String toolName, OutcomeStatus status, String message)
            implements RunEvent {
        public ToolCallError {
            Objects.requireNonNull(call, "call");
            Objects.requireNonNull(toolName, "toolName");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * The run waits for somebody.
     *
     * @param requirements those that are open, which {@code continueRun} answers; none where it waits for nothing but
     *     {@code continueRun(runId)}
     */
    record RunPaused(EventHeader header, List<Requirement> requirements) implements RunEvent {
        public RunPaused {
            requirements = List.copyOf(requirements);
        }
    }

    /**
     * The run has all that it has to say; {@link RunCompleted} follows.
     *
     * @param content the run's content, shown results of tools included
     */
    record RunContentCompleted(EventHeader header, String content) implements RunEvent {
        public RunContentCompleted {
            Objects.requireNonNull(content, "content");
        }
    }

    /**
     * The run has its result.
     *
     * @param content the run's content
     * @param usage what all requests of the run cost
     */
    record RunCompleted(EventHeader header, String content, Usage usage) implements RunEvent {
        public RunCompleted {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(usage, "usage");
        }
    }

    /** The run was cancelled. */
    record RunCancelled(EventHeader header) implements RunEvent {}

    /**
     * The run ended as ERROR.
     *
     * @param failure why
     */
    record RunError(EventHeader header, RunFailure failure) implements RunEvent {
        public RunError {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
