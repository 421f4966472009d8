package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.run.InvalidOutputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("TOOL-2")
class ArgumentCheckTest {
    record Line(String article, int count) {}

    enum Speed {
        SLOW,
        FAST
    }

    record Order(
            String customer, List<Line> lines, Optional<Line> gift, Optional<Speed> speed, Optional<LocalDate> on) {}

    private static final ToolSchema ORDER = ToolSchema.of(Order.class);
    private static final ToolSchema ANY = ToolSchema.of("{\"type\":\"object\"}");

    private static List<String> violations(ToolSchema schema, String arguments) {
        InvalidArgumentsException e =
                catchThrowableOfType(InvalidArgumentsException.class, () -> schema.check(arguments));
        assertThat(e).as("accepted: %s", arguments).isNotNull();
        assertThat(e)
                .hasMessageStartingWith("Invalid arguments: " + e.violations().get(0));
        return e.violations();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the answer is empty",
                "` ` | the answer is empty",
                "it is warm | the answer is not JSON: ",
                "{\"customer\": | the answer is cut off",
                "[1] | the answer is a JSON array",
                "{\"customer\":\"a\"} | lines: is missing",
                "{\"customer\":\"a\",\"lines\":[],\"on\":\"soon\"} | on: must be a date",
                "{\"customer\":\"a\",\"lines\":[]} and that is it | there is more text after the JSON object"
            })
    @Tag("RUN-12")
    void ofAnAnswerItIsSaidThatTheAnswerIsWrong(String text, String told) {
        assertThatThrownBy(() -> ORDER.checkAnswer(text))
                .isInstanceOf(InvalidOutputException.class)
                .hasMessageStartingWith(told)
                .hasMessageNotContaining("argument");
    }

    @Test
    @Tag("RUN-12")
    void ofAnAnswerThatNestsOrMeansTooMuchTheSameIsSaid() {
        assertThatThrownBy(() -> ANY.checkAnswer("{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}"))
                .hasMessage("the answer nests deeper than 500 levels");
        assertThatThrownBy(() -> ToolSchema.of("{\"type\":\"object\",\"minProperties\":1}")
                        .checkAnswer("{}"))
                .hasMessageStartingWith("the answer: ");
    }

    @Test
    void argumentsThatFitAreKeptCharacterForCharacter() {
        String json = "{ \"lines\" : [],\n \"customer\":\"\\u00e9\\ud83d\\ude00\" }";

        ToolArguments arguments = ORDER.check(json);

        assertThat(arguments.json()).isEqualTo(json);
        assertThat(arguments.as(Order.class))
                .isEqualTo(new Order("é😀", List.of(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\n\t"})
    void blankArgumentsAreAnEmptyObject(String blank) {
        assertThat(ANY.check(blank).json()).isEqualTo("{}");
        assertThat(violations(ORDER, blank)).containsExactly("customer: is missing", "lines: is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nope", "{'a':1}", "{\"a\":1,}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":\"\t\"}", "/**/{}", "{a:1}"
            })
    void textThatIsNotJsonIsRefused(String text) {
        assertThat(violations(ANY, text)).singleElement().asString().startsWith("the arguments are not JSON: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\"", "{\"a\":", "{\"a\":\"b", "{\"a\":[1,", "{\"a\":1"})
    void textThatIsCutOffIsRefused(String text) {
        assertThat(violations(ANY, text)).containsExactly("the arguments are cut off: the JSON ends too early");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "{}x", "{}]", "{},", "{\"a\":1}\n{\"a\":2}"})
    void textAfterTheObjectIsRefused(String text) {
        assertThat(violations(ANY, text)).containsExactly("there is more text after the JSON object");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefusedAtEveryDepth() {
        assertThat(violations(ANY, "{\"amount\":1,\"amount\":1000000}"))
                .containsExactly("amount: is there twice in one object");
        assertThat(violations(ANY, "{\"a\":[{\"to\":\"x\",\"t\\u006f\":\"y\"}]}"))
                .containsExactly("to: is there twice in one object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[1] | array", "'\"text\"' | string", "5 | number", "true | boolean", "null | null"})
    void whatIsNotAnObjectIsRefused(String text, String kind) {
        assertThat(violations(ANY, text)).containsExactly("the arguments are a JSON " + kind + "; give a JSON object");
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(ANY.check("{\"a\":" + "[".repeat(499) + "]".repeat(499) + "}")
                        .asMap())
                .containsKey("a");
        assertThat(violations(ANY, "{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}"))
                .containsExactly("the arguments nest deeper than 500 levels");
        assertThat(violations(ANY, "[".repeat(1_000_000))).containsExactly("the arguments nest deeper than 500 levels");
    }

    @Test
    void whatIsLargerThanFiveMegabytesIsRefused() {
        int limit = 5 * 1024 * 1024;
        String front = "{\"a\":\"";
        String fits = front + "x".repeat(limit - front.length() - 2) + "\"}";
        assertThat(ANY.check(fits).json()).hasSize(limit);
        assertThat(violations(ANY, front + "x".repeat(limit - front.length() - 1) + "\"}"))
                .containsExactly("the arguments have 5242881 bytes, and at most 5242880 are allowed");
        assertThat(violations(ANY, front + "é".repeat(limit / 2) + "\"}"))
                .singleElement()
                .asString()
                .contains("bytes");
    }

    @Test
    void everyViolationNamesItsField() {
        assertThat(violations(
                        ORDER,
                        "{\"customer\":7,\"lines\":[{\"article\":\"a\",\"count\":\"2\"},{\"article\":\"b\",\"colour\":\"red\"}],"
                                + "\"gift\":{\"article\":null,\"count\":1},\"speed\":\"WARP\",\"discount\":0.5}"))
                .containsExactlyInAnyOrder(
                        "customer: must be string, but is integer",
                        "lines[0].count: must be integer, but is string",
                        "lines[1].count: is missing",
                        "lines[1].colour: there is no such field",
                        "gift.article: must be string, but is null",
                        "speed: must be one of [\"SLOW\",\"FAST\",null]",
                        "discount: there is no such field; the fields are customer, lines, gift, speed, on");
    }

    @Test
    void aLongListOfViolationsIsCutInTheMessageOnly() {
        String many = "{\"customer\":\"c\",\"lines\":[" + "{},".repeat(20) + "{}]}";

        InvalidArgumentsException e = catchThrowableOfType(InvalidArgumentsException.class, () -> ORDER.check(many));

        assertThat(e.violations()).hasSize(42);
        assertThat(e).hasMessageContaining("lines[4].count: is missing; and 32 more. Correct them");
    }

    @Test
    void theMessageIsEnglishWhateverTheMachineSpeaks() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            ToolSchema schema = ToolSchema.of("{\"type\":\"object\",\"properties\":{\"a\":{\"minimum\":3}}}");
            assertThat(violations(schema, "{\"a\":1}")).containsExactly("a: must have a minimum value of 3");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void formatsAreChecked() {
        assertThat(violations(ORDER, "{\"customer\":\"c\",\"lines\":[],\"on\":\"2026-13-01\"}"))
                .singleElement()
                .asString()
                .startsWith("on: ");
        assertThat(violations(ORDER, "{\"customer\":\"c\",\"lines\":[],\"on\":\"2026-02-03T00:00:00Z\"}"))
                .hasSize(1);
    }

    record Numbers(
            Optional<Integer> i,
            Optional<Long> l,
            Optional<Byte> b,
            Optional<Short> s,
            Optional<BigInteger> bi,
            Optional<BigDecimal> bd,
            Optional<Double> d,
            Optional<Float> f,
            OptionalDouble od,
            Optional<double[]> ds) {}

    private static final ToolSchema NUMBERS = ToolSchema.of(Numbers.class);

    @ParameterizedTest
    @CsvSource({
        "i,3000000000", "i,-2147483649", "i,99999999999999999999", "l,9223372036854775808", "b,200", "b,-129",
                "s,70000",
        "d,1e400", "d,9007199254740993", "d,-9007199254740993.0", "f,1e40", "f,16777217", "od,1e400",
                "od,9007199254740993",
        "ds,[1e400]", "ds,[9007199254740993]",
    })
    void aNumberThatItsTypeCannotHoldIsRefusedWithTheField(String field, String number) {
        assertThat(violations(NUMBERS, "{\"" + field + "\":" + number + "}"))
                .singleElement()
                .asString()
                .startsWith(field)
                .contains(": ");
    }

    record Appointment(String who, int minutes, Duration length) {}

    @Test
    void whatTheTypesRefuseIsToldBesideWhatTheSchemaRefuses() {
        assertThat(violations(
                        ToolSchema.of(Appointment.class),
                        "{\"minutes\":3000000000,\"length\":\"half an hour\",\"where\":\"here\"}"))
                .satisfiesExactlyInAnyOrder(
                        missing -> assertThat(missing).isEqualTo("who: is missing"),
                        words -> assertThat(words)
                                .isEqualTo("length: must be a duration of ISO 8601, like PT30M or P1D"),
                        unknown -> assertThat(unknown).startsWith("where: there is no such field"),
                        range -> assertThat(range).startsWith("minutes: ").contains("3000000000"));
    }

    @ParameterizedTest
    @CsvSource({"i,1.0", "i,1e2", "l,9007199254740993.0", "bi,1e30"})
    void anIntegerIsWrittenAsOne(String field, String number) {
        assertThat(violations(NUMBERS, "{\"" + field + "\":" + number + "}"))
                .singleElement()
                .asString()
                .startsWith(field + ": ")
                .endsWith("an integer is written without fraction and exponent");
    }

    @Test
    void numbersKeepEveryDigit() {
        Numbers numbers = NUMBERS.check(
                        "{\"i\":-2147483648,\"l\":9007199254740993,\"bi\":123456789012345678901234567890,"
                                + "\"bd\":1234567890.123456789012345678901234567890,\"d\":0.1,\"f\":0.1,\"od\":1e23,\"ds\":[1,2.5]}")
                .as(Numbers.class);

        assertThat(numbers.i()).contains(Integer.MIN_VALUE);
        assertThat(numbers.l()).contains(9007199254740993L);
        assertThat(numbers.bi()).contains(new BigInteger("123456789012345678901234567890"));
        assertThat(numbers.bd()).contains(new BigDecimal("1234567890.123456789012345678901234567890"));
        assertThat(numbers.d()).contains(0.1);
        assertThat(numbers.f()).contains(0.1f);
        assertThat(numbers.od()).hasValue(1e23);
        assertThat(numbers.ds().orElseThrow()).containsExactly(1, 2.5);
    }

    @Test
    void theMapKeepsEveryDigitAndCannotBeChanged() {
        Map<String, Object> map = ANY.check(
                        "{\"i\":1,\"l\":9007199254740993,\"b\":123456789012345678901234567890,\"d\":1.10,\"e\":1e400,"
                                + "\"n\":null,\"list\":[{\"x\":[1]}]}")
                .asMap();

        assertThat(map)
                .containsEntry("i", 1)
                .containsEntry("l", 9007199254740993L)
                .containsEntry("b", new BigInteger("123456789012345678901234567890"))
                .containsEntry("d", new BigDecimal("1.10"))
                .containsEntry("e", new BigDecimal("1e400"))
                .containsEntry("n", null);
        assertThat(map.keySet()).containsExactly("i", "l", "b", "d", "e", "n", "list");
        assertThatThrownBy(() -> map.put("i", 2)).isInstanceOf(UnsupportedOperationException.class);
        List<?> list = (List<?>) map.get("list");
        assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((Map<?, ?>) list.get(0))::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e10001", "-1e1000000000", "1e-1000000000", "[{\"deep\":1e99999}]"})
    void aShortNumberWithEndlesslyManyDigitsIsRefused(String number) {
        ToolSchema schema = ToolSchema.of("{\"type\":\"object\",\"properties\":{\"a\":{\"multipleOf\":0.01}}}");

        assertThat(violations(schema, "{\"a\":" + number + "}"))
                .singleElement()
                .asString()
                .startsWith("a")
                .endsWith(": the number has more than 10000 digits when written out");
    }

    @Test
    void loneSurrogatesPassUnchanged() {
        String escaped = "{\"a\":\"\\ud800\"}";
        String bare = "{\"a\":\"\ud800\"}";

        assertThat(ANY.check(escaped).asMap()).containsEntry("a", "\ud800");
        assertThat(ANY.check(escaped).json()).isEqualTo(escaped);
        assertThat(ANY.check(bare).asMap()).containsEntry("a", "\ud800");
        assertThat(ANY.check(bare).json()).isEqualTo(bare);
    }

    record Payment(BigDecimal amount) {
        Payment {
            if (amount.signum() <= 0) {
                throw new IllegalArgumentException("amount: must be more than 0, but is " + amount);
            }
        }
    }

    record Batch(List<Payment> payments) {
        Batch {
            if (payments.isEmpty()) {
                throw new IllegalArgumentException("there is nothing to pay");
            }
        }
    }

    @Test
    void whatARecordsConstructorRefusesIsRefusedBeforeAnyoneIsAsked() {
        ToolSchema schema = ToolSchema.of(Batch.class);

        assertThat(violations(schema, "{\"payments\":[{\"amount\":1},{\"amount\":-5}]}"))
                .containsExactly("payments[1]: amount: must be more than 0, but is -5");
        assertThat(violations(schema, "{\"payments\":[]}")).containsExactly("there is nothing to pay");
    }

    record Meeting(OffsetDateTime at) {}

    @Test
    void aTimeKeepsItsOffset() {
        assertThat(ToolSchema.of(Meeting.class)
                        .check("{\"at\":\"2026-01-01T10:00:00+05:30\"}")
                        .as(Meeting.class)
                        .at())
                .hasToString("2026-01-01T10:00+05:30");
    }

    @Test
    void aSchemaThatNeverEndsRefusesInsteadOfFailing() {
        ToolSchema endless = ToolSchema.of("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/x\"}},"
                + "\"$defs\":{\"x\":{\"allOf\":[{\"$ref\":\"#/$defs/x\"}]}}}");

        assertThat(violations(endless, "{\"a\":1}")).containsExactly("the arguments nest too deep to be checked");
    }

    @Test
    void argumentsOfAnotherTypeAreRefusedByAs() {
        ToolArguments arguments = ToolArguments.of("{\"article\":\"a\",\"count\":1,\"more\":true}");

        assertThatThrownBy(() -> arguments.as(Line.class))
                .isInstanceOf(InvalidArgumentsException.class)
                .hasMessageContaining("more: ");
        assertThatThrownBy(() -> ToolArguments.of("[]")).isInstanceOf(InvalidArgumentsException.class);
    }

    @Test
    void anExceptionNeedsAViolation() {
        assertThatIllegalArgumentException().isThrownBy(() -> new InvalidArgumentsException(List.of()));
    }
}
