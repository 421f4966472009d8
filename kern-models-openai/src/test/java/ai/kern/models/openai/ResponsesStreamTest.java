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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The Responses API in pieces. */
@Tag("OAI-2")
class ResponsesStreamTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());
    private static final String CALLS =
            "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"a\",\"name\":\"pay\",\"arguments\":\"{\\\"to\\\":1}\"},"
                    + "{\"type\":\"function_call\",\"id\":\"fc_2\",\"call_id\":\"b\",\"name\":\"log\",\"arguments\":\"{}\"}";
    private static final String REASONING =
            "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"encrypted_content\":\"gAAA\",\"summary\":[{\"type\":\"summary_text\","
                    + "\"text\":\"I pay\"}]}";

    private final ModelServer server = new ModelServer();
    private final Heard heard = new Heard();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void textComesInPieces() {
        server.streams(Api.RESPONSES.helloInPieces.toArray(String[]::new));

        assertThat(respond().message().text()).isEqualTo("Hello");
        assertThat(heard.pieces()).containsExactly("text Hel", "text lo");
        assertThat(server.requestBody().path("stream").booleanValue()).isTrue();
    }

    @Test
    @Tag("OAI-4")
    void reasoningAndParallelCallsComeInPiecesAndReasoningIsKept() {
        server.streams(
                "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}}",
                "{\"type\":\"response.reasoning_summary_part.added\",\"output_index\":0,\"part\":{\"type\":\"summary_text\",\"text\":\"\"}}",
                "{\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":0,\"summary_index\":0,\"delta\":\"I \"}",
                "{\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":0,\"summary_index\":0,\"delta\":\"pay\"}",
                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + REASONING + "}",
                added(1, "pay"),
                added(2, "log"),
                arguments(1, "{\\\"to\\\""),
                arguments(2, "{}"),
                arguments(1, ":1}"),
                "{\"type\":\"response.function_call_arguments.done\",\"output_index\":1,\"arguments\":\"{\\\"to\\\":1}\"}",
                completed(REASONING + "," + CALLS));

        Message.Assistant message = respond().message();

        assertThat(message.toolCalls())
                .containsExactly(new ToolCallRequest("a", "pay", "{\"to\":1}"), new ToolCallRequest("b", "log", "{}"));
        assertThat(heard.pieces())
                .containsExactly(
                        "reasoning I ",
                        "reasoning pay",
                        "call 0 pay",
                        "call 1 log",
                        "arguments 0 {\"to\"",
                        "arguments 1 {}",
                        "arguments 0 :1}");
        assertThat(inputAfter(message).path(1).toString()).isEqualTo(REASONING);
    }

    @Test
    void theItemsThatWereDoneStandInForAnOutputThatIsLeftOut() {
        String[] calls = CALLS.split("(?<=}),");
        server.streams(
                "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":" + calls[1] + "}",
                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + calls[0] + "}",
                completed(""));

        assertThat(respond().message().toolCalls())
                .extracting(ToolCallRequest::toolName)
                .containsExactly("pay", "log");
        assertThat(heard.pieces())
                .containsExactly("call 0 pay", "arguments 0 {\"to\":1}", "call 1 log", "arguments 1 {}");
    }

    @Test
    void anEventMayNameItsTypeBesideItsData() {
        server.streams(ModelServer.rawStream("event: response.output_text.delta\ndata: {\"delta\":\"Hi\"}\n\n"
                + "event: response.completed\ndata: {\"response\":{\"output\":[{\"type\":\"message\",\"content\":\"Hi\"}],"
                + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"));

        ModelResponse response = respond();

        assertThat(response.message().text()).isEqualTo("Hi");
        assertThat(response.usage()).isEqualTo(new Usage(3, 1, 0, 0));
        assertThat(heard.pieces()).containsExactly("text Hi");
    }

    @Test
    void eventsAndItemsOfTomorrowAreLeftOutOfAccount() {
        server.streams(
                "{\"type\":\"keepalive\",\"sequence_number\":3}",
                "{\"type\":\"response.dream.delta\",\"output_index\":0,\"delta\":\"zzz\"}",
                "{\"type\":\"response.function_call_arguments.delta\",\"output_index\":9,\"delta\":\"lost\"}",
                "[]",
                "null",
                completed(
                        "{\"type\":\"dream\"},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"}]}"));

        assertThat(respond().message().text()).isEqualTo("a");
        assertThat(heard.pieces()).containsExactly("text a");
    }

    @Test
    void aRefusalIsWhatTheModelSays() {
        server.streams(
                "{\"type\":\"response.refusal.delta\",\"output_index\":0,\"delta\":\"I won't\"}",
                completed("{\"type\":\"message\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"I won't\"}]}"));

        assertThat(respond().message().text()).isEqualTo("I won't");
        assertThat(heard.pieces()).containsExactly("text I won't");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"error","code":"rate_limit_exceeded","message":"Slow down","param":null}            | Slow down   | true
                    {"type":"error","error":{"type":"server_error","code":"server_error","message":"Sorry"}}    | Sorry       | true
                    {"type":"error","error":{"type":"invalid_request_error","message":"Bad input"}}             | Bad input   | false
                    {"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"Broken"}}} | Broken | true
                    {"type":"response.failed","response":{"status":"failed","error":null}}                      | status is failed | false
                    """)
    void anErrorInTheStreamIsAnError(String event, String message, boolean retryable) {
        server.streams("{\"type\":\"response.created\",\"response\":{\"error\":null}}", event);

        ModelException failure = failure();

        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.requestId()).contains("req_17");
    }

    @Test
    void anErrorThatIsNoJsonIsToldAsItIs() {
        server.streams(ModelServer.rawStream("event: error\ndata: upstream is gone\n\n"));

        assertThat(failure()).hasMessageContaining("upstream is gone");
    }

    @Test
    void aCallThatMayBeCutOffIsAnError() {
        server.streams(
                added(0, "pay"),
                "{\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":"
                        + "{\"reason\":\"max_output_tokens\"},\"output\":[" + CALLS + "]}}");

        assertThat(failure()).hasMessageContainingAll("cut off while it called tools", "max_output_tokens");
    }

    @Test
    void aStreamWithoutItsLastEventIsNoAnswer() {
        server.streams(added(0, "pay"), arguments(0, "{}"), "[DONE]");

        assertThat(failure()).hasMessageContaining("ended before the answer was complete");
    }

    @Test
    void aServerThatDoesNotStreamIsUnderstood() {
        server.answers(Api.RESPONSES.hello);

        assertThat(respond().message().text()).isEqualTo("Hello");
        assertThat(heard.pieces()).containsExactly("text Hello");
    }

    @Test
    void itemsWithoutAPlaceAreAllKept() {
        server.streams(
                "{\"type\":\"response.output_item.done\",\"item\":{\"type\":\"function_call\",\"call_id\":\"a\",\"name\":\"one\",\"arguments\":\"{}\"}}",
                "{\"type\":\"response.output_item.done\",\"item\":{\"type\":\"function_call\",\"call_id\":\"b\",\"name\":\"two\",\"arguments\":\"{}\"}}",
                "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"error\":null,\"output\":[]}}");

        ModelResponse response = server.responses().build().respond(REQUEST, new Heard());

        assertThat(response.message().toolCalls()).hasSize(2);
    }

    private JsonNode inputAfter(Message.Assistant message) {
        server.request();
        server.answers(Api.RESPONSES.hello);
        server.responses()
                .build()
                .respond(new ModelRequest(
                        List.of(
                                new Message.User("hi"),
                                message,
                                new Message.ToolResult("a", "pay", "ok", false),
                                new Message.ToolResult("b", "log", "ok", false)),
                        List.of()));
        return server.requestBody().path("input");
    }

    private static String added(int place, String tool) {
        return "{\"type\":\"response.output_item.added\",\"output_index\":" + place
                + ",\"item\":{\"type\":\"function_call\",\"name\":\"" + tool + "\",\"arguments\":\"\"}}";
    }

    private static String arguments(int place, String piece) {
        return "{\"type\":\"response.function_call_arguments.delta\",\"output_index\":" + place + ",\"delta\":\""
                + piece + "\"}";
    }

    private static String completed(String output) {
        return "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":["
                + output + "]}}";
    }

    private ModelResponse respond() {
        return server.responses().maxAttempts(1).build().respond(REQUEST, heard);
    }

    private ModelException failure() {
        return catchThrowableOfType(ModelException.class, this::respond);
    }
}
