package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mockwebserver3.MockResponse;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** Answers that no document promises: each ends in a sound default or in an error that says what was wrong. */
@Tag("OAI-2")
class OddAnswersTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());

    private final ModelServer server = new ModelServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void aWebPageIsNoAnswer(Api api) {
        server.answers(200, "text/html", "<!DOCTYPE html>\n<title>Sign in</title>");

        assertThat(failure(api))
                .hasMessageContainingAll(
                        "HTTP 200 with text/html", "base URL", "<!DOCTYPE html> <title>Sign in</title>");
    }

    @ParameterizedTest
    @EnumSource
    void theFailureNamesTheServersRequest(Api api) {
        server.answers(200, "application/json", "[]");

        ModelException failure = failure(api);

        assertThat(failure.requestId()).contains("req_17");
        assertThat(failure.status()).hasValue(200);
        assertThat(failure.isRetryable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "\"text\"", "{\"choices\":", "{\"a\":1,\"a\":2}", "{} {}"})
    void whatIsNotOneJsonObjectIsAnError(String body) {
        server.answers(body);

        assertThat(failure(Api.CHAT)).hasMessageContaining("HTTP 200 with");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"choices\":[]}", "{\"choices\":[{}]}", "{\"choices\":[{\"message\":null}]}"})
    void anAnswerWithoutAChoiceIsAnError(String body) {
        server.answers(body);

        assertThat(failure(Api.CHAT)).hasMessageContaining("no choice with a message");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                   | nothing
                    {"output":[]}                                        | nothing
                    {"output":[{"type":"reasoning","id":"rs_1"}]}        | only reasoning
                    {"output":[{"type":"web_search_call","id":"ws_1"}]}  | only web_search_call
                    {"status":"queued","output":[]}                      | its status is queued
                    """)
    void aResponseWithoutAMessageOrACallIsAnError(String body, String reason) {
        server.answers(body);

        assertThat(failure(Api.RESPONSES)).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @EnumSource
    void anErrorInsideAnAnswerIsAnError(Api api) {
        server.answers("{\"error\":{\"message\":\"No such model\",\"type\":\"not_found\",\"code\":404}}");

        ModelException failure = failure(api);

        assertThat(failure).hasMessageContaining("No such model");
        assertThat(failure.type()).contains("not_found");
        assertThat(failure.code()).contains("404");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"error":"model not loaded"}                        | HTTP 400: model not loaded
                    {"detail":"Not Found"}                              | HTTP 400: Not Found
                    {"detail":[{"loc":["body"],"msg":"required"}]}      | "msg":"required"
                    {"message":"bad","type":"BadRequest","param":"n"}   | HTTP 400: bad (type BadRequest, parameter n)
                    nothing but text                                    | HTTP 400: nothing but text
                    """)
    void theErrorsOfOtherServersAreUnderstood(String body, String message) {
        server.answers(400, "application/json", body);

        assertThat(failure(Api.CHAT)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"id\":null,", "\"id\":\"\",", "\"id\":\" \","})
    void aCallWithoutAnIdGetsOneThatIsItsOwn(String id) {
        String call = "{" + id + "\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"{}\"}}";
        server.answers(chatMessage("\"tool_calls\":[" + call + "," + call + "]"));

        List<ToolCallRequest> calls = respond(Api.CHAT).message().toolCalls();

        assertThat(calls)
                .hasSize(2)
                .allSatisfy(made -> assertThat(made.callId()).isNotBlank());
        assertThat(calls.get(0).callId()).isNotEqualTo(calls.get(1).callId());
    }

    @Test
    void aFunctionCallWithoutAnIdGetsOne() {
        server.answers("{\"output\":[{\"type\":\"function_call\",\"name\":\"now\",\"arguments\":\"{}\"}]}");

        assertThat(respond(Api.RESPONSES).message().toolCalls())
                .singleElement()
                .satisfies(call -> assertThat(call.callId()).isNotBlank());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "{\\"a\\": 1}"                    | {"a": 1}
                    {"a":12345678901234567890.10}     | {"a":12345678901234567890.10}
                    {"a":{"b":[1,null]}}              | {"a":{"b":[1,null]}}
                    not json                          | not json
                    cut off                           | {"a": [1, "b
                    null                              | {}
                    ""                                | {}
                    """)
    void argumentsAreText(String arguments, String text) {
        String value = arguments.equals("not json") || arguments.equals("cut off")
                ? JsonNodeFactory.instance.stringNode(text).toString()
                : arguments;
        server.answers(chatMessage(
                "\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"now\",\"arguments\":" + value + "}}]"));
        server.answers("{\"output\":[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"now\",\"arguments\":"
                + value + "}]}");

        assertThat(respond(Api.CHAT).message().toolCalls()).containsExactly(new ToolCallRequest("c", "now", text));
        assertThat(respond(Api.RESPONSES).message().toolCalls()).containsExactly(new ToolCallRequest("c", "now", text));
    }

    @Test
    void theSameIdTwiceIsTwoCalls() {
        String function = "\"name\":\"now\",\"arguments\":\"{}\"";
        String chat = "{\"id\":\"c\",\"function\":{" + function + "}}";
        String responses = "{\"type\":\"function_call\",\"call_id\":\"c\"," + function + "}";
        server.answers(chatMessage("\"tool_calls\":[" + chat + "," + chat + "]"));
        server.answers("{\"output\":[" + responses + "," + responses + "]}");
        ToolCallRequest call = new ToolCallRequest("c", "now", "{}");

        assertThat(respond(Api.CHAT).message().toolCalls()).containsExactly(call, call);
        assertThat(respond(Api.RESPONSES).message().toolCalls()).containsExactly(call, call);
    }

    @Test
    void argumentsThatNameAKeyTwiceAreAnError() {
        server.answers(
                chatMessage(
                        "\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"pay\",\"arguments\":{\"to\":\"a\",\"to\":\"b\"}}}]"));

        assertThat(failure(Api.CHAT)).hasMessageContainingAll("cannot be read as JSON (line 1, column ", "It began: ");
    }

    @Test
    void aCallWithoutANameIsAnError() {
        server.answers(chatMessage("\"tool_calls\":[{\"id\":\"c\",\"type\":\"custom\",\"custom\":{\"input\":\"x\"}}]"));

        assertThat(failure(Api.CHAT)).hasMessageContaining("without naming it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "content":"Hi"                                                          | Hi
                    "content":null                                                          | ''
                    "role":"assistant"                                                      | ''
                    "content":[{"type":"text","text":"a"},{"type":"thinking","thinking":[]},{"type":"text","text":"b"}] | ab
                    "content":null,"refusal":"I won't"                                      | I won't
                    """)
    void contentComesInSeveralShapes(String fields, String text) {
        server.answers(chatMessage(fields));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo(text.equals("''") ? "" : text);
    }

    @Test
    void unknownOutputItemsStandBesideTheAnswer() {
        server.answers("{\"output\":[{\"type\":\"tomorrows_item\",\"x\":1},"
                + "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"},"
                + "{\"type\":\"refusal\",\"refusal\":\"b\"}]}]}");

        assertThat(respond(Api.RESPONSES).message().text()).isEqualTo("ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "content_filter"})
    void aToolCallThatMayBeCutOffIsAnError(String reason) {
        server.answers("{\"choices\":[{\"finish_reason\":\"" + reason + "\",\"message\":{\"tool_calls\":["
                + "{\"id\":\"c\",\"function\":{\"name\":\"wipe\",\"arguments\":\"\"}}]}}]}");

        assertThat(failure(Api.CHAT)).hasMessageContainingAll("cut off while it called tools", reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"},\"output\":["
                        + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"wipe\",\"arguments\":\"{}\"}]}",
                "{\"status\":\"completed\",\"output\":["
                        + "{\"type\":\"function_call\",\"status\":\"incomplete\",\"call_id\":\"c\",\"name\":\"wipe\"}]}"
            })
    void aFunctionCallThatMayBeCutOffIsAnError(String body) {
        server.answers(body);

        assertThat(failure(Api.RESPONSES)).hasMessageContaining("cut off while it called tools");
    }

    @Test
    void anAnswerThatWasCutOffBeforeItBeganSaysHowToMendIt() {
        server.answers("{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"\"}}]}");

        assertThat(failure(Api.CHAT)).hasMessageContaining("allow more output tokens");
    }

    @Test
    void textThatWasCutOffIsGivenAsItIs() {
        server.answers("{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"Once upon\"}}]}");

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("Once upon");
    }

    @Test
    void callsThatAreAnnouncedAndMissingAreAnError() {
        server.answers("{\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"content\":null}}]}");

        assertThat(failure(Api.CHAT)).hasMessageContaining("holds no tool calls");
    }

    @Test
    void oddCountsOfTokensAreZero() {
        server.answers("{\"choices\":[{\"message\":{\"content\":\"a\"}}],"
                + "\"usage\":{\"prompt_tokens\":\"7\",\"completion_tokens\":-1,\"prompt_tokens_details\":null}}");

        assertThat(respond(Api.CHAT).usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (ModelServer other = new ModelServer()) {
            server.web.enqueue(new MockResponse.Builder()
                    .code(307)
                    .setHeader("Location", other.web.url("/elsewhere?token=1"))
                    .build());

            assertThat(failure(Api.CHAT))
                    .hasMessageContainingAll("HTTP 307", "a redirect to " + other.web.url("/elsewhere"), "base URL")
                    .hasMessageNotContaining("token=1");
            assertThat(other.web.getRequestCount()).isZero();
        }
    }

    @Test
    void anAnswerBeyondTheLimitIsAnErrorAndNotTriedAgain() {
        server.answers("{\"choices\":[{\"message\":{\"content\":\"" + "a".repeat(2000) + "\"}}]}");
        Model model = server.chat().largestAnswer(1000).build();

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));

        assertThat(failure).hasMessageContaining("larger than 1000 bytes");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(server.web.getRequestCount()).isOne();
    }

    @Test
    void theLimitHoldsForWhatIsUnpacked() throws Exception {
        Buffer packed = new Buffer();
        try (BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
            sink.writeUtf8(" ".repeat(100_000));
        }
        server.web.enqueue(new MockResponse.Builder()
                .setHeader("Content-Encoding", "gzip")
                .body(packed)
                .build());
        Model model = server.chat().largestAnswer(50_000).build();

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));

        assertThat(failure).hasMessageContaining("larger than 50000 bytes");
    }

    @Test
    void anAnswerMayBePacked() throws Exception {
        Buffer packed = new Buffer();
        try (BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
            sink.writeUtf8(Api.RESPONSES.hello);
        }
        server.web.enqueue(new MockResponse.Builder()
                .setHeader("Content-Encoding", "gzip")
                .body(packed)
                .build());

        assertThat(respond(Api.RESPONSES).message().text()).isEqualTo("Hello");
    }

    @Test
    void anAnswerMayBeginWithAByteOrderMark() {
        server.answers("\ufeff" + Api.CHAT.hello);

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("Hello");
    }

    @Test
    void fiftyMegabytesAreRead() {
        server.answers(chatMessage("\"content\":\"" + "x".repeat(50_000_000) + "\""));

        assertThat(respond(Api.CHAT).message().text()).hasSize(50_000_000);
    }

    @Test
    void aLongErrorIsNotCutInTheMiddleOfACharacter() {
        String wide = "\ud83d\ude00".repeat(2000);
        server.answers(400, "text/plain", wide).answers(400, "text/plain", "x" + wide);

        assertThat(List.of(failure(Api.CHAT).getMessage(), failure(Api.CHAT).getMessage()))
                .allSatisfy(message -> assertThat(
                                StandardCharsets.UTF_8.newEncoder().canEncode(message))
                        .isTrue());
    }

    @Test
    void anAnswerOfExactlyTheLimitIsRead() {
        String body = Api.CHAT.hello;
        server.answers(body);
        Model model = server.chat().largestAnswer(body.length()).build();

        assertThat(model.respond(REQUEST).message().text()).isEqualTo("Hello");
    }

    @Test
    void aChoiceThatSaysErrorIsNoAnswer() {
        server.answers(
                "{\"choices\":[{\"finish_reason\":\"error\",\"error\":{\"code\":502,\"message\":\"upstream died\"},\"message\":{\"role\":\"assistant\",\"content\":\"Pay 1\"}}]}");

        ModelException failure = failure(Api.CHAT);

        assertThat(failure).hasMessageContaining("upstream died");
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void anAnswerThatEndedWithAnErrorIsNone() {
        server.answers("{\"choices\":[{\"finish_reason\":\"error\",\"message\":{\"content\":\"Pay 1\"}}]}");

        assertThat(failure(Api.CHAT)).hasMessageContaining("finish_reason is error");
    }

    private static String chatMessage(String fields) {
        return "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{" + fields + "}}]}";
    }

    private ModelResponse respond(Api api) {
        return model(api).respond(REQUEST);
    }

    private ModelException failure(Api api) {
        Model model = model(api);
        return catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));
    }

    private Model model(Api api) {
        return api.build(api.at(server.web.url("/v1")).maxAttempts(1));
    }
}
