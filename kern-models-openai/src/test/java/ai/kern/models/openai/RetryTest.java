package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.OptionalInt;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What is tried again, when, and how often. */
@Tag("OAI-3")
class RetryTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());

    private final MockWebServer server = new MockWebServer();
    private final FakeTime time = new FakeTime();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void aServerErrorIsTriedAgain(Api api) {
        answer(error(500, "oops"));
        answer(hello(api));

        assertThat(model(api).respond(REQUEST).message().text()).isEqualTo("Hello");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aDroppedConnectionIsTriedAgain(Api api) {
        answer(new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()));
        answer(new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()));
        answer(new MockResponse.Builder().body(api.hello).onResponseBody(new SocketEffect.CloseSocket()));
        answer(hello(api));

        assertThat(model(api).respond(REQUEST).message().text()).isEqualTo("Hello");
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsTriedAgain() {
        answer(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
        answer(hello(Api.CHAT));
        Model model = Api.CHAT.build(builder(Api.CHAT).callTimeout(Duration.ofMillis(200)));

        assertThat(model.respond(REQUEST).message().text()).isEqualTo("Hello");
    }

    @Test
    void aConnectionThatIsRefusedIsTriedAgainAndThenSaidToHaveFailed() throws IOException {
        HttpUrl nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = HttpUrl.get("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
        }
        Model model = Api.CHAT.build(Api.CHAT.at(nobody).time(time));

        ModelException failure = failureOf(model);

        assertThat(failure).hasMessageContainingAll("test-model", nobody.toString(), "gave up after 4 attempts");
        assertThat(failure).hasRootCauseInstanceOf(IOException.class);
        assertThat(failure.status()).isEmpty();
        assertThat(failure.isRetryable()).isTrue();
        assertThat(time.sleeps()).hasSize(3);
    }

    @Test
    void aConnectionThatDoesNotStandInTimeIsToldFromAnAnswerThatDoesNotCome() {
        OkHttpClient unreachable = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    throw new SocketTimeoutException("Connect timed out");
                })
                .build();

        ModelException failure = failureOf(Api.CHAT.build(builder(Api.CHAT).httpClient(unreachable)));

        assertThat(failure).hasMessageContainingAll("the connection failed", "Connect timed out", "after 4 attempts");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 529})
    void whatMayPassIsTriedAgain(int status) {
        answer(error(status, "later"));
        answer(hello(Api.CHAT));

        assertThat(model(Api.CHAT).respond(REQUEST).message().text()).isEqualTo("Hello");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 422})
    void whatDoesNotPassIsTriedOnce(int status) {
        answer(error(status, "no"));

        ModelException failure = failureOf(model(Api.RESPONSES));

        assertThat(failure.status()).isEqualTo(OptionalInt.of(status));
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure).hasMessageContaining("HTTP " + status + ": no");
        assertThat(server.getRequestCount()).isOne();
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void aQuotaThatIsUsedUpIsNotTriedAgain() {
        answer(json(429, """
                {"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"""));

        ModelException failure = failureOf(model(Api.CHAT));

        assertThat(failure.code()).contains("insufficient_quota");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(server.getRequestCount()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"Retry-After, 7, 7000", "Retry-After, 1.5, 1500", "retry-after-ms, 250, 250"})
    void theServerSaysHowLongToWait(String header, String value, long millis) {
        answer(error(429, "slow down").addHeader(header, value));
        answer(hello(Api.CHAT));

        model(Api.CHAT).respond(REQUEST);

        assertThat(time.sleeps()).containsExactly(Duration.ofMillis(millis));
    }

    @Test
    void theServerNamesADate() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                FakeTime.BEGIN.plusSeconds(90).atOffset(ZoneOffset.UTC));
        answer(error(503, "maintenance").addHeader("Retry-After", date));
        answer(hello(Api.CHAT));

        model(Api.CHAT).respond(REQUEST);

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "0", "Sat, 21 Nov 2020 08:00:00 GMT"})
    void withoutAUsableTimeTheBackOffDecides(String retryAfter) {
        answer(error(429, "slow down").addHeader("Retry-After", retryAfter));
        answer(hello(Api.CHAT));

        model(Api.CHAT).respond(REQUEST);

        assertThat(time.sleeps()).singleElement().satisfies(RetryTest::isAboutHalfASecond);
    }

    @Test
    void thePausesGrowTwofoldWithAnySpreadOfAQuarter() {
        for (int i = 0; i < 4; i++) {
            answer(error(500, "oops"));
        }

        ModelException failure = failureOf(model(Api.CHAT));

        assertThat(failure).hasMessageContainingAll("HTTP 500: oops", "gave up after 4 attempts");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(4);
        assertThat(time.sleeps()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(time.sleeps().get(i).toMillis() / Math.pow(2, i)).isBetween(374.0, 626.0);
        }
    }

    @Test
    void aPauseBeyondTheBudgetIsNotBegun() {
        answer(error(429, "slow down").addHeader("Retry-After", "61"));
        Model model = Api.CHAT.build(builder(Api.CHAT).retryBudget(Duration.ofMinutes(1)));

        assertThat(failureOf(model))
                .hasMessageContainingAll("gave up after 1 of at most 4 attempts", "61000 ms", "budget of PT1M");
        assertThat(time.sleeps()).isEmpty();
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void theBudgetHoldsOverAllAttempts() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                time.pass(Duration.ofSeconds(20));
                return error(500, "oops").build();
            }
        });
        Model model = Api.CHAT.build(builder(Api.CHAT).maxAttempts(100).retryBudget(Duration.ofMinutes(1)));

        assertThat(failureOf(model)).hasMessageContaining("beyond the budget of PT1M");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void oneAttemptMeansNoRetry() {
        answer(error(500, "oops"));
        Model model = Api.CHAT.build(builder(Api.CHAT).maxAttempts(1));

        assertThat(failureOf(model)).hasMessageEndingWith("HTTP 500: oops");
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void aRetryIsOneLineInTheLogWithoutContent() {
        Logger logger = (Logger) LoggerFactory.getLogger(RetryPolicy.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        try {
            answer(error(500, "the user's own words"));
            answer(hello(Api.CHAT));
            model(Api.CHAT).respond(REQUEST);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
            logger.setAdditive(true);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .matches("Model test-model: attempt 1 of 4 failed with HTTP 500, next one in \\d+ ms");
    }

    @Test
    void aPassingErrorInsideAnAnswerIsTriedAgain() {
        answer(json(200, "{\"error\":{\"message\":\"Provider overloaded\",\"code\":502}}"));
        answer(json(200, "{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"Sorry\"}}"));
        answer(hello(Api.RESPONSES));

        ModelResponse response = model(Api.RESPONSES).respond(REQUEST);

        assertThat(response.message().text()).isEqualTo("Hello");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After, 1000000000",
        "Retry-After, 99999999999999999999",
        "retry-after-ms, 9999999999",
        "retry-after-ms, 99999999999999999999.5"
    })
    void aVeryLongRetryAfterIsNoShortOne(String header, String count) {
        answer(error(429, "slow down").addHeader(header, count));

        ModelException failure =
                catchThrowableOfType(ModelException.class, () -> model(Api.CHAT).respond(REQUEST));

        assertThat(failure).hasMessageContaining("beyond the budget");
        assertThat(time.sleeps()).isEmpty();
    }

    private static void isAboutHalfASecond(Duration pause) {
        assertThat(pause).isBetween(Duration.ofMillis(374), Duration.ofMillis(626));
    }

    private Model model(Api api) {
        return api.build(builder(api));
    }

    private OpenAiModelBuilder<?> builder(Api api) {
        return api.at(server.url("/v1")).time(time);
    }

    private static ModelException failureOf(Model model) {
        return catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));
    }

    private void answer(MockResponse.Builder response) {
        server.enqueue(response.build());
    }

    private static MockResponse.Builder hello(Api api) {
        return json(200, api.hello);
    }

    private static MockResponse.Builder error(int status, String message) {
        return json(status, "{\"error\":{\"message\":\"" + message + "\"}}");
    }

    private static MockResponse.Builder json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(body);
    }
}
