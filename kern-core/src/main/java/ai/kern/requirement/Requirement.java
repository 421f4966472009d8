package ai.kern.requirement;

import ai.kern.tool.ToolCall;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What must be settled before a tool call may go on. Immutable; each kind has methods for its own answers and for no others.
 * An answer takes effect when it is given to {@code continueRun}.
 */
public sealed interface Requirement
        permits Confirmation, UserInput, UserFeedback, ExternalExecution, OutcomeUnknown, AwaitingDecision {

    /** What every requirement has. */
    RequirementInfo info();

    /** Why the call waits. */
    PauseType pauseType();

    /** Calls the visitor's method for this kind. */
    <R> R accept(RequirementVisitor<R> visitor);

    /** The requirement's own id. */
    default String id() {
        return info().id();
    }

    /** The run that owns the call. */
    default String runId() {
        return info().runId();
    }

    /** The ids of the runners from the root's to the owner's, both included. */
    default List<String> path() {
        return info().path();
    }

    /** The call that waits. Its arguments are in clear; printed or written to JSON, redacted ones are masked. */
    default ToolCall toolCall() {
        return info().toolCall();
    }

    /** When the requirement was made. */
    default Instant createdAt() {
        return info().createdAt();
    }

    /** How it was settled; empty while it is open. */
    default Optional<Answer> answer() {
        return info().answer();
    }

    /** Whether it still waits for an answer. */
    default boolean isOpen() {
        return answer().isEmpty();
    }
}
