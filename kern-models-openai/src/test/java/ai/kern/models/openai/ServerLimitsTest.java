package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits that models share: what one of them did counts for the others. */
@Tag("OAI-3")
class ServerLimitsTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());
    private static final Duration HOUR = Duration.ofHours(1);

    private final ModelServer server = new ModelServer();
    private final FakeTime time = new FakeTime();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRequestBeyondTheRateWaitsForItsTurn() {
        ServerLimits limits = ServerLimits.builder()
                .requests(1, HOUR)
                .longestWait(Duration.ofHours(2))
                .build();
        server.answers(Api.CHAT.hello).answers(Api.RESPONSES.hello);

        model(Api.CHAT, limits).respond(REQUEST);
        Api.RESPONSES
                .build(builder(Api.RESPONSES, limits).retryBudget(Duration.ofHours(2)))
                .respond(REQUEST);

        assertThat(time.sleeps())
                .singleElement()
                .satisfies(wait ->
                        assertThat(wait).isGreaterThan(Duration.ofMinutes(55)).isLessThanOrEqualTo(HOUR));
    }

    @Test
    void aRequestWhoseTurnDoesNotComeInTimeIsNotMade() {
        ServerLimits limits = ServerLimits.builder().requests(1, HOUR).build();
        server.answers(Api.CHAT.hello);
        Model model = model(Api.CHAT, limits);
        model.respond(REQUEST);

        ModelException failure = catchThrowableOfType(ModelException.class, () -> model.respond(REQUEST));

        assertThat(failure).hasMessageContainingAll("not asked", "1 requests each PT1H");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(server.web.getRequestCount()).isOne();
    }

    @Test
    void placesAreForAllModelsTogetherAndForStreamsToo() throws Exception {
        ServerLimits limits = ServerLimits.builder()
                .requestsAtOnce(1)
                .longestWait(Duration.ofMillis(20))
                .build();
        server.streams(Api.CHAT.helloInPieces.toArray(String[]::new)).answers(Api.RESPONSES.hello);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        CompletableFuture<?> first =
                CompletableFuture.supplyAsync(() -> model(Api.CHAT, limits).respond(REQUEST, new ModelListener() {
                    @Override
                    public void onText(String piece) {
                        begun.countDown();
                        await(refused);
                    }
                }));
        begun.await();

        assertThatThrownBy(() -> model(Api.RESPONSES, limits).respond(REQUEST))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("all places of ServerLimits[1 at once");
        refused.countDown();
        first.join();

        assertThat(model(Api.RESPONSES, limits).respond(REQUEST).message().text())
                .isEqualTo("Hello");
    }

    @Test
    void aRequestThatFindsNoPlaceTakesNobodysTurn() {
        ServerLimits limits = ServerLimits.builder()
                .requests(2, HOUR)
                .requestsAtOnce(1)
                .longestWait(Duration.ofMillis(20))
                .build();
        server.streams(Api.CHAT.helloInPieces.toArray(String[]::new)).answers(Api.CHAT.hello);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        model(Api.CHAT, limits).respond(REQUEST, new ModelListener() {
            @Override
            public void onText(String piece) {
                refused.set(catchThrowable(() -> model(Api.CHAT, limits).respond(REQUEST)));
            }
        });

        assertThat(refused.get()).isInstanceOf(ModelException.class).hasMessageContaining("all places");
        assertThat(model(Api.CHAT, limits).respond(REQUEST).message().text()).isEqualTo("Hello");
    }

    @Test
    void aServerThatFailsIsLeftAloneAndTriedOnceAfterwards() {
        MovedClock clock = new MovedClock();
        ServerLimits limits =
                ServerLimits.builder().breakAfter(2, HOUR).clock(clock).build();
        server.answers(500, "text/plain", "ill").answers(503, "text/plain", "ill");
        assertThatThrownBy(() -> once(Api.CHAT, limits).respond(REQUEST)).hasMessageContaining("HTTP 500");
        assertThatThrownBy(() -> once(Api.RESPONSES, limits).respond(REQUEST)).hasMessageContaining("HTTP 503");

        ModelException failure = catchThrowableOfType(
                ModelException.class, () -> model(Api.CHAT, limits).respond(REQUEST));
        assertThat(failure).hasMessageContaining("left alone");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(server.web.getRequestCount()).isEqualTo(2);

        clock.pass(HOUR.plusSeconds(1));
        server.answers(Api.CHAT.hello).answers(Api.CHAT.hello);
        once(Api.CHAT, limits).respond(REQUEST);
        once(Api.CHAT, limits).respond(REQUEST);
        assertThat(server.web.getRequestCount()).isEqualTo(4);
    }

    @Test
    void aServerThatRefusesIsWell() {
        ServerLimits limits = ServerLimits.builder().breakAfter(1, HOUR).build();
        server.answers(400, "text/plain", "bad")
                .answers(429, "text/plain", "slow down")
                .answers(Api.CHAT.hello);

        assertThatThrownBy(() -> once(Api.CHAT, limits).respond(REQUEST)).hasMessageContaining("HTTP 400");
        assertThatThrownBy(() -> once(Api.CHAT, limits).respond(REQUEST)).hasMessageContaining("HTTP 429");

        assertThat(once(Api.CHAT, limits).respond(REQUEST).message().text()).isEqualTo("Hello");
    }

    @Test
    void whatTheServerToldOneModelToWaitTheOthersWaitToo() {
        ServerLimits limits = ServerLimits.builder().requestsAtOnce(10).build();
        server.web.enqueue(slowDown("30"));
        server.answers(Api.RESPONSES.hello).answers(Api.CHAT.hello);
        assertThatThrownBy(() -> once(Api.CHAT, limits).respond(REQUEST)).hasMessageContaining("HTTP 429");
        time.pass(Duration.ofSeconds(10));

        once(Api.RESPONSES, limits).respond(REQUEST);
        once(Api.CHAT, limits).respond(REQUEST);

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(20));
    }

    @Test
    void theResetOfARateLimitIsSharedToo() {
        ServerLimits limits = ServerLimits.builder().build();
        server.web.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("x-ratelimit-remaining-tokens", "0")
                .setHeader("x-ratelimit-reset-tokens", "7s")
                .build());
        server.streams(Api.CHAT.helloInPieces.toArray(String[]::new));
        assertThatThrownBy(() -> once(Api.RESPONSES, limits).respond(REQUEST)).hasMessageContaining("HTTP 429");

        once(Api.CHAT, limits).respond(REQUEST, new ModelListener() {});

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void theModelThatWasToldToWaitWaitsOnce() {
        ServerLimits limits = ServerLimits.builder().build();
        server.web.enqueue(slowDown("30"));
        server.answers(Api.CHAT.hello);

        model(Api.CHAT, limits).respond(REQUEST);

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void ofTwoPausesTheLaterEndCounts() {
        SharedPause pause = new SharedPause();
        pause.extend(Duration.ofSeconds(30), time);
        pause.extend(Duration.ofSeconds(10), time);

        assertThat(pause.left(time)).isEqualTo(Duration.ofSeconds(30));
        time.pass(Duration.ofSeconds(31));
        assertThat(pause.left(time)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "Fri, 31 Dec 9999 23:59:59 GMT"})
    void aPauseBeyondTheLongestWaitIsAFailureAndNoRequest(String retryAfter) {
        ServerLimits limits = ServerLimits.builder().build();
        server.web.enqueue(slowDown(retryAfter));
        server.answers(Api.RESPONSES.hello);
        assertThatThrownBy(() -> once(Api.CHAT, limits).respond(REQUEST)).hasMessageContaining("HTTP 429");

        ModelException failure = catchThrowableOfType(
                ModelException.class, () -> model(Api.RESPONSES, limits).respond(REQUEST));

        assertThat(failure).hasMessageContaining("not asked: the server asked for a pause");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(server.web.getRequestCount()).isOne();
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void limitsThatLimitNothingAreRefused() {
        assertThatThrownBy(() -> ServerLimits.builder().requests(0, HOUR)).hasMessageContaining("not 0");
        assertThatThrownBy(() -> ServerLimits.builder().requestsAtOnce(0)).hasMessageContaining("not 0");
        assertThatThrownBy(() -> ServerLimits.builder().breakAfter(1, Duration.ZERO))
                .hasMessageContaining("at least 1 ms");
    }

    @Test
    void anInterruptedAttemptDoesNotEndARowOfFailures() throws Exception {
        Model model = once(Api.CHAT, ServerLimits.builder().breakAfter(2, HOUR).build());
        server.answers(500, "text/plain", "ill");
        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("HTTP 500");
        server.request();
        interruptWhileItIsAsked(model);
        server.answers(500, "text/plain", "ill");
        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("HTTP 500");

        server.answers(500, "text/plain", "asked although it failed twice in a row");
        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("left alone");
    }

    @Test
    void afterAnInterruptedProbeStillOnlyOneRequestTries() throws Exception {
        MovedClock clock = new MovedClock();
        ServerLimits limits =
                ServerLimits.builder().breakAfter(3, HOUR).clock(clock).build();
        Model model = once(Api.CHAT, limits);
        for (int i = 0; i < 3; i++) {
            server.answers(500, "text/plain", "ill");
            assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("HTTP 500");
            server.request();
        }
        clock.pass(HOUR.plusSeconds(1));
        interruptWhileItIsAsked(model);

        server.answers(500, "text/plain", "still ill").answers(500, "text/plain", "still ill");
        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("HTTP 500");
        assertThatThrownBy(() -> model.respond(REQUEST)).hasMessageContaining("left alone");
    }

    @Test
    void aRequestThatIsNotMadeTakesNobodysTurn() {
        ServerLimits limits = ServerLimits.builder()
                .requests(1, HOUR)
                .longestWait(Duration.ofHours(3))
                .build();
        server.answers(Api.CHAT.hello).answers(Api.CHAT.hello);
        Model patient = Api.CHAT.build(builder(Api.CHAT, limits).retryBudget(Duration.ofHours(5)));
        Model hasty = Api.CHAT.build(builder(Api.CHAT, limits).retryBudget(Duration.ofMinutes(1)));
        patient.respond(REQUEST);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> hasty.respond(REQUEST)).hasMessageContaining("not asked");
        }

        patient.respond(REQUEST);

        assertThat(time.sleeps())
                .singleElement()
                .satisfies(wait -> assertThat(wait).isLessThanOrEqualTo(HOUR));
    }

    private void interruptWhileItIsAsked(Model model) throws InterruptedException {
        server.web.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread asking = new Thread(() -> thrown.set(catchThrowable(() -> model.respond(REQUEST))));
        asking.start();
        server.request();
        asking.interrupt();
        asking.join();
        assertThat(thrown.get()).isInstanceOf(ModelException.class).hasMessageContaining("interrupted");
    }

    private static MockResponse slowDown(String retryAfter) {
        return new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", retryAfter)
                .build();
    }

    private Model model(Api api, ServerLimits limits) {
        return api.build(builder(api, limits));
    }

    private Model once(Api api, ServerLimits limits) {
        return api.build(builder(api, limits).maxAttempts(1));
    }

    private OpenAiModelBuilder<?> builder(Api api, ServerLimits limits) {
        return api.at(server.web.url("/v1")).time(time).limits(limits);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class MovedClock extends Clock {
        private Instant now = FakeTime.BEGIN;

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
