package ai.kern.models.openai;

import ai.kern.model.ModelResponse;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A whole answer, with what only those who trace it want to know.
 *
 * @param response what the model said
 * @param id the server's id of the answer
 * @param model which model it was, by the server's word
 * @param finishReason why it ended
 */
record Answer(ModelResponse response, Optional<String> id, Optional<String> model, Optional<String> finishReason) {

    /** An answer whose JSON names its id and its model. */
    static Answer of(ModelResponse response, JsonNode answer, String finishReason) {
        return new Answer(
                response,
                said(WireJson.textOf(answer, "id")),
                said(WireJson.textOf(answer, "model")),
                said(finishReason));
    }

    private static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
