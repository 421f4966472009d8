package ai.kern.event;

import ai.kern.model.Message;
import ai.kern.model.OutputSchema;
import ai.kern.model.ToolChoice;
import ai.kern.model.ToolSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a model is about to be asked.
 *
 * @param modelId the model
 * @param tools the tools on offer
 * @param toolChoice whether it may, must or must not call them
 * @param outputSchema the form of the text, where it must have one
 * @param messages gives the transcript, with masks in place of what tools redact
 */
public record ModelQuestion(
        String modelId,
        List<ToolSpec> tools,
        ToolChoice toolChoice,
        Optional<OutputSchema> outputSchema,
        Supplier<List<Message>> messages) {
    public ModelQuestion {
        Objects.requireNonNull(modelId, "modelId");
        tools = List.copyOf(tools);
        Objects.requireNonNull(toolChoice, "toolChoice");
        Objects.requireNonNull(outputSchema, "outputSchema");
        Objects.requireNonNull(messages, "messages");
    }
}
