package ai.kern.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.DbException;
import ai.kern.model.OutputSchema;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.InputField;
import ai.kern.run.Actor;
import ai.kern.run.BatchMode;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailure;
import ai.kern.tool.Protection;
import ai.kern.tool.UserFeedbackTools.Option;
import ai.kern.tool.UserFeedbackTools.Question;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Documents of all editions are read for ever. An edition is a file with one document a line, in the order of {@link #EXAMPLES}.
 *
 * <p>When what is written changes, {@link #whatIsWrittenIsTheNewestEdition} fails: then put what it found into a new file with the
 * next number, and raise {@link #NEWEST}. Never change a file that is there; users have such documents.
 */
@Tag("DB-5")
class DocumentsTest {
    private static final int NEWEST = 7;

    private static final Documents.Definition PAY = new Documents.Definition(
            "pay", "{\"type\":\"object\"}", Protection.USER_INPUT, List.of("to", "note"), Optional.empty(), List.of());

    /** One of each kind of document, with all that it can hold; a new kind of document is a new example at the end. */
    private static final List<Object> EXAMPLES = List.of(
            new Documents.Text("\u0000 \u00e9 \u6f22 \ud83d\ude00 \u202e\u2028 \"quoted\" \\"),
            new Documents.Assistant(
                    "I will.",
                    List.of(
                            new ToolCallRequest("call_0", "pay", "{\"amount\": 12345678901234567890.10}"),
                            new ToolCallRequest("call_0", "", "not JSON")),
                    Optional.of("{\"reasoning\":[]}")),
            new Documents.Assistant("", List.of(), Optional.empty()),
            new Documents.Settings(
                    Map.of("nested", Map.of("list", List.of(1, new BigDecimal("2.5"), true, "x"))),
                    Optional.of(20),
                    BatchMode.HOLD_ALL,
                    List.of("a-run", "another-run"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
            new Documents.Settings(
                    Map.of(),
                    Optional.empty(),
                    BatchMode.RUN_FREE,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
            new Documents.Progress(new Usage(1, 2, 3, 4), Optional.of(new RunFailure("a.Type", "a message"))),
            Documents.Progress.NONE,
            new Documents.Claim("a-key", "{\"amount\":1}", true, PAY),
            new Documents.Outcome(OutcomeStatus.SUCCEEDED, "paid", true, true),
            Documents.Outcome.of(OutcomeStatus.UNKNOWN, "nobody knows"),
            new Documents.Asked(
                    "pay",
                    "{\"amount\":1}",
                    Optional.of(PAY),
                    true,
                    Optional.of("{\"type\":\"object\"}"),
                    List.of(new InputField("to", "{\"type\":\"string\"}", "Who gets it", true)),
                    List.of(new Question(
                            "city",
                            "Where to?",
                            List.of(
                                    new Option("paris", "Paris", Optional.empty()),
                                    new Option("rome", "Rome", Optional.of("The eternal one."))),
                            true,
                            false)),
                    2,
                    Optional.empty()),
            new Documents.Asked(
                    "gone", "{}", Optional.empty(), false, Optional.empty(), List.of(), List.of(), 0, Optional.empty()),
            new Documents.Settled(
                    AnswerType.CONFIRM,
                    Optional.of(Actor.of("bob", "finance")),
                    Optional.of("a note"),
                    Optional.of("{\"amount\":2}")),
            new Documents.Settled(AnswerType.LATE_OUTCOME, Optional.empty(), Optional.empty(), Optional.empty()),
            new Documents.Asked(
                    "pay",
                    "{}",
                    Optional.of(new Documents.Definition(
                            "pay", "{}", Protection.CONFIRMATION, List.of(), Optional.of("approval"), List.of())),
                    false,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    0,
                    Optional.of(new Documents.GateNote("a-provider", true, "a-pause", "{\"terms\":1}"))),
            new Documents.Claim(
                    "a-key",
                    "{}",
                    false,
                    new Documents.Definition(
                            "pay",
                            "{}",
                            Protection.NONE,
                            List.of(),
                            Optional.empty(),
                            List.of("/card/number", "/pin"))),
            new Documents.Settings(
                    Map.of(),
                    Optional.empty(),
                    BatchMode.RUN_FREE,
                    List.of(),
                    Optional.of(new OutputSchema("Answer", "{\"type\":\"object\"}")),
                    Optional.empty(),
                    Optional.empty()),
            new Documents.Claim(
                    "a-key",
                    "{}",
                    true,
                    PAY,
                    List.of(
                            new Documents.Assigned("writer", "a-run", "write"),
                            new Documents.Assigned("reader", "b-run", "read"))),
            new Documents.Settings(
                    Map.of(),
                    Optional.empty(),
                    BatchMode.RUN_FREE,
                    List.of(),
                    Optional.empty(),
                    Optional.of(50),
                    Optional.empty()),
            new Documents.Settings(
                    Map.of(),
                    Optional.empty(),
                    BatchMode.RUN_FREE,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(3)));

    private static List<String> edition(int number) throws IOException {
        try (InputStream file = DocumentsTest.class.getResourceAsStream("documents-" + number + ".jsonl")) {
            assertThat(file).as("edition %d", number).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static Stream<Arguments> stored() throws IOException {
        List<Arguments> stored = new ArrayList<>();
        for (int number = 1; number <= NEWEST; number++) {
            List<String> documents = edition(number);
            for (int i = 0; i < documents.size(); i++) {
                stored.add(Arguments.of(number, documents.get(i), EXAMPLES.get(i)));
            }
        }
        return stored.stream();
    }

    @ParameterizedTest(name = "edition {0}: {1}")
    @MethodSource("stored")
    void whatWasWrittenIsReadForEver(int number, String document, Object meant) {
        assertThat(Documents.<Object>read(document, typeOf(meant), "it")).isEqualTo(meant);
    }

    @Test
    void whatIsWrittenIsTheNewestEdition() throws IOException {
        assertThat(EXAMPLES.stream().map(Documents::write)).containsExactlyElementsOf(edition(NEWEST));
    }

    @ParameterizedTest
    @ValueSource(ints = {Documents.FORMAT + 1, 99, 0, -1})
    void aFormatThatThisVersionDoesNotKnowIsRefused(int format) {
        String document = Documents.write(new Documents.Text("secret")).replace("\"format\":1", "\"format\":" + format);

        assertThatThrownBy(() -> Documents.read(document, Documents.Text.class, "entry 3 of run r"))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("entry 3 of run r has format " + format)
                .hasMessageContaining("formats 1 to " + Documents.FORMAT)
                .hasMessageContaining("or a newer one")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":\"secret\"}", "{\"format\":1,\"text\":", "secret", ""})
    void whatIsNoDocumentIsRefusedByItsNameAlone(String text) {
        assertThatThrownBy(() -> Documents.read(text, Documents.Text.class, "entry 3 of run r"))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("entry 3 of run r")
                .hasMessageNotContaining("secret");
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> typeOf(Object example) {
        return (Class<Object>) example.getClass();
    }
}
