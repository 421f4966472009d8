package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mark that would be ignored is an error, however tool and protection come together. */
@Tag("TOOL-3")
class MarkRulesTest {
    private static final Map<String, UnaryOperator<FunctionTool.Builder<?>>> MARKS = Map.of(
            "idempotent", tool -> tool.idempotent(),
            "onceOnly", tool -> tool.onceOnly(),
            "editable", tool -> tool.editable(),
            "timeout", tool -> tool.timeout(Duration.ofSeconds(1)),
            "parallel = false", tool -> tool.parallel(false),
            "cacheFor", tool -> tool.cacheFor(Duration.ofSeconds(1)),
            "stopAfterCall", tool -> tool.stopAfterCall(),
            "showResult", tool -> tool.showResult());

    private record Arguments(String text) {}

    private static FunctionTool.Builder<?> tool(String mark) {
        FunctionTool.Builder<?> tool =
                FunctionTool.builder("t").parameters(Arguments.class).call((arguments, context) -> "done");
        return MARKS.get(mark).apply(tool);
    }

    @ParameterizedTest
    @CsvSource({
        // mark, on free tools, with confirmation, with user input, on external ones
        "idempotent, true, true, true, false",
        "onceOnly, true, false, false, false",
        "editable, false, true, false, false",
        "timeout, true, true, true, false",
        "parallel = false, true, true, true, false",
        "cacheFor, true, false, false, false",
        "stopAfterCall, true, true, true, true",
        "showResult, true, true, true, true",
    })
    void aMarkStandsWhereItSaysSomething(
            String mark, boolean onFree, boolean onConfirmed, boolean onInput, boolean onExternal) {
        assertTakes(mark, tool(mark), onFree);
        assertTakes(mark, tool(mark).requiresConfirmation(), onConfirmed);
        assertTakes(mark, Toolkit.of(tool(mark)).requiresConfirmation("t"), onConfirmed);
        assertTakes(mark, tool(mark).requiresUserInput(), onInput);
        assertTakes(mark, Toolkit.of(tool(mark)).requiresUserInput("t", "text"), onInput);
        assertTakes(mark, tool(mark).externalExecution(), onExternal);
        assertTakes(mark, Toolkit.of(tool(mark)).externalExecution("t"), onExternal);
    }

    private static void assertTakes(String mark, Object source, boolean takes) {
        if (takes) {
            assertThatCode(() -> ToolSet.collect(List.of(source))).doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ToolSet.collect(List.of(source)))
                    .withMessageContainingAll("tool t", mark + " has no effect", "Leave it out");
        }
    }

    static class Pay {
        @Tool(editable = true, externalExecution = true)
        void pay() {}
    }

    @Test
    void theRulesHoldForAnnotations() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(List.of(new Pay())))
                .withMessageContainingAll("tool pay", "editable has no effect", "executes outside kern");
    }

    @Test
    void aToolByWhichTheModelAsksMayEndTheRunAndShowTheAnswer() {
        ToolSet tools = ToolSet.collect(List.of(
                Toolkit.of(new UserInputTools()).stopAfterCall("get_user_input").showResult("get_user_input")));

        assertThat(tools.find("get_user_input").orElseThrow().stopAfterCall()).isTrue();
    }
}
