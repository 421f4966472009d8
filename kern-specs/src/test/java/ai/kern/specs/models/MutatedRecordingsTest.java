package ai.kern.specs.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.kern.model.Model;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.models.openai.OpenAiResponses;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
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
    private static final int ROUNDS = 25;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String[] FRAGMENTS = {
        "null", "{}", "[]", "\"\"", "\"", "{", "}", "\n\n", "\r\n", "data: ", "[DONE]", "-1", "1e999", "\\u0000",
        "\ud83d"
    };

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("ai.kern.specs.models.RecordedConversation#names")
    void aGarbledAnswerEndsInAResultOrAModelException(String name) throws Exception {
        RecordedConversation conversation = RecordedConversation.named(name);
        long seed = Optional.ofNullable(Long.getLong("kern.seed")).orElseGet(() -> new Random().nextLong());
        Random random = new Random(seed);
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            Model model = model(conversation, server);
            for (int round = 0; round < ROUNDS; round++) {
                RecordedConversation.Exchange exchange = conversation
                        .exchanges()
                        .get(random.nextInt(conversation.exchanges().size()));
                byte[] garbled = garbled(bytes(exchange.response()), random);
                server.enqueue(answer(exchange.response(), garbled, random));
                assertTimeoutPreemptively(
                        LIMIT,
                        () -> ask(model, conversation.firstRequest(), conversation.isStreamed()),
                        () -> "seed " + seed + ", answered " + new String(garbled, StandardCharsets.UTF_8));
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("With -Dkern.seed=" + seed + " on " + name, e);
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
            assertThat(expected).hasMessageContaining(model.id());
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

    /** Changes, drops, doubles, swaps and inserts, at a few places. */
    private static byte[] garbled(byte[] original, Random random) {
        byte[] bytes = original;
        for (int change = 1 + random.nextInt(4); change > 0 && bytes.length > 1; change--) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(200));
            bytes = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(bytes, from);
                case 1 -> join(bytes, from, new byte[0], to);
                case 2 -> join(bytes, to, Arrays.copyOfRange(bytes, from, to), to);
                case 3 -> join(bytes, from, fragment(random), from);
                case 4 -> join(bytes, from, fragment(random), to);
                default -> join(bytes, from, new byte[] {(byte) random.nextInt(256)}, from + 1);
            };
        }
        return bytes;
    }

    private static byte[] fragment(Random random) {
        return FRAGMENTS[random.nextInt(FRAGMENTS.length)].getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes up to one place, others, and the bytes from another place on. */
    private static byte[] join(byte[] bytes, int head, byte[] middle, int tail) {
        Buffer joined = new Buffer();
        return joined.write(bytes, 0, head)
                .write(middle)
                .write(bytes, tail, bytes.length - tail)
                .readByteArray();
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
