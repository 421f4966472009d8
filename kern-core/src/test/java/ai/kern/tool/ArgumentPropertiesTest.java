package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.internal.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said of a few arguments elsewhere, for many, which are the same in every run. */
@Tag("TOOL-2")
class ArgumentPropertiesTest {
    private static final int TRIES = 500;

    private final Random random = new Random(20261101);

    record Values(BigDecimal exact, BigInteger whole, long number, String text) {}

    private static final ToolSchema VALUES = ToolSchema.of(Values.class);

    record Small(int value) {}

    private static final ToolSchema SMALL = ToolSchema.of(Small.class);

    /** Any UTF-16, lone surrogates and control characters included. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            int kind = random.nextInt(3);
            text.append((char)
                    (kind == 0
                            ? random.nextInt(128)
                            : kind == 1 ? random.nextInt(65536) : 0xD7F0 + random.nextInt(2064)));
        }
        return text.toString();
    }

    private BigInteger integer(int bits) {
        BigInteger value = new BigInteger(1 + random.nextInt(bits), random);
        return random.nextBoolean() ? value : value.negate();
    }

    @Test
    void argumentsArriveAsTheyWereWritten() {
        for (int i = 0; i < TRIES; i++) {
            Values values = new Values(
                    new BigDecimal(integer(300), random.nextInt(200) - 100), integer(600), random.nextLong(), text());

            ToolArguments arguments = VALUES.check(Json.write(values));

            assertThat(arguments.as(Values.class)).isEqualTo(values);
            assertThat(arguments.asMap()).containsEntry("text", values.text());
            assertThat(arguments.asMap().get("whole"))
                    .hasToString(values.whole().toString());
            assertThat(ToolArguments.of(Json.write(arguments.asMap())).asMap()).isEqualTo(arguments.asMap());
        }
    }

    @Test
    void anIntIsTakenExactlyWithinItsRangeAndRefusedBeyond() {
        for (int i = 0; i < TRIES; i++) {
            BigInteger value = integer(34);
            String json = "{\"value\":" + value + "}";

            if (value.bitLength() < 32) {
                assertThat(SMALL.check(json).as(Small.class).value()).isEqualTo(value.intValueExact());
            } else {
                assertThatThrownBy(() -> SMALL.check(json))
                        .isInstanceOf(InvalidArgumentsException.class)
                        .hasMessageContaining("value: ");
            }
        }
    }

    @Test
    void whateverTheModelWritesIsTakenOrRefusedAndNothingElse() {
        String good = Json.write(new Values(BigDecimal.TEN, BigInteger.ONE, 7, "seven"));
        for (int i = 0; i < TRIES; i++) {
            StringBuilder broken = new StringBuilder(good);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int place = random.nextInt(broken.length());
                broken.replace(place, Math.min(broken.length(), place + random.nextInt(3)), text());
            }
            try {
                assertThat(VALUES.check(broken.toString()).as(Values.class).text())
                        .isNotNull();
            } catch (InvalidArgumentsException refused) {
                assertThat(refused.violations()).isNotEmpty();
            }
        }
    }
}
