package ai.kern.specs.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.models.openai.OpenAiResponses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What the clients send equals what was recorded. Each request is made by a model built anew, as after a pause in another
 * process: whatever the server wants back must come from the transcript.
 */
@Tag("OAI-1")
class ReplayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat-confirm-one-of-two-tools",
                "chat-instructions-one-tool",
                "responses-one-tool",
                "responses-parallel-tools-then-retry"
            })
    void aConversationWithToolsIsRepeated(String name) {
        RecordedConversation conversation = RecordedConversation.named(name);

        assertThat(replay(conversation).message().text()).isEqualTo(conversation.lastText());
    }

    @Test
    @Tag("OAI-2")
    void callsWithoutIdsGetThemAndKeepThem() {
        RecordedConversation conversation = RecordedConversation.named("chat-compatible-server-without-call-ids");

        assertThat(replay(conversation).message().text()).isEqualTo("The current time is Noon.");
    }

    @Test
    @Tag("OAI-4")
    void reasoningComesBackWithTheCallThatItLedTo() {
        RecordedConversation conversation = RecordedConversation.named("responses-reasoning-with-tools");

        ModelResponse last = replay(conversation);

        assertThat(last.message().text()).isEqualTo(conversation.lastText());
        assertThat(last.usage()).isEqualTo(new Usage(2087, 124, 2048, 0));
    }

    @Test
    void aRefusedRequestIsAnErrorWithWhatTheServerSaid() {
        RecordedConversation conversation = RecordedConversation.named("chat-error-400");
        try (ReplayServer server = new ReplayServer(conversation)) {
            Model model = OpenAiChat.builder()
                    .model("gpt-4o")
                    .baseUrl(server.baseUrl())
                    .requestField("web_search_options", "{\"search_context_size\":\"low\"}")
                    .build();

            ModelException failure =
                    catchThrowableOfType(ModelException.class, () -> model.respond(conversation.firstRequest()));

            server.verify();
            assertThat(failure).hasMessageContaining("Web search options not supported with this model.");
            assertThat(failure.status()).hasValue(400);
            assertThat(failure.type()).contains("invalid_request_error");
            assertThat(failure.code()).isEmpty();
            assertThat(failure.isRetryable()).isFalse();
        }
    }

    /** Holds the conversation as an agent does, with the recorded results of the tools. */
    private static ModelResponse replay(RecordedConversation conversation) {
        try (ReplayServer server = new ReplayServer(conversation)) {
            ModelRequest first = conversation.firstRequest();
            List<Message> transcript = new ArrayList<>(first.messages());
            ModelResponse response = model(conversation, server).respond(first);
            int exchange = 0;
            while (!response.message().toolCalls().isEmpty()) {
                transcript.add(response.message());
                List<String> results = conversation.toolResults(exchange++);
                for (ToolCallRequest call : response.message().toolCalls()) {
                    transcript.add(new Message.ToolResult(call.callId(), call.toolName(), results.remove(0), false));
                }
                response = model(conversation, server).respond(new ModelRequest(transcript, first.tools()));
            }
            server.verify();
            return response;
        }
    }

    private static Model model(RecordedConversation conversation, ReplayServer server) {
        JsonNode body = conversation.firstBody();
        String name = body.path("model").stringValue();
        if (conversation.isChat()) {
            return OpenAiChat.builder().model(name).baseUrl(server.baseUrl()).build();
        }
        OpenAiResponses.Builder builder = OpenAiResponses.builder().model(name).baseUrl(server.baseUrl());
        if (body.has("reasoning")) {
            builder.reasoningEffort(body.path("reasoning").path("effort").stringValue())
                    .reasoningSummary(body.path("reasoning").path("summary").stringValue());
        }
        return builder.build();
    }
}
