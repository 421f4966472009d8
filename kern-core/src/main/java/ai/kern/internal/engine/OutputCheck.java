package ai.kern.internal.engine;

import ai.kern.model.OutputSchema;
import ai.kern.run.InvalidOutputException;
import ai.kern.tool.ToolSchema;
import java.util.Optional;

/** Checks whether the model's last text has the form that was asked for. */
final class OutputCheck {
    private OutputCheck() {}

    /** What is wrong with a text; empty if it fits. */
    static Optional<String> violation(OutputSchema schema, String text) {
        try {
            ToolSchema.of(schema.schema()).checkAnswer(text);
            return Optional.empty();
        } catch (InvalidOutputException unfit) {
            return Optional.of(String.valueOf(unfit.getMessage()));
        }
    }
}
