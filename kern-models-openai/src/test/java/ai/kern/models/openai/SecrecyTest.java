package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The key goes to the server and nowhere else. */
@Tag("OAI-3")
class SecrecyTest {
    private static final String KEY = "sk-secret-4711";
    private static final String HEADER = "tenant-secret-0815";
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());

    private final ModelServer server = new ModelServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void theServerGetsTheKeyAndTheHeaders(Api api) {
        server.answers(api.hello);

        model(api).respond(REQUEST);

        var headers = server.request().getHeaders();
        assertThat(headers.get("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(headers.get("api-key")).isEqualTo(HEADER);
        assertThat(headers.get("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void withoutAKeyThereIsNoAuthorization() {
        server.answers(Api.CHAT.hello);

        server.chat().build().respond(REQUEST);

        assertThat(server.request().getHeaders().get("Authorization")).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void noErrorRepeatsWhatTheServerQuotes(Api api) {
        server.answers(
                401,
                "application/json",
                "{\"error\":{\"message\":\"Incorrect key " + KEY + " for " + HEADER + "\",\"code\":\"" + KEY
                        + "\",\"type\":\"" + KEY + "\"}}");
        Model model = model(api);

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));

        assertThat(failure).hasMessageContaining("Incorrect key *** for ***");
        assertThat(everythingOf(failure)).doesNotContain(KEY, HEADER);
        assertThat(failure.code()).contains("***");
        assertThat(failure.type()).contains("***");
    }

    @Test
    void aShortKeyIsASecretToo() {
        server.answers(401, "text/plain", "no such key: k9");
        Model model =
                Api.CHAT.build(Api.CHAT.at(server.web.url("/v1")).apiKey("k9").maxAttempts(1));

        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("no such key: ***");
    }

    @ParameterizedTest
    @CsvSource({"api-key, t1, t1", "X-Auth-Token, t1, t1", "Authorization, Bearer t1, t1"})
    void aHeaderThatHoldsACredentialIsSecretHoweverShortItIs(String name, String value, String quoted) {
        server.answers(401, "text/plain", "no such key: " + quoted);
        Model model = Api.CHAT.build(
                Api.CHAT.at(server.web.url("/v1")).header(name, value).maxAttempts(1));

        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("no such key: ***");
    }

    @Test
    void aShortHeaderOfAnotherKindGarblesNoMessage() {
        server.answers(400, "text/plain", "1 message is not enough");
        Model model = Api.CHAT.build(
                Api.CHAT.at(server.web.url("/v1")).header("x-beta", "1").maxAttempts(1));

        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("1 message is not enough");
    }

    @Test
    void noHalfOfTheKeyIsLeftWhereALongMessageIsCut() {
        for (int length = 980; length <= 1000; length++) {
            server.answers(400, "text/plain", "x".repeat(length - "HTTP 400: ".length()) + KEY);
            Model model = model(Api.CHAT);

            ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));

            assertThat(failure).hasMessageNotContaining(KEY.substring(0, 4));
        }
    }

    @Test
    void aCauseThatShowsTheKeyIsLeftOut() {
        OkHttpClient talkative = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    throw new IOException("refused " + chain.request().header("Authorization"));
                })
                .build();
        Model model = Api.CHAT.build(builder(Api.CHAT).httpClient(talkative).maxAttempts(1));

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));

        assertThat(failure).hasMessageContaining("refused Bearer ***");
        assertThat(everythingOf(failure)).doesNotContain(KEY);
    }

    @ParameterizedTest
    @EnumSource
    void nothingThatIsPrintedShowsThem(Api api) {
        OpenAiModelBuilder<?> builder = builder(api);

        assertThat(builder.toString()).contains("api-key", "***").doesNotContain(KEY, HEADER);
        assertThat(builder.settings().toString()).contains("test-model").doesNotContain(KEY, HEADER);
        assertThat(api.build(builder).toString()).contains("test-model").doesNotContain(KEY, HEADER);
    }

    @Test
    void noLogShowsThem() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.setLevel(Level.TRACE);
        root.addAppender(lines);
        root.getAppender("console").stop();
        try {
            server.answers(500, "text/plain", KEY).answers(Api.CHAT.hello);
            Api.CHAT.build(builder(Api.CHAT).time(new FakeTime())).respond(REQUEST);
        } finally {
            root.detachAppender(lines);
            root.getAppender("console").start();
            root.setLevel(level);
        }

        assertThat(lines.list)
                .isNotEmpty()
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains(KEY) || line.contains(HEADER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-a\nb", "sk-ä", "sk a"})
    void aKeyThatNoHeaderTakesIsRefusedUnseen(String key) {
        OpenAiChat.Builder builder = server.chat().apiKey(key);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("API key")
                .hasMessageNotContaining(key);
    }

    @Test
    void aHeaderThatHttpForbidsIsRefusedUnseen() {
        OpenAiChat.Builder builder = server.chat();

        assertThatThrownBy(() -> builder.header("api-key", HEADER + "\n" + HEADER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("api-key")
                .hasMessageNotContaining(HEADER)
                .hasNoCause();
    }

    @Test
    void noLogOfTheCircuitBreakerShowsTheKey() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.setLevel(Level.TRACE);
        root.addAppender(lines);
        root.getAppender("console").stop();
        try {
            server.answers(500, "text/plain", "bad key " + KEY);
            ServerLimits limits =
                    ServerLimits.builder().breakAfter(5, Duration.ofSeconds(30)).build();
            Model model = Api.CHAT.build(Api.CHAT
                    .at(server.web.url("/v1"))
                    .apiKey(KEY)
                    .limits(limits)
                    .maxAttempts(1));
            assertThatThrownBy(() -> model.respond(REQUEST)).isInstanceOf(ModelException.class);
        } finally {
            root.detachAppender(lines);
            root.getAppender("console").start();
            root.setLevel(level);
        }
        List<String> said = lines.list.stream()
                .flatMap(line -> Stream.of(
                        line.getLoggerName() + ": " + line.getFormattedMessage(),
                        line.getThrowableProxy() instanceof ThrowableProxy thrown
                                ? line.getLoggerName() + " throwable: " + thrown.getThrowable()
                                : ""))
                .toList();
        assertThat(said).noneMatch(line -> line.contains(KEY));
    }

    @Test
    void aCredentialOfTheQueryIsMaskedAsItWasSentToo() {
        server.answers(404, "text/plain", "no route");
        Model model = server.chat()
                .queryParameter("api-key", "abc+/def==")
                .maxAttempts(1)
                .build();
        assertThatThrownBy(() -> model.respond(REQUEST)).isInstanceOf(ModelException.class);
        String target = server.request().getTarget();
        String sent = target.substring(target.indexOf("api-key=") + "api-key=".length());
        server.answers(404, "text/plain", "Cannot POST " + target);

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));

        assertThat(failure).hasMessageNotContaining(sent);
    }

    @Test
    void noPartOfTheKeyIsLeftInWhatTheJsonReaderSays() {
        String key = "asecretabcdef1234567890.restOfKey";
        server.answers(200, "application/json", key + " is no key of ours");
        Model model =
                Api.CHAT.build(Api.CHAT.at(server.web.url("/v1")).apiKey(key).maxAttempts(1));

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));

        assertThat(failure).hasMessageNotContaining(key.substring(0, key.indexOf('.')));
    }

    private Model model(Api api) {
        return api.build(builder(api).maxAttempts(1));
    }

    private OpenAiModelBuilder<?> builder(Api api) {
        return api.at(server.web.url("/v1")).apiKey(KEY).header("api-key", HEADER);
    }

    private static String everythingOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
