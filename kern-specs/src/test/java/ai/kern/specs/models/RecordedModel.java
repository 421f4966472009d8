package ai.kern.specs.models;

import ai.kern.model.Model;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.models.openai.OpenAiModelBuilder;
import ai.kern.models.openai.OpenAiResponses;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The model that a recording was made with: its name, its API and all its settings. */
final class RecordedModel {
    private static final Set<String> CONVERSATION =
            Set.of("model", "messages", "input", "instructions", "tools", "stream", "previous_response_id");

    private RecordedModel() {}

    static Model of(RecordedConversation conversation, ReplayServer server) {
        JsonNode body = conversation.firstBody();
        if (conversation.isChat()) {
            return configured(OpenAiChat.builder(), body, server).build();
        }
        return configured(OpenAiResponses.builder(), body, server)
                .encryptedReasoning(false)
                .previousResponse(conversation.namesPreviousResponses())
                .build();
    }

    /** With every field of the recorded request that is a setting and no part of the conversation. */
    private static <B extends OpenAiModelBuilder<B>> B configured(B builder, JsonNode body, ReplayServer server) {
        body.properties().stream()
                .filter(field -> !CONVERSATION.contains(field.getKey()))
                .filter(field -> !field.getValue().isNull())
                .forEach(field ->
                        builder.requestField(field.getKey(), field.getValue().toString()));
        return builder.model(body.path("model").stringValue())
                .baseUrl(server.baseUrl())
                .maxAttempts(1);
    }
}
