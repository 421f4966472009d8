package ai.kern.testkit;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static ai.kern.testkit.ScriptedAnswer.textAndCalls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ai.kern.model.ModelException;
import ai.kern.model.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScriptedOpenAiServerTest {
    private static final String CHAT = "/chat/completions";
    private static final String RESPONSES = "/responses";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void chatCompletionsArePlayedByTheTranscript() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(
                textAndCalls("Wait.", call("x", "{\"a\":1}")), text("done").usage(new Usage(7, 5, 3, 1)))) {
            JsonNode first = json(post(server, CHAT, chat("{\"role\":\"user\",\"content\":\"hi\"}")));

            JsonNode choice = first.path("choices").path(0);
            assertThat(choice.path("finish_reason").stringValue()).isEqualTo("tool_calls");
            assertThat(choice.path("message").path("content").stringValue()).isEqualTo("Wait.");
            assertThat(choice.path("message").path("tool_calls"))
                    .hasToString("[{\"id\":\"call_1_1\",\"type\":\"function\","
                            + "\"function\":{\"name\":\"x\",\"arguments\":\"{\\\"a\\\":1}\"}}]");

            JsonNode second = json(post(
                    server,
                    CHAT,
                    chat("{\"role\":\"user\",\"content\":\"hi\"}," + choice.path("message")
                            + ",{\"role\":\"tool\",\"tool_call_id\":\"call_1_1\",\"content\":\"ok\"}")));

            assertThat(second.path("model").stringValue()).isEqualTo("m");
            assertThat(second.path("choices").path(0).path("finish_reason").stringValue())
                    .isEqualTo("stop");
            assertThat(second.path("choices")
                            .path(0)
                            .path("message")
                            .path("content")
                            .stringValue())
                    .isEqualTo("done");
            assertThat(second.path("usage"))
                    .hasToString("{\"prompt_tokens\":7,\"completion_tokens\":5,\"total_tokens\":12,"
                            + "\"prompt_tokens_details\":{\"cached_tokens\":3},"
                            + "\"completion_tokens_details\":{\"reasoning_tokens\":1}}");
            assertThatNoException().isThrownBy(server::verify);
        }
    }

    @Test
    void responsesArePlayedByTheTranscript() throws Exception {
        try (ScriptedOpenAiServer server =
                ScriptedOpenAiServer.start(textAndCalls("Wait.", call("x"), call("y")), text("done"))) {
            JsonNode first =
                    json(post(server, RESPONSES, "{\"model\":\"m\",\"instructions\":\"be nice\",\"input\":\"hi\"}"));

            assertThat(first.path("status").stringValue()).isEqualTo("completed");
            assertThat(first.path("output")).hasSize(3);
            assertThat(first.path("output")
                            .path(0)
                            .path("content")
                            .path(0)
                            .path("text")
                            .stringValue())
                    .isEqualTo("Wait.");
            assertThat(first.path("output").path(2).path("call_id").stringValue())
                    .isEqualTo("call_1_2");

            String items = first.path("output").toString();
            JsonNode second = json(post(
                    server,
                    RESPONSES,
                    responses("{\"role\":\"user\",\"content\":\"hi\"},"
                            + items.substring(1, items.length() - 1)
                            + ",{\"type\":\"function_call_output\",\"call_id\":\"call_1_1\",\"output\":\"ok\"}"
                            + ",{\"type\":\"function_call_output\",\"call_id\":\"call_1_2\",\"output\":\"ok\"}")));

            assertThat(second.path("output")
                            .path(0)
                            .path("content")
                            .path(0)
                            .path("text")
                            .stringValue())
                    .isEqualTo("done");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"role":"assistant","tool_calls":[%s]}                                        | did not have response messages: c
                    {"role":"assistant","tool_calls":[%s]},{"role":"user","content":"well?"}      | did not have response messages: c
                    {"role":"tool","tool_call_id":"c","content":"ok"}                             | must be a response to a preceeding message
                    {"role":"assistant","tool_calls":[]}                                          | Invalid 'tool_calls'
                    {"role":"assistant","content":null}                                           | expected a string, got null
                    {"role":"assistant","tool_calls":[{"id":"","type":"function"}]}               | expected a string that is not empty
                    {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"a b","arguments":""}}]} | does not match pattern
                    {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":{}}}]}   | expected a string, but got OBJECT
                    {"role":"wizard","content":"abracadabra"}                                     | Invalid value: 'wizard'
                    {"role":"user"}                                                               | expected a string
                    """)
    void aChatTranscriptThatOpenAiRefusesIsRefused(String messages, String reason) throws Exception {
        String call = "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}";
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("never"), text("never"))) {
            assertRefused(server, CHAT, chat(messages.replace("%s", call)), reason);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"function_call","call_id":"c","name":"x","arguments":"{}"}            | No tool output found for function call c.
                    {"type":"function_call_output","call_id":"c","output":"ok"}                   | No tool call found for function call output with call_id c.
                    {"type":"reasoning","id":"rs_1"}                                              | summary
                    {"type":"wish"}                                                               | Invalid value: 'wish'
                    {"role":"user","content":7}                                                   | expected a string, but got NUMBER
                    """)
    void inputThatOpenAiRefusesIsRefused(String items, String reason) throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("never"), text("never"))) {
            assertRefused(server, RESPONSES, responses(items), reason);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    []                                                                            | Invalid 'tools'
                    [{"type":"function","function":{"name":"a.b"}}]                               | does not match pattern
                    [{"type":"function","function":{"name":"x"}}]                                 | Invalid schema for function 'x'
                    [{"type":"function","function":{"name":"x","parameters":{"type":"string"}}}]  | Invalid schema for function 'x'
                    [%s,%s]                                                                       | must be unique
                    """)
    void toolsThatOpenAiRefusesAreRefused(String tools, String reason) throws Exception {
        String tool = "{\"type\":\"function\",\"function\":{\"name\":\"x\",\"parameters\":{\"type\":\"object\"}}}";
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("never"))) {
            assertRefused(
                    server,
                    CHAT,
                    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":"
                            + tools.replace("%s", tool) + "}",
                    reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "{\"model\":\"m\"}", "{\"model\":\"m\",\"messages\":[]}"})
    void aBodyThatIsNoRequestIsRefused(String body) throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("never"))) {
            assertThat(post(server, CHAT, body).statusCode()).isEqualTo(400);
            assertThat(post(server, RESPONSES, body).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void otherPlacesAreNotFound() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("never"))) {
            assertThat(post(server, "/embeddings", "{}").statusCode()).isEqualTo(404);
            HttpResponse<String> get = client.send(
                    HttpRequest.newBuilder(URI.create(server.baseUrl() + CHAT)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(get.statusCode()).isEqualTo(405);
        }
    }

    @Test
    void whoDoesNotShowTheKeyIsTurnedAway() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.startWithKey("sk-1", Script.byTurn(text("hello")))) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.baseUrl() + RESPONSES))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"input\":\"hi\"}"));

            HttpResponse<String> without = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> with = client.send(
                    request.header("Authorization", "Bearer sk-1").build(), HttpResponse.BodyHandlers.ofString());

            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(json(without).path("error").path("code").stringValue()).isEqualTo("invalid_api_key");
            assertThat(with.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aScriptThatHasRunOutIsAnErrorThatNobodyTriesAgain() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(calls(call("x")))) {
            HttpResponse<String> response = post(
                    server,
                    CHAT,
                    chat("{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":\"done\"}"));

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("script_error", "The script has run out");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(server::verify)
                    .withMessageContaining("The script has run out");
        }
    }

    @Test
    void aScriptedFailureIsAnErrorOfTheServer() throws Exception {
        ModelException overloaded =
                ModelException.builder("overloaded").status(503).code("busy").build();
        try (ScriptedOpenAiServer server =
                ScriptedOpenAiServer.start(Script.inOrder(failure(overloaded), failure("broken")))) {
            HttpResponse<String> first = post(server, CHAT, chat("{\"role\":\"user\",\"content\":\"hi\"}"));
            HttpResponse<String> second = post(server, CHAT, chat("{\"role\":\"user\",\"content\":\"hi\"}"));

            assertThat(first.statusCode()).isEqualTo(503);
            assertThat(first.body()).contains("overloaded", "busy");
            assertThat(second.statusCode()).isEqualTo(500);
            assertThatNoException().isThrownBy(server::verify);
        }
    }

    @Test
    void faultsStandBeforeTheScriptOneForEachRequest() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("hello"))) {
            server.answerNext(
                            ServerFault.error(429, "slow down", "requests", "rate_limit_exceeded")
                                    .header("Retry-After", "1"),
                            ServerFault.raw(200, "text/html", "<html>"))
                    .answerNext(ServerFault.raw(204, "text/plain", ""));
            String body = chat("{\"role\":\"user\",\"content\":\"hi\"}");

            HttpResponse<String> limited = post(server, CHAT, body);
            HttpResponse<String> page = post(server, CHAT, body);
            HttpResponse<String> empty = post(server, CHAT, body);

            assertThat(limited.statusCode()).isEqualTo(429);
            assertThat(limited.headers().firstValue("retry-after")).contains("1");
            assertThat(json(limited).path("error").path("code").stringValue()).isEqualTo("rate_limit_exceeded");
            assertThat(page.body()).isEqualTo("<html>");
            assertThat(empty.statusCode()).isEqualTo(204);
            assertThat(post(server, CHAT, body).body()).contains("hello");
            assertThat(server.requests()).hasSize(4);
            assertThatNoException().isThrownBy(server::verify);
        }
    }

    @Test
    void aConnectionCanBeDroppedBeforeOrWithinTheAnswer() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("hello"))) {
            String body = chat("{\"role\":\"user\",\"content\":\"hi\"}");

            for (ServerFault fault : new ServerFault[] {ServerFault.dropped(), ServerFault.cutOff()}) {
                server.answerNext(fault);
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> post(server, CHAT, body));
            }
            assertThat(post(server, CHAT, body).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void silenceLastsUntilTheServerIsClosed() {
        CompletableFuture<HttpResponse<String>> answer;
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("hello"))) {
            server.answerNext(ServerFault.silence());
            answer = client.sendAsync(
                    HttpRequest.newBuilder(URI.create(server.baseUrl() + CHAT))
                            .POST(HttpRequest.BodyPublishers.ofString(chat("{\"role\":\"user\",\"content\":\"hi\"}")))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Awaitility.await().until(() -> server.requests().size() == 1);
            assertThat(answer).isNotDone();
        }
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> answer.get(5, TimeUnit.SECONDS));
    }

    @Test
    void requestsAreRecordedAndDoNotShowTheirKeys() throws Exception {
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("hello"))) {
            client.send(
                    HttpRequest.newBuilder(URI.create(server.baseUrl() + RESPONSES + "?v=1"))
                            .header("Authorization", "Bearer sk-1")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"input\":\"hi\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/v1/responses?v=1");
                assertThat(request.header("AUTHORIZATION")).contains("Bearer sk-1");
                assertThat(request.body()).contains("\"hi\"");
                assertThat(request.toString()).doesNotContain("sk-1");
            });
        }
    }

    @Test
    void aServerStartedAnewOnTheSamePortGoesOn() throws Exception {
        int port;
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(text("a"), text("b"))) {
            port = URI.create(server.baseUrl()).getPort();
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> ScriptedOpenAiServer.start(Script.byTurn(), port))
                    .withMessageContaining("port " + port);
        }
        try (ScriptedOpenAiServer server = ScriptedOpenAiServer.start(Script.byTurn(text("a"), text("b")), port)) {
            String body = chat("{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":\"a\"},"
                    + "{\"role\":\"user\",\"content\":\"and?\"}");

            assertThat(post(server, CHAT, body).body()).contains("\"content\":\"b\"");
        }
    }

    private void assertRefused(ScriptedOpenAiServer server, String path, String body, String reason) throws Exception {
        HttpResponse<String> response = post(server, path, body);

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = json(response).path("error");
        assertThat(error.path("message").stringValue()).contains(reason);
        assertThat(error.path("type").stringValue()).isEqualTo("invalid_request_error");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(server::verify)
                .withMessageContaining(reason);
    }

    private HttpResponse<String> post(ScriptedOpenAiServer server, String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private static String chat(String messages) {
        return "{\"model\":\"m\",\"messages\":[" + messages + "]}";
    }

    private static String responses(String items) {
        return "{\"model\":\"m\",\"input\":[" + items + "]}";
    }
}
