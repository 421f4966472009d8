package ai.kern.specs.models;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.text;
import static ai.kern.testkit.ScriptedAnswer.textAndCalls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.ToolSpec;
import ai.kern.model.Usage;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.models.openai.OpenAiModelBuilder;
import ai.kern.models.openai.OpenAiResponses;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.testkit.ScriptedOpenAiServer;
import ai.kern.testkit.ServerFault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripted server streams as the real one does, and fails in the middle where a test says so. */
@Tag("OAI-2")
class StreamedScriptTest {
    private static final ModelRequest HELLO = new ModelRequest(List.of(new Message.User("hi")), List.of());
    private static final ModelRequest WITH_TOOLS = new ModelRequest(
            List.of(new Message.User("Pay and log.")), List.of(new ToolSpec("pay", "", "{\"type\":\"object\"}")));
    private static final String SENTENCE = "The capital of the UK is London. \ud83c\uddec\ud83c\udde7";
    private static final ScriptedAnswer LONG = textAndCalls(
            SENTENCE, call("pay", "{\"amount\": 1000, \"to\": \"Ann\"}"), call("log", "{\"text\": \"paid\"}"));

    private final HeardPieces heard = new HeardPieces();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textAndParallelCallsComeInPieces(boolean chat) {
        Usage cost = new Usage(10, 5, 3, 2);
        try (var server = ScriptedOpenAiServer.start(LONG.usage(cost))) {
            ModelResponse response = model(chat, server).respond(WITH_TOOLS, heard);

            server.verify();
            assertThat(response.usage()).isEqualTo(cost);
            assertThat(response.message().text()).isEqualTo(SENTENCE);
            assertThat(response.message().toolCalls())
                    .containsExactly(
                            new ToolCallRequest("call_1_1", "pay", "{\"amount\": 1000, \"to\": \"Ann\"}"),
                            new ToolCallRequest("call_1_2", "log", "{\"text\": \"paid\"}"));
            assertThat(heard.isWhole(response)).isTrue();
            assertThat(heard.pieces()).isGreaterThan(10);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsStreamedIsWhatComesWhole(boolean chat) {
        try (var server = ScriptedOpenAiServer.start(LONG)) {
            Model model = model(chat, server);

            ModelResponse streamed = model.respond(WITH_TOOLS, heard);
            ModelResponse whole = model.respond(WITH_TOOLS);

            assertThat(streamed.message().text()).isEqualTo(whole.message().text());
            assertThat(streamed.message().toolCalls()).isEqualTo(whole.message().toolCalls());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorHalfWayEndsTheCall(boolean chat) {
        try (var server = ScriptedOpenAiServer.start(LONG)) {
            server.answerNext(ServerFault.errorInStream("The server had an error."));
            Model model = model(chat, server);

            ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(WITH_TOOLS, heard));

            assertThat(failure).hasMessageContainingAll("The server had an error.", "part of the answer was handed on");
            assertThat(heard.pieces()).isPositive();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatBreaksHalfWayEndsTheCall(boolean chat) {
        try (var server = ScriptedOpenAiServer.start(LONG)) {
            server.answerNext(ServerFault.streamCutOff());

            assertThatThrownBy(() -> model(chat, server).respond(WITH_TOOLS, heard))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("the connection failed", "part of the answer was handed on");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamThatStopsHalfWayEndsTheCall(boolean chat) {
        try (var server = ScriptedOpenAiServer.start(LONG)) {
            server.answerNext(ServerFault.streamSilence());

            assertThatThrownBy(() -> model(chat, server).respond(WITH_TOOLS, heard))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("silent for PT1S");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureBeforeTheStreamIsTriedAgain(boolean chat) {
        try (var server = ScriptedOpenAiServer.start(text("hello"))) {
            server.answerNext(ServerFault.error(503, "busy"), ServerFault.dropped());

            assertThat(model(chat, server).respond(HELLO, heard).message().text())
                    .isEqualTo("hello");
            assertThat(heard.text()).isEqualTo("hello");
        }
    }

    @Test
    void aFaultInAStreamNeedsOne() {
        try (var server = ScriptedOpenAiServer.start(text("hello"))) {
            server.answerNext(ServerFault.streamCutOff());

            assertThatThrownBy(() -> model(true, server).respond(HELLO))
                    .hasMessageContaining("is for a streamed answer");
        }
    }

    @Test
    void theScriptedModelStreamsToo() {
        ModelResponse response = ScriptedModel.of(LONG).respond(WITH_TOOLS, heard);

        assertThat(heard.isWhole(response)).isTrue();
        assertThat(heard.pieces()).isGreaterThan(10);
    }

    private static Model model(boolean chat, ScriptedOpenAiServer server) {
        return chat
                ? configured(OpenAiChat.builder(), server).build()
                : configured(OpenAiResponses.builder(), server).build();
    }

    private static <B extends OpenAiModelBuilder<B>> B configured(B builder, ScriptedOpenAiServer server) {
        return builder.model("gpt-5-mini")
                .baseUrl(server.baseUrl())
                .initialBackoff(Duration.ofMillis(1))
                .betweenTokensTimeout(Duration.ofSeconds(1));
    }
}
