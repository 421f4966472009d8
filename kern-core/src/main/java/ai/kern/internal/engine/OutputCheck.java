package ai.kern.internal.engine;

import ai.kern.model.OutputSchema;
import ai.kern.tool.InvalidArgumentsException;
import ai.kern.tool.ToolSchema;
import java.util.Optional;

/** Checks whether the model's last text has the form that was asked for. */
final class OutputCheck {
    private OutputCheck() {}

    /** What is wrong with a text; empty if it fits. */
    static Optional<String> violation(OutputSchema schema, String text) {
        if (text.isBlank()) {
            return Optional.of("the answer is empty");
        }
        try {
            ToolSchema.of(schema.schema()).check(text);
            return Optional.empty();
        } catch (InvalidArgumentsException unfit) {
            return Optional.of(String.join("; ", unfit.violations()));
        }
    }
}
