package ai.kern.event;

import ai.kern.run.OutcomeStatus;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the execution of a tool ended.
 *
 * @param status what came of it
 * @param errorType the class of what the tool threw, or of what kept its result from being told; empty where it succeeded
 * @param text gives what the model is told, with masks in place of what the tool redacts
 */
public record ToolEnd(OutcomeStatus status, Optional<String> errorType, Supplier<String> text) {
    public ToolEnd {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(errorType, "errorType");
        Objects.requireNonNull(text, "text");
    }
}
