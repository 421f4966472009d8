package ai.kern.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An interrupted thread stops waiting, wherever it waits, and stays interrupted. */
@Tag("OAI-2")
class InterruptionTest {
    private static final ModelRequest REQUEST = new ModelRequest(List.of(new Message.User("hi")), List.of());

    private final ModelServer server = new ModelServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whileItWaitsForTheAnswer() throws Exception {
        server.web.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        CountDownLatch cancelled = new CountDownLatch(1);
        OkHttpClient client = new OkHttpClient.Builder()
                .eventListener(new EventListener() {
                    @Override
                    public void canceled(Call call) {
                        cancelled.countDown();
                    }
                })
                .build();
        Attempt attempt = Attempt.start(Api.CHAT.build(server.chat().httpClient(client)));
        server.request();

        attempt.thread.interrupt();

        assertThat(attempt.failure()).hasMessageContaining("interrupted while waiting for the answer");
        assertThat(cancelled.await(5, TimeUnit.SECONDS))
                .as("the exchange is given up too")
                .isTrue();
        assertThat(attempt.wasInterrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whileItWaitsForTheNextAttempt() throws Exception {
        server.answers(500, "text/plain", "oops");
        CountDownLatch waiting = new CountDownLatch(1);
        Attempt attempt = Attempt.start(Api.CHAT.build(server.chat().time(new EndlessPause(waiting))));
        assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();

        attempt.thread.interrupt();

        assertThat(attempt.failure())
                .hasMessageContainingAll("HTTP 500: oops", "interrupted while waiting for the next attempt");
        assertThat(attempt.wasInterrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void beforeItBegan() {
        Model model = server.chat().build();
        Thread.currentThread().interrupt();
        try {
            assertThat(catchThrowable(() -> model.respond(REQUEST)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("interrupted before the request was sent");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(server.web.getRequestCount()).isZero();
    }

    @Test
    void betweenTwoPiecesThatHaveCome() {
        Handover handover = new Handover();
        handover.onText("one");
        handover.onText("two");
        List<String> heard = new ArrayList<>();

        Throwable thrown = catchThrowable(() -> handover.handOnTo(
                new ModelListener() {
                    @Override
                    public void onText(String piece) {
                        heard.add(piece);
                        Thread.currentThread().interrupt();
                    }
                },
                Duration.ofMinutes(1),
                Duration.ofMinutes(1)));

        assertThat(thrown).isInstanceOf(InterruptedException.class);
        assertThat(heard).containsExactly("one");
    }

    @Test
    void whenThePieceThatItHeardWasTheLastOneSoFar() {
        server.streams(ModelServer.stream(ChatStreamTest.content("one"), ChatStreamTest.finish("stop"), "[DONE]"));
        Throwable failure;
        try {
            failure = catchThrowable(() -> server.chat().build().respond(REQUEST, new ModelListener() {
                @Override
                public void onText(String piece) {
                    Thread.currentThread().interrupt();
                }
            }));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(failure).isInstanceOf(ModelException.class).hasMessageContaining("interrupted");
    }

    /** A request on a thread of its own. */
    private static final class Attempt {
        final CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        final CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
        final Thread thread;

        private Attempt(Model model) {
            thread = new Thread(() -> {
                Throwable thrown = catchThrowable(() -> model.respond(REQUEST));
                wasInterrupted.complete(Thread.currentThread().isInterrupted());
                outcome.complete(thrown);
            });
        }

        static Attempt start(Model model) {
            Attempt attempt = new Attempt(model);
            attempt.thread.setDaemon(true);
            attempt.thread.start();
            return attempt;
        }

        Throwable failure() throws Exception {
            Throwable failure = outcome.get(5, TimeUnit.SECONDS);
            assertThat(failure).isInstanceOf(ModelException.class);
            return failure;
        }
    }

    /** A pause that only an interrupt ends. */
    private record EndlessPause(CountDownLatch begun) implements Time {
        @Override
        public Instant now() {
            return FakeTime.BEGIN;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            begun.countDown();
            new CountDownLatch(1).await();
        }
    }
}
