package ai.kern.models.openai;

import ai.kern.model.ModelRequest;
import ai.kern.model.OutputSchema;
import ai.kern.model.ToolChoice;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a builder collected, checked and complete. Immutable.
 *
 * @param server where the model is
 * @param patience how long and how often to try
 * @param toolChoice for requests that leave it to the model
 * @param outputSchema for requests without one
 * @param instructionsRole the role of instructions, system or developer
 * @param strictSchemas whether the server is asked to keep to a schema that can be kept to
 * @param requestFields further fields of every request, which stand over those that are written here
 */
record Settings(
        String model,
        Server server,
        Patience patience,
        ToolChoice toolChoice,
        Optional<OutputSchema> outputSchema,
        String instructionsRole,
        boolean strictSchemas,
        Map<String, JsonNode> requestFields) {

    ToolChoice choiceFor(ModelRequest request) {
        return request.toolChoice().equals(ToolChoice.AUTO) ? toolChoice : request.toolChoice();
    }

    Optional<OutputSchema> outputSchemaFor(ModelRequest request) {
        return request.outputSchema().or(() -> outputSchema);
    }

    /** For logs: no key, no values of headers. */
    @Override
    public String toString() {
        return model + " at " + server;
    }
}
