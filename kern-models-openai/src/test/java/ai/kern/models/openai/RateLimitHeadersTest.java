package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that says when its limits are whole again is asked then, and not before. */
@Tag("OAI-3")
class RateLimitHeadersTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());

    private final ModelServer server = new ModelServer();
    private final FakeTime time = new FakeTime();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"20ms, 20", "1s, 1000", "1.5s, 1500", "1m30s, 90000", "0h1m0.25s, 60250"})
    void theResetOfAUsedUpLimitIsWaitedFor(String reset, long milliseconds) {
        refuseThenAnswer(refusal()
                .setHeader("x-ratelimit-remaining-requests", "0")
                .setHeader("x-ratelimit-reset-requests", reset));

        respond();

        assertThat(time.sleeps()).containsExactly(Duration.ofMillis(milliseconds));
    }

    @Test
    void theLaterOfTwoResetsCounts() {
        refuseThenAnswer(refusal()
                .setHeader("x-ratelimit-remaining-requests", "0")
                .setHeader("x-ratelimit-reset-requests", "1s")
                .setHeader("x-ratelimit-remaining-tokens", "0")
                .setHeader("x-ratelimit-reset-tokens", "6s"));

        respond();

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(6));
    }

    @Test
    void whatTheServerAsksForStandsOverItsLimits() {
        refuseThenAnswer(refusal()
                .setHeader("Retry-After", "2")
                .setHeader("x-ratelimit-remaining-requests", "0")
                .setHeader("x-ratelimit-reset-requests", "9s"));

        respond();

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({"5, 1h", "0, soon", "0, ''"})
    void aLimitThatIsNotUsedUpOrNotUnderstoodSaysNothing(String remaining, String reset) {
        refuseThenAnswer(refusal()
                .setHeader("x-ratelimit-remaining-requests", remaining)
                .setHeader("x-ratelimit-reset-requests", reset));

        respond();

        assertThat(time.sleeps())
                .singleElement()
                .satisfies(pause -> assertThat(pause).isLessThan(Duration.ofSeconds(1)));
    }

    @Test
    void aServerThatForbidsARetryIsObeyed() {
        server.web.enqueue(refusal().setHeader("x-should-retry", "false").build());

        assertThatThrownBy(this::respond).hasMessageContaining("HTTP 429");
        assertThat(server.web.getRequestCount()).isOne();
    }

    private static MockResponse.Builder refusal() {
        return new MockResponse.Builder().code(429).body("{\"error\":{\"message\":\"slow down\"}}");
    }

    private void refuseThenAnswer(MockResponse.Builder refusal) {
        server.web.enqueue(refusal.build());
        server.answers(Api.CHAT.hello);
    }

    private void respond() {
        server.chat().time(time).build().respond(REQUEST);
    }
}
