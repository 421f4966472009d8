package ai.kern.specs.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.models.openai.OpenAiResponses;
import ai.kern.specs.support.Seed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What real servers said, garbled: the client never hangs, and ends in a result or a {@link ModelException}. The seed of a
 * failure is in its message; {@code -Dkern.seed=…} repeats it.
 */
@Tag("OAI-2")
class MutatedRecordingsTest {
    /** How often each kind of garbling is tried on each recording. */
    private static final int ROUNDS = Seed.rounds(4);

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ai.kern.specs.models.RecordedConversation#names")
    void aGarbledAnswerEndsInAResultOrAModelException(String name) throws Exception {
        Seed seed = Seed.givenOrAny();
        seed.play(name, () -> garble(RecordedConversation.named(name), seed.random()));
    }

    private static void garble(RecordedConversation conversation, Random random) throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            Model model = model(conversation, server);
            for (Garbling kind : Garbling.values()) {
                for (int round = 0; round < ROUNDS; round++) {
                    RecordedConversation.Exchange exchange = conversation
                            .exchanges()
                            .get(random.nextInt(conversation.exchanges().size()));
                    byte[] garbled = garbled(bytes(exchange.response()), kind, random);
                    server.enqueue(answer(exchange.response(), garbled, random));
                    boolean streamed = round % 2 == 0;
                    assertTimeoutPreemptively(
                            LIMIT,
                            () -> ask(model, conversation.firstRequest(), streamed),
                            () -> "stuck over " + new String(garbled, StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static void ask(Model model, ModelRequest request, boolean streamed) {
        HeardPieces heard = new HeardPieces();
        try {
            ModelResponse response = streamed ? model.respond(request, heard) : model.respond(request);
            response.message()
                    .toolCalls()
                    .forEach(call -> assertThat(call.toolName()).isNotBlank());
        } catch (ModelException expected) {
            // A server that has said all must not be waited for until the time is over.
            assertThat(expected).hasMessageContaining(model.id()).hasMessageNotContaining("no complete answer within");
        }
    }

    private static byte[] bytes(JsonNode response) {
        String text = response.has("text")
                ? response.path("text").stringValue()
                : response.path("body").toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MockResponse answer(JsonNode response, byte[] body, Random random) {
        MockResponse.Builder answer = new MockResponse.Builder()
                .code(random.nextInt(20) == 0 ? 500 : response.path("status").intValue())
                .chunkedBody(new Buffer().write(body), 64 + random.nextInt(4096));
        return random.nextInt(10) == 0
                ? answer.build()
                : answer.setHeader("Content-Type", response.path("content_type").stringValue())
                        .build();
    }

    /** Garbled in one way, and then perhaps in others. */
    private static byte[] garbled(byte[] original, Garbling kind, Random random) {
        byte[] bytes = kind.garble(original, random);
        while (bytes.length > 0 && random.nextInt(3) == 0) {
            bytes = Garbling.values()[random.nextInt(Garbling.values().length)].garble(bytes, random);
        }
        return bytes;
    }

    private static Model model(RecordedConversation conversation, MockWebServer server) {
        String url = server.url("/v1").toString();
        return conversation.isChat()
                ? OpenAiChat.builder()
                        .model("garbled")
                        .baseUrl(url)
                        .maxAttempts(1)
                        .callTimeout(LIMIT.dividedBy(2))
                        .build()
                : OpenAiResponses.builder()
                        .model("garbled")
                        .baseUrl(url)
                        .maxAttempts(1)
                        .callTimeout(LIMIT.dividedBy(2))
                        .build();
    }
}
