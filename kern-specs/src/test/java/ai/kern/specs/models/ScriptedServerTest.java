package ai.kern.specs.models;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.text;
import static ai.kern.testkit.ScriptedAnswer.textAndCalls;
import static org.assertj.core.api.Assertions.assertThat;
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
import ai.kern.models.openai.OpenAiResponses;
import ai.kern.testkit.ReceivedRequest;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedOpenAiServer;
import ai.kern.testkit.ServerFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients and the scripted server understand each other, in both APIs. */
class ScriptedServerTest {
    private static final List<ToolSpec> TOOLS =
            List.of(new ToolSpec("delete_file", "Delete a file.", "{\"type\":\"object\",\"properties\":{}}"));
    private static final ModelRequest HELLO = new ModelRequest(List.of(new Message.User("hi")), List.of());

    @ParameterizedTest
    @EnumSource
    @Tag("OAI-2")
    void aConversationGoesThroughTextAndCallsToItsEnd(Client client) {
        Usage cost = new Usage(10, 5, 3, 2);
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(
                textAndCalls("Deleting.", call("delete_file", "{\"path\": \"a\"}"), call("delete_file"))
                        .usage(cost),
                text("done"))) {
            List<Message> transcript =
                    new ArrayList<>(List.of(new Message.System("Be careful."), new Message.User("Delete a.")));

            ModelResponse first = client.model(server).respond(new ModelRequest(transcript, TOOLS));
            transcript.add(first.message());
            for (ToolCallRequest call : first.message().toolCalls()) {
                transcript.add(new Message.ToolResult(call.callId(), call.toolName(), "ok", false));
            }
            ModelResponse second = client.model(server).respond(new ModelRequest(transcript, TOOLS));

            assertThat(first.usage()).isEqualTo(cost);
            assertThat(first.message().text()).isEqualTo("Deleting.");
            assertThat(first.message().toolCalls())
                    .containsExactly(
                            new ToolCallRequest("call_1_1", "delete_file", "{\"path\": \"a\"}"),
                            new ToolCallRequest("call_1_2", "delete_file", "{}"));
            assertThat(second.message().text()).isEqualTo("done");
            server.verify();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("OAI-2")
    void aTranscriptThatMovesToTheOtherApiGoesOn(Client client) {
        Client other = client == Client.CHAT ? Client.RESPONSES : Client.CHAT;
        try (ScriptedOpenAiServer server =
                ScriptedOpenAiServer.start(textAndCalls("Deleting.", call("delete_file")), text("done"))) {
            Message.Assistant first = client.model(server).respond(HELLO).message();

            ModelRequest next = new ModelRequest(
                    List.of(
                            new Message.User("hi"),
                            first,
                            new Message.ToolResult("call_1_1", "delete_file", "ok", false)),
                    TOOLS);

            assertThat(other.model(server).respond(next).message().text()).isEqualTo("done");
            server.verify();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("OAI-3")
    void aServerInTroubleIsAskedAgain(Client client) {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("hello"))) {
            server.answerNext(
                    ServerFault.error(500, "oops"),
                    ServerFault.error(429, "slow down").header("retry-after-ms", "2"),
                    ServerFault.dropped(),
                    ServerFault.cutOff());

            assertThat(client.model(server).respond(HELLO).message().text()).isEqualTo("hello");
            assertThat(server.requests()).hasSize(5);
            assertThat(server.requests())
                    .extracting(ReceivedRequest::body)
                    .containsOnly(server.requests().get(0).body());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("OAI-3")
    void aWrongKeyIsAskedOnceAndNotShown(Client client) {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.startWithKey("sk-right", Script.byTurn(text("a")))) {
            Model model = client.model(server, "sk-wrong");

            ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(HELLO));

            assertThat(failure.status()).hasValue(401);
            assertThat(failure.code()).contains("invalid_api_key");
            assertThat(failure).hasMessageNotContaining("sk-wrong");
            assertThat(server.requests()).hasSize(1);
            assertThat(client.model(server, "sk-right").respond(HELLO).message().text())
                    .isEqualTo("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallWithoutAResultIsRefusedAsByOpenAi(Client client) {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("never"), text("never"))) {
            Model model = client.model(server);
            ModelRequest broken = new ModelRequest(
                    List.of(
                            new Message.User("hi"),
                            Message.Assistant.calling(new ToolCallRequest("call_9", "delete_file", "{}"))),
                    TOOLS);

            ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(broken));

            assertThat(failure.status()).hasValue(400);
            assertThat(failure).hasMessageContaining("call_9");
            assertThat(failure.requestId()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Tag("OAI-3")
    void aServerThatStaysSilentCostsNoMoreThanTheBudget(int attempts) {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("hello"))) {
            server.answerNext(ServerFault.silence(), ServerFault.silence(), ServerFault.silence());
            Model model = OpenAiChat.builder()
                    .model("m")
                    .baseUrl(server.baseUrl())
                    .initialBackoff(Duration.ofMillis(1))
                    .maxAttempts(attempts)
                    .callTimeout(Duration.ofMinutes(1))
                    .retryBudget(Duration.ofMillis(100))
                    .build();

            ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(HELLO));

            assertThat(failure).hasMessageContaining("no complete answer within PT0.");
            assertThat(failure.isRetryable()).isTrue();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void oneModelServesManyThreadsAtOnce() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("hello"))) {
            Model model = Client.RESPONSES.model(server);
            List<Thread> threads = new ArrayList<>();
            List<String> texts = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 40; i++) {
                threads.add(new Thread(
                        () -> texts.add(model.respond(HELLO).message().text())));
            }

            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(texts).hasSize(40).containsOnly("hello");
        }
    }

    private enum Client {
        CHAT {
            @Override
            Model model(ScriptedOpenAiServer server, String key) {
                return OpenAiChat.builder()
                        .model("gpt-4o-mini")
                        .baseUrl(server.baseUrl())
                        .apiKey(key)
                        .initialBackoff(Duration.ofMillis(1))
                        .maxAttempts(5)
                        .build();
            }
        },
        RESPONSES {
            @Override
            Model model(ScriptedOpenAiServer server, String key) {
                return OpenAiResponses.builder()
                        .model("gpt-5-mini")
                        .baseUrl(server.baseUrl())
                        .apiKey(key)
                        .initialBackoff(Duration.ofMillis(1))
                        .maxAttempts(5)
                        .build();
            }
        };

        abstract Model model(ScriptedOpenAiServer server, String key);

        Model model(ScriptedOpenAiServer server) {
            return model(server, "sk-any");
        }
    }
}
