package ai.kern.specs.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import ai.kern.models.openai.OpenAiChat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the clients send equals what was recorded. Each request is made by a model built anew, as after a pause in another
 * process: whatever the server wants back must come from the transcript.
 */
@Tag("OAI-1")
class ReplayTest {
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ai.kern.specs.models.RecordedConversation#names")
    void everyConversationIsRepeated(String name) {
        RecordedConversation conversation = RecordedConversation.named(name);

        if (conversation.lastStatus() >= 400) {
            assertThatThrownBy(() -> replay(conversation))
                    .isInstanceOfSatisfying(
                            ModelException.class,
                            failure -> assertThat(failure.status()).hasValue(conversation.lastStatus()));
        } else {
            assertThat(replay(conversation).message().text()).isEqualTo(conversation.lastText());
        }
    }

    @Test
    void whatIsHandedOnIsTheAnswerPieceByPiece() {
        RecordedConversation conversation = RecordedConversation.named("chat-stream-parallel-tools");
        HeardPieces heard = new HeardPieces();
        try (ReplayServer server = new ReplayServer(conversation)) {
            ModelResponse response = RecordedModel.of(conversation, server).respond(conversation.firstRequest(), heard);

            assertThat(response.message().toolCalls())
                    .extracting(ToolCallRequest::toolName)
                    .containsExactly("get_country", "get_product_name");
            assertThat(heard.isWhole(response)).isTrue();
            assertThat(response.usage()).isEqualTo(new Usage(364, 40, 0, 0));
        }
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
            for (int exchange = 0; ; exchange++) {
                ModelResponse response = ask(conversation, server, new ModelRequest(transcript, first.tools()));
                if (exchange == conversation.exchanges().size() - 1) {
                    server.verify();
                    return response;
                }
                transcript.add(response.message());
                List<String> results = conversation.toolResults(exchange);
                for (ToolCallRequest call : response.message().toolCalls()) {
                    transcript.add(new Message.ToolResult(call.callId(), call.toolName(), results.remove(0), false));
                }
                conversation.userTexts(exchange).forEach(text -> transcript.add(new Message.User(text)));
            }
        }
    }

    private static ModelResponse ask(RecordedConversation conversation, ReplayServer server, ModelRequest request) {
        Model model = RecordedModel.of(conversation, server);
        if (!conversation.isStreamed()) {
            return model.respond(request);
        }
        HeardPieces heard = new HeardPieces();
        ModelResponse response = model.respond(request, heard);
        assertThat(heard.isWhole(response)).as("the pieces are the answer").isTrue();
        return response;
    }
}
