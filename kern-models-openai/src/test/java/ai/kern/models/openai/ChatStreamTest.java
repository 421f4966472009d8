package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Chat Completions in pieces, as OpenAI and all the servers after it send them. */
@Tag("OAI-2")
class ChatStreamTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());

    private final ModelServer server = new ModelServer();
    private final Heard heard = new Heard();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theRequestAsksForAStreamWithItsUsage() {
        server.streams(content("Hi"), finish("stop"), "[DONE]");

        respond();

        JsonNode body = server.requestBody();
        assertThat(body.path("stream").booleanValue()).isTrue();
        assertThat(body.path("stream_options").toString()).isEqualTo("{\"include_usage\":true}");
    }

    @Test
    void theUsageMayBeAskedForOtherwise() {
        server.streams(content("Hi"), finish("stop"), "[DONE]");

        server.chat().requestField("stream_options", "null").build().respond(REQUEST, heard);

        assertThat(server.requestBody().path("stream_options").isNull()).isTrue();
    }

    @Test
    void textComesInPieces() {
        server.streams(content(""), content("He"), content("llo"), finish("stop"), "[DONE]");

        assertThat(respond().message().text()).isEqualTo("Hello");
        assertThat(heard.pieces()).containsExactly("text He", "text llo");
    }

    @Test
    void theUsageMayComeAfterTheReasonToFinish() {
        server.streams(
                content("Hi"),
                finish("stop"),
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}",
                "[DONE]");

        assertThat(respond().usage()).isEqualTo(new Usage(7, 2, 0, 0));
    }

    @Test
    void callsComeInTurnAndInPieces() {
        server.streams(
                calls(
                        "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"pay\",\"arguments\":\"\"}}"),
                calls(
                        "{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"log\",\"arguments\":\"{}\"}}"),
                calls("{\"index\":0,\"function\":{\"arguments\":\"{\\\"to\\\"\"}}"),
                calls("{\"index\":0,\"function\":{\"arguments\":\":1}\"}}"),
                finish("tool_calls"),
                "[DONE]");

        assertThat(respond().message().toolCalls())
                .containsExactly(new ToolCallRequest("a", "pay", "{\"to\":1}"), new ToolCallRequest("b", "log", "{}"));
        assertThat(heard.pieces())
                .containsExactly(
                        "call 0 pay", "call 1 log", "arguments 1 {}", "arguments 0 {\"to\"", "arguments 0 :1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // no numbers, each call whole
                "{\"id\":\"a\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}};"
                        + "{\"id\":\"b\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}}",
                // all of number 0, each with an id
                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}};"
                        + "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}}",
                // no numbers, arguments in pieces that name nothing
                "{\"id\":\"a\",\"function\":{\"name\":\"pay\"}};{\"function\":{\"arguments\":\"{}\"}};"
                        + "{\"id\":\"b\",\"function\":{\"name\":\"pay\"}};{\"function\":{\"arguments\":\"{}\"}}",
                // name and id in every piece
                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"pay\",\"arguments\":\"{\"}};"
                        + "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"pay\",\"arguments\":\"}\"}};"
                        + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}}",
                // arguments as an object
                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"pay\",\"arguments\":{}}};"
                        + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"pay\",\"arguments\":null}}"
            })
    void callsAreToldApartHoweverTheServerNumbersThem(String pieces) {
        server.streams(Stream.concat(
                        Stream.of(pieces.split(";")).map(ChatStreamTest::calls),
                        Stream.of(finish("tool_calls"), "[DONE]"))
                .toArray(String[]::new));

        assertThat(respond().message().toolCalls())
                .containsExactly(new ToolCallRequest("a", "pay", "{}"), new ToolCallRequest("b", "pay", "{}"));
    }

    @Test
    void theSameIdTwiceIsTwoCallsWhereTheServerNumbersThem() {
        server.streams(
                calls("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}}"),
                calls("{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}}"),
                finish("tool_calls"),
                "[DONE]");

        assertThat(respond().message().toolCalls()).hasSize(2);
    }

    @Test
    void aCallWithoutAnIdGetsOne() {
        server.streams(
                calls("{\"index\":0,\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"}}"), finish("stop"), "[DONE]");

        assertThat(respond().message().toolCalls())
                .singleElement()
                .satisfies(call -> assertThat(call.callId()).isNotBlank());
    }

    @Test
    void aCallWithoutANameIsAnError() {
        server.streams(
                calls("{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{}\"}}"), finish("stop"), "[DONE]");

        assertThat(failure()).hasMessageContaining("without naming it");
        assertThat(heard.pieces()).isEmpty();
    }

    @Test
    void aCallThatMayBeCutOffIsAnError() {
        server.streams(
                calls("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"wipe\",\"arguments\":\"{\\\"pa\"}}"),
                finish("length"),
                "[DONE]");

        assertThat(failure()).hasMessageContainingAll("cut off while it called tools", "allow more output tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reasoning_content", "reasoning"})
    void reasoningIsHandedOnAndKeptWhereItIsWantedBack(String field) {
        server.streams(
                delta("\"" + field + "\":\"Let me \""),
                delta("\"" + field + "\":\"see\""),
                content("42"),
                finish("stop"),
                "[DONE]");

        ModelResponse response = server.chat().returnedFields(field).build().respond(REQUEST, heard);

        assertThat(heard.pieces()).containsExactly("reasoning Let me ", "reasoning see", "text 42");
        assertThat(response.message().providerData().orElseThrow()).contains("\"" + field + "\":\"Let me see\"");
    }

    @Test
    void aFieldOfTheServersOwnInACallIsSentBack() {
        server.streams(
                calls("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"pay\",\"arguments\":\"{}\"},"
                        + "\"extra_content\":{\"signature\":\"s\"}}"),
                finish("tool_calls"),
                "[DONE]");

        assertThat(respond().message().providerData().orElseThrow()).contains("{\"signature\":\"s\"}");
    }

    @Test
    void aRefusalIsWhatTheModelSays() {
        server.streams(delta("\"refusal\":\"I \""), delta("\"refusal\":\"won't\""), finish("stop"), "[DONE]");

        assertThat(respond().message().text()).isEqualTo("I won't");
        assertThat(heard.pieces()).containsExactly("text I ", "text won't");
    }

    @Test
    void contentMayBeAListOfParts() {
        server.streams(
                delta("\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"thinking\",\"thinking\":[]}]"),
                content("b"),
                finish("stop"),
                "[DONE]");

        assertThat(respond().message().text()).isEqualTo("ab");
    }

    @Test
    void onlyTheFirstChoiceCounts() {
        server.streams(
                content("a"),
                "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"length\"}]}",
                finish("stop"),
                "[DONE]");

        assertThat(respond().message().text()).isEqualTo("a");
    }

    @Test
    void theEndMayLackItsMark() {
        server.streams(content("Hi"), finish("stop"));

        assertThat(respond().message().text()).isEqualTo("Hi");
    }

    @Test
    void theReasonToFinishMayBeMissingBeforeTheMark() {
        server.streams(content("Hi"), "[DONE]");

        assertThat(respond().message().text()).isEqualTo("Hi");
    }

    @Test
    void aStreamWithoutAnEndIsNoAnswer() {
        server.streams(content("Hi"));

        ModelException failure = failure();

        assertThat(failure).hasMessageContaining("ended before the answer was complete");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.requestId()).contains("req_17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[DONE]", "{\"choices\":[]};[DONE]", "{\"choices\":[{\"index\":1,\"delta\":{}}]};[DONE]"})
    void aStreamWithoutAChoiceIsNoAnswer(String events) {
        server.streams(events.split(";"));

        assertThat(failure()).hasMessageContaining("no choice with a message");
    }

    @Test
    void aServerThatDoesNotStreamIsUnderstood() {
        server.answers(Api.CHAT.hello);

        assertThat(respond().message().text()).isEqualTo("Hello");
        assertThat(heard.pieces()).containsExactly("text Hello");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"error":{"message":"Overloaded","code":502}}                 | Overloaded      | true
                    {"error":{"message":"Sorry","type":"server_error"}}           | Sorry           | true
                    {"error":{"message":"Too long","code":"context_length"}}      | Too long        | false
                    {"error":"out of memory"}                                     | out of memory   | false
                    """)
    void anErrorInTheStreamIsAnError(String error, String message, boolean retryable) {
        server.streams(content("Hi"), error);

        ModelException failure = failure();

        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.requestId()).contains("req_17");
    }

    @Test
    void anErrorEventAfterAPieceIsNoWholeAnswer() {
        server.streams(ModelServer.rawStream("data: " + content("Pay 1") + "\n\n"
                + "event: error\ndata: {\"message\":\"Overloaded\",\"code\":529}\n\n" + "data: [DONE]\n\n"));

        ModelException failure = failure();

        assertThat(failure).hasMessageContaining("Overloaded");
    }

    static String content(String text) {
        return delta("\"content\":\"" + text + "\"");
    }

    static String calls(String call) {
        return delta("\"tool_calls\":[" + call + "]");
    }

    static String delta(String fields) {
        return "{\"choices\":[{\"index\":0,\"delta\":{" + fields + "},\"finish_reason\":null}],\"usage\":null}";
    }

    static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }

    private ModelResponse respond() {
        return server.chat().maxAttempts(1).build().respond(REQUEST, heard);
    }

    private ModelException failure() {
        return catchThrowableOfType(ModelException.class, this::respond);
    }
}
