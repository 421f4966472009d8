package ai.kern.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.LimitExceededException;
import ai.kern.run.KernException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ToolResultTextTest {
    enum Level {
        HIGH;

        @Override
        public String toString() {
            return "shown as high";
        }
    }

    record Receipt(
            String no, BigDecimal amount, LocalDate day, Level level, Optional<String> note, List<Integer> items) {}

    static class Bean {
        public final String last = "1";
        public final String first = "2";
    }

    @Test
    void propertiesKeepTheOrderOfTheirClass() {
        assertThat(ToolResultText.of(new Bean())).isEqualTo("{\"last\":\"1\",\"first\":\"2\"}");
    }

    @Test
    void aStringIsTheTextItself() {
        assertThat(ToolResultText.of("")).isEmpty();
        assertThat(ToolResultText.of("say \"hi\"\n")).isEqualTo("say \"hi\"\n");
        assertThat(ToolResultText.of(new StringBuilder("built"))).isEqualTo("built");
    }

    @Test
    void nothingIsOk() {
        assertThat(ToolResultText.of(null)).isEqualTo("ok");
    }

    @Test
    void anOptionalIsWhatIsInIt() {
        assertThat(ToolResultText.of(Optional.of("text"))).isEqualTo("text");
        assertThat(ToolResultText.of(Optional.of(Optional.of(5)))).isEqualTo("5");
        assertThat(ToolResultText.of(Optional.empty())).isEqualTo("ok");
    }

    @Test
    void everythingElseIsJson() {
        assertThat(ToolResultText.of(new Receipt(
                        "z",
                        new BigDecimal("1.10"),
                        LocalDate.of(2026, 1, 2),
                        Level.HIGH,
                        Optional.empty(),
                        List.of(1))))
                .isEqualTo(
                        "{\"no\":\"z\",\"amount\":1.10,\"day\":\"2026-01-02\",\"level\":\"HIGH\",\"note\":null,\"items\":[1]}");
        assertThat(ToolResultText.of(true)).isEqualTo("true");
        assertThat(ToolResultText.of(9007199254740993L)).isEqualTo("9007199254740993");
        assertThat(ToolResultText.of(Map.of("a", "é"))).isEqualTo("{\"a\":\"é\"}");
        assertThat(ToolResultText.of(Json.read("{\"b\":1.10,\"a\":null}"))).isEqualTo("{\"b\":1.10,\"a\":null}");
    }

    @Test
    void aResultOfMoreThanOneMegabyteIsAnErrorThatNamesTheSizes() {
        assertThat(ToolResultText.of("x".repeat(1_048_576))).hasSize(1_048_576);
        assertThatThrownBy(() -> ToolResultText.of("x".repeat(1_048_577)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContainingAll("1048577", "1048576");
        assertThatThrownBy(() -> ToolResultText.of("é".repeat(524_289))).isInstanceOf(LimitExceededException.class);
    }

    @Test
    void whatHasNoJsonFormIsAnErrorThatNamesTheClass() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        Object failing = new Object() {
            @SuppressWarnings("unused")
            public String getValue() {
                throw new IllegalStateException("no value");
            }
        };

        assertThatThrownBy(() -> ToolResultText.of(cycle))
                .isInstanceOf(KernException.class)
                .hasMessageContaining("java.util.ArrayList");
        assertThatThrownBy(() -> ToolResultText.of(failing))
                .isInstanceOf(KernException.class)
                .hasMessageContaining("ToolResultTextTest");
        assertThatThrownBy(() -> ToolResultText.of(new CompletableFuture<>()))
                .isInstanceOf(KernException.class)
                .hasMessageContaining("no result yet");
    }
}
