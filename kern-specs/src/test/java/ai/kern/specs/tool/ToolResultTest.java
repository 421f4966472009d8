package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ToolResultTest extends ToolSpec {
    private static final int MEGABYTE = 1024 * 1024;

    enum Mood {
        GOOD
    }

    record Order(String id, BigDecimal amount, Optional<String> note) {}

    private FunctionTool.Builder<Map<String, Object>> returning(Supplier<Object> result) {
        return FunctionTool.builder("work").call((arguments, context) -> {
            lab.ledger().add("worked");
            return result.get();
        });
    }

    static Stream<Arguments> results() {
        return Stream.of(
                Arguments.of("text as it is, \"quoted\"", "text as it is, \"quoted\""),
                Arguments.of("", ""),
                Arguments.of(null, "ok"),
                Arguments.of(42, "42"),
                Arguments.of(true, "true"),
                Arguments.of(Mood.GOOD, "\"GOOD\""),
                Arguments.of(LocalDate.of(2026, 1, 2), "\"2026-01-02\""),
                Arguments.of(List.of("a", 1), "[\"a\",1]"),
                Arguments.of(Optional.of("there"), "there"),
                Arguments.of(Optional.empty(), "ok"),
                Arguments.of(
                        new Order("o-1", new BigDecimal("10.50"), Optional.empty()),
                        "{\"id\":\"o-1\",\"amount\":10.50,\"note\":null}"));
    }

    @ParameterizedTest
    @MethodSource("results")
    @Tag("TOOL-1")
    void textGoesToTheModelAsItIsAndAnythingElseAsJson(Object result, String told) {
        ScriptedModel model = callsOnce(call("work"));

        assertCompleted(lab.run(lab.agent(model, returning(() -> result)), "Go."));

        assertThat(onlyResult(model).text()).isEqualTo(told);
        assertThat(onlyResult(model).error()).isFalse();
    }

    @Test
    @Tag("RUN-11")
    void aResultOfOneMegabyteIsTold() {
        ScriptedModel model = callsOnce(call("work"));

        assertCompleted(lab.run(lab.agent(model, returning(() -> "x".repeat(MEGABYTE))), "Go."));

        assertThat(onlyResult(model).text()).hasSize(MEGABYTE);
    }

    static Stream<Arguments> untellable() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        return Stream.of(
                Arguments.of("more than 1 MB", "x".repeat(MEGABYTE + 1), "the most that a tool may return is 1048576"),
                Arguments.of("more than 1 MB of UTF-8", "\u20ac".repeat(MEGABYTE / 2), "Return a part, a summary"),
                Arguments.of("more than 1 MB as JSON", List.of("x".repeat(MEGABYTE)), "Return a part, a summary"),
                Arguments.of("more than 5 MB as it is stored", "\u0001".repeat(MEGABYTE), "the result of tool work"),
                Arguments.of("a cycle", cycle, "has no JSON form"),
                Arguments.of("a getter that throws", new BrokenBean(), "has no JSON form"),
                Arguments.of("a text that cannot be read", new BrokenText(), "broken text"),
                Arguments.of("a future", new CompletableFuture<>(), "is no result yet"));
    }

    /** A bean whose property cannot be read. */
    public static final class BrokenBean {
        public String getName() {
            throw new IllegalStateException("broken bean");
        }
    }

    /** A text that cannot be read. */
    static final class BrokenText implements CharSequence {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public char charAt(int index) {
            return 'x';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("broken text");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("untellable")
    @Tag("RUN-5")
    void aResultThatCannotBeToldIsAnErrorThatSaysThatTheToolRan(String kind, Object result, String why) {
        ScriptedModel model = callsOnce(call("work"));

        RunOutput run = lab.run(lab.agent(model, returning(() -> result)), "Go.");

        assertCompleted(run);
        assertThat(lab.ledger().effects()).containsExactly("worked");
        assertThat(onlyResult(model).error()).isTrue();
        assertThat(onlyResult(model).text())
                .startsWith("Error: the tool ran, but ")
                .contains(why);
        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.FAILED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("untellable")
    @Tag("HITL-11")
    void aProtectedCallWhoseResultCannotBeToldDoesNotRunAgain(String kind, Object result, String why) {
        ScriptedModel model = callsOnce(call("work"), call("work"));
        Agent agent = lab.agent(model, returning(() -> result).requiresConfirmation());

        assertCompleted(lab.continueAll(agent, lab.run(agent, "Go."), ToolSpec::confirm));

        assertThat(lab.ledger().effects()).containsExactly("worked", "worked");
        assertThat(resultsIn(model.lastRequest()))
                .hasSize(2)
                .allSatisfy(told -> assertThat(told.text()).startsWith("Error: the tool ran, but "));
    }
}
