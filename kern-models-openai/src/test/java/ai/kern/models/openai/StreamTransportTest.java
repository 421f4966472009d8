package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams as networks and servers deliver them: in crumbs, packed, cut off, stalled. What was heard is never said twice. */
@Tag("OAI-2")
@Tag("OAI-3")
class StreamTransportTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());
    private static final String WIDE_TEXT = "a \u00e4\u20ac\ud83d\ude00 b";

    private final ModelServer server = new ModelServer();
    private final Heard heard = new Heard();
    private final FakeTime time = new FakeTime();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void charactersAndEventsMayBeSplitAnywhere(int size) {
        server.streams(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .chunkedBody(textOf(ChatStreamTest.content(WIDE_TEXT), ChatStreamTest.finish("stop"), "[DONE]"), size));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo(WIDE_TEXT);
    }

    @Test
    void oneByteAtATimeIsAStreamToo() {
        server.streams(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(textOf(ChatStreamTest.content(WIDE_TEXT), ChatStreamTest.finish("stop")))
                .throttleBody(1, 1, TimeUnit.MILLISECONDS));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo(WIDE_TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesMayEndInAnyOfTheThreeWays(String end) {
        String stream = ": a comment" + end + "retry: 10" + end + "id: 1" + end + "event: message" + end + "data:"
                + ChatStreamTest.content("Hi") + end + end + end + ":" + end + "data: " + ChatStreamTest.finish("stop")
                + end
                + end;
        server.streams(ModelServer.rawStream(stream));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void theWaysToEndALineMayBeMixedAndSplit(int size) {
        server.streams(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .chunkedBody(
                        ": a\rid: 1\r\nevent: message\ndata: " + ChatStreamTest.content("Hi") + "\r\n\r: b\r\r\ndata: "
                                + ChatStreamTest.finish("stop") + "\r\r",
                        size));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("Hi");
    }

    @Test
    void aLineThatEndsInAReturnIsReadBeforeTheNextOneComes() {
        server.streams(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body("data: " + ChatStreamTest.content("Hi") + "\r\r" + "x".repeat(100_000))
                .onResponseBody(SocketEffect.Stall.INSTANCE));
        Model model = Api.CHAT.build(builder(Api.CHAT).betweenTokensTimeout(Duration.ofMillis(100)));

        assertThatThrownBy(() -> model.respond(REQUEST, heard)).hasMessageContaining("silent for");

        assertThat(heard.pieces()).containsExactly("text Hi");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1000})
    void aByteOrderMarkIsNoPartOfTheFirstLine(int size) {
        server.streams(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .chunkedBody(
                        "\ufeff" + textOf(ChatStreamTest.content("\ufeffHi"), ChatStreamTest.finish("stop")), size));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("\ufeffHi");
    }

    @Test
    void anEventMayHaveSeveralLines() {
        server.streams(
                ModelServer.rawStream(
                        "data: {\"choices\":[{\ndata: \"delta\":{\"content\":\"Hi\"},\ndata: \"finish_reason\":\"stop\"}]}\n\n"));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("Hi");
    }

    @Test
    void theLastEventCountsWithoutTheEmptyLine() {
        server.streams(ModelServer.rawStream(
                "data: " + ChatStreamTest.content("Hi") + "\n\ndata: " + ChatStreamTest.finish("stop")));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/octet-stream", "application/json"})
    void aStreamIsKnownByItsBeginning(String contentType) {
        server.streams(ModelServer.stream(Api.CHAT.helloInPieces.toArray(String[]::new))
                .setHeader("Content-Type", contentType));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("Hello");
    }

    @Test
    void aStreamMayBePacked() throws Exception {
        Buffer packed = new Buffer();
        try (BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
            sink.writeUtf8(textOf(Api.CHAT.helloInPieces.toArray(String[]::new)));
        }
        server.streams(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .setHeader("Content-Encoding", "gzip")
                .body(packed));

        assertThat(respond(Api.CHAT).message().text()).isEqualTo("Hello");
    }

    @Test
    void aWebPageIsNoStream() {
        server.answers(200, "text/event-stream", "<!DOCTYPE html><title>Sign in</title>");

        assertThat(failure(Api.CHAT)).hasMessageContainingAll("cannot be read as JSON", "base URL", "Sign in");
    }

    @Test
    void anEventThatIsNoJsonIsAnError() {
        server.streams("{\"choices\":[{\"delta\":");

        assertThat(failure(Api.CHAT)).hasMessageContaining("an event that cannot be read as JSON");
    }

    @Test
    void aStreamBeyondTheLimitIsAnErrorAndNotTriedAgain() {
        server.streams(ChatStreamTest.content("a".repeat(5000)), ChatStreamTest.finish("stop"));
        Model model = server.chat().largestAnswer(1000).build();

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST, heard));

        assertThat(failure).hasMessageContaining("larger than 1000 bytes");
        assertThat(server.web.getRequestCount()).isOne();
    }

    @Test
    void fiftyMegabytesAreRead() {
        String piece = "x".repeat(1_000_000);
        Buffer body = new Buffer();
        IntStream.range(0, 50).forEach(i -> body.writeUtf8("data: " + ChatStreamTest.content(piece) + "\n\n"));
        body.writeUtf8("data: " + ChatStreamTest.finish("stop") + "\n\n");
        server.streams(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(body));

        assertThat(respond(Api.CHAT).message().text()).hasSize(50_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void whatBreaksBeforeTheFirstPieceIsTriedAgain(Api api) {
        server.streams(new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()));
        server.answers(529, "application/json", "{\"error\":{\"message\":\"Overloaded\"}}");
        server.streams("{\"error\":{\"message\":\"Sorry\",\"type\":\"server_error\"}}");
        server.streams(api.helloInPieces.toArray(String[]::new));

        ModelResponse response = api.build(builder(api)).respond(REQUEST, heard);

        assertThat(response.message().text()).isEqualTo("Hello");
        assertThat(heard.pieces()).containsExactly("text Hel", "text lo");
        assertThat(time.sleeps()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void whatBreaksAfterTheFirstPieceIsNotTriedAgain(Api api) {
        server.streams(longStream(api).onResponseBody(new SocketEffect.CloseSocket()));
        server.streams(api.helloInPieces.toArray(String[]::new));

        ModelException failure = catchThrowableOfType(
                ModelException.class, () -> api.build(builder(api)).respond(REQUEST, heard));

        assertThat(failure).hasMessageContaining("not tried again, since part of the answer was handed on");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(heard.pieces()).isNotEmpty();
        assertThat(server.web.getRequestCount()).isOne();
    }

    @Test
    void aStreamThatDoesNotBeginIsTriedAgain() {
        server.streams(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(": nothing yet\n\n".repeat(1000))
                .onResponseBody(SocketEffect.Stall.INSTANCE));
        server.streams(Api.CHAT.helloInPieces.toArray(String[]::new));
        Model model = Api.CHAT.build(builder(Api.CHAT).firstTokenTimeout(Duration.ofMillis(300)));

        assertThat(model.respond(REQUEST, heard).message().text()).isEqualTo("Hello");
    }

    @Test
    void aStreamThatStallsIsGivenUpAndNotTriedAgain() {
        server.streams(longStream(Api.CHAT).onResponseBody(SocketEffect.Stall.INSTANCE));
        server.streams(Api.CHAT.helloInPieces.toArray(String[]::new));
        Model model = Api.CHAT.build(builder(Api.CHAT).betweenTokensTimeout(Duration.ofMillis(100)));

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST, heard));

        assertThat(failure)
                .hasMessageContainingAll("silent for PT0.1S in the middle", "since part of the answer was handed on");
        assertThat(server.web.getRequestCount()).isOne();
    }

    @Test
    void aStreamIsLimitedAsAWholeToo() {
        server.streams(longStream(Api.CHAT).onResponseBody(SocketEffect.Stall.INSTANCE));
        Model model = Api.CHAT.build(builder(Api.CHAT).callTimeout(Duration.ofMillis(200)));

        assertThatThrownBy(() -> model.respond(REQUEST, heard))
                .hasMessageContaining("no complete answer within PT0.2S");
    }

    @Test
    void whatTheListenerThrowsEndsTheCallAndReachesTheCaller() {
        server.streams(longStream(Api.CHAT).onResponseBody(SocketEffect.Stall.INSTANCE));
        Model model = Api.CHAT.build(builder(Api.CHAT));
        var deaf = new IllegalStateException("deaf");

        assertThatThrownBy(() -> model.respond(REQUEST, new ModelListener() {
                    @Override
                    public void onText(String piece) {
                        throw deaf;
                    }
                }))
                .isSameAs(deaf);
        assertThat(server.web.getRequestCount()).isOne();
    }

    @Test
    void theListenerIsCalledByTheThreadThatAsked() {
        server.streams(Api.CHAT.helloInPieces.toArray(String[]::new));
        List<Thread> threads = new ArrayList<>();

        Api.CHAT.build(builder(Api.CHAT)).respond(REQUEST, new ModelListener() {
            @Override
            public void onText(String piece) {
                threads.add(Thread.currentThread());
            }
        });

        assertThat(threads).containsOnly(Thread.currentThread());
    }

    @Test
    void anInterruptedListenerGivesUpAtOnce() {
        server.streams(longStream(Api.CHAT).onResponseBody(SocketEffect.Stall.INSTANCE));
        Model model = Api.CHAT.build(builder(Api.CHAT));

        ModelException failure = catchThrowableOfType(
                ModelException.class,
                () -> model.respond(REQUEST, new ModelListener() {
                    @Override
                    public void onText(String piece) {
                        Thread.currentThread().interrupt();
                    }
                }));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasMessageContaining("interrupted while waiting for the answer");
        assertThat(failure.isRetryable()).isFalse();
    }

    /** So long that half of it is more than one piece. */
    private static MockResponse.Builder longStream(Api api) {
        String piece = api.helloInPieces.get(1) + "\n\ndata: " + api.helloInPieces.get(2);
        return ModelServer.stream(IntStream.range(0, 2000).mapToObj(i -> piece).toArray(String[]::new));
    }

    private static String textOf(String... events) {
        return List.of(events).stream().map(event -> "data: " + event + "\n\n").collect(Collectors.joining());
    }

    private OpenAiModelBuilder<?> builder(Api api) {
        return api.at(server.web.url("/v1")).time(time);
    }

    private ModelResponse respond(Api api) {
        return api.build(builder(api).maxAttempts(1)).respond(REQUEST, heard);
    }

    private ModelException failure(Api api) {
        return catchThrowableOfType(ModelException.class, () -> respond(api));
    }
}
