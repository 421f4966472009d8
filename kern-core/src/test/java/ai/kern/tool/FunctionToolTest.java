package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("TOOL-1")
class FunctionToolTest {
    record RefundArgs(@Param(description = "The order.") String order, BigDecimal amount) {}

    private static @Nullable Object call(FunctionTool tool, String arguments) throws Exception {
        ToolDefinition definition = tool.definition();
        return definition.body().call(definition.parameters().check(arguments), new StubContext());
    }

    @Test
    void aFunctionGetsItsArgumentsAsARecord() throws Exception {
        FunctionTool refund = FunctionTool.builder("refund")
                .description("Pay back.")
                .parameters(RefundArgs.class)
                .call((args, context) -> args.order() + " " + args.amount() + " " + context.runId())
                .build();

        assertThat(refund.definition().name()).isEqualTo("refund");
        assertThat(refund.definition().description()).isEqualTo("Pay back.");
        assertThat(refund.definition().parameters()).isEqualTo(ToolSchema.of(RefundArgs.class));
        assertThat(call(refund, "{\"order\":\"o1\",\"amount\":12345678901234567890.10}"))
                .isEqualTo("o1 12345678901234567890.10 run");
    }

    @Test
    void aFunctionGetsItsArgumentsAsAMapWhereItGivesASchema() throws Exception {
        FunctionTool tool = FunctionTool.builder("greet")
                .parameters(
                        "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}")
                .call((args, context) -> args)
                .build();

        assertThat(call(tool, "{\"name\":\"ann\",\"more\":1}")).isEqualTo(Map.of("name", "ann", "more", 1));
        assertThatThrownBy(() -> call(tool, "{}")).hasMessageContaining("name: is missing");
    }

    @Test
    void aFunctionWithoutParametersTakesNoArguments() throws Exception {
        FunctionTool tool =
                FunctionTool.builder("now").call((args, context) -> args.size()).build();

        assertThat(call(tool, "")).isEqualTo(0);
        assertThatThrownBy(() -> call(tool, "{\"zone\":\"UTC\"}")).hasMessageContaining("zone: there is no such field");
    }

    @Test
    void aFunctionMayReturnNullOrNothingAndThrowAnything() throws Exception {
        List<String> log = new ArrayList<>();
        FunctionTool nothing = FunctionTool.builder("log")
                .parameters(RefundArgs.class)
                .callVoid((args, context) -> log.add(args.order()))
                .build();
        FunctionTool failing = FunctionTool.builder("fail")
                .callVoid((args, context) -> {
                    throw new IOException("down");
                })
                .build();

        assertThat(call(nothing, "{\"order\":\"o1\",\"amount\":1}")).isNull();
        assertThat(log).containsExactly("o1");
        assertThatThrownBy(() -> call(failing, "{}")).isExactlyInstanceOf(IOException.class);
        assertThat(call(
                        FunctionTool.builder("none")
                                .call((args, context) -> null)
                                .build(),
                        "{}"))
                .isNull();
    }

    @Test
    void optionsStandBeforeOrAfterTheFunction() {
        ToolDefinition before = FunctionTool.builder("t")
                .requiresConfirmation()
                .idempotent()
                .editable()
                .timeout(Duration.ofSeconds(1))
                .parallel(false)
                .stopAfterCall()
                .showResult()
                .description("d")
                .parameters(RefundArgs.class)
                .call((args, context) -> args.order())
                .build()
                .definition();
        ToolDefinition after = FunctionTool.builder("t")
                .parameters(RefundArgs.class)
                .call((args, context) -> args.order())
                .requiresConfirmation()
                .idempotent()
                .editable()
                .timeout(Duration.ofSeconds(1))
                .parallel(false)
                .stopAfterCall()
                .showResult()
                .description("d")
                .build()
                .definition();

        for (ToolDefinition tool : List.of(before, after)) {
            assertThat(tool.protection()).isEqualTo(Protection.CONFIRMATION);
            assertThat(List.of(tool.idempotent(), tool.editable(), tool.stopAfterCall(), tool.showResult()))
                    .containsOnly(true);
            assertThat(tool.timeout()).contains(Duration.ofSeconds(1));
            assertThat(tool.parallel()).isFalse();
            assertThat(tool.description()).isEqualTo("d");
        }
    }

    @Test
    void theModelIsNotOfferedWhatThePersonGives() {
        ToolDefinition tool = FunctionTool.builder("send")
                .parameters(RefundArgs.class)
                .requiresUserInput("amount")
                .call((args, context) -> "sent")
                .build()
                .definition();

        assertThat(tool.protection()).isEqualTo(Protection.USER_INPUT);
        assertThat(tool.userInputFields()).containsExactly("amount");
        assertThat(tool.parameters().propertyNames()).containsExactly("order", "amount");
        assertThat(tool.modelParameters().propertyNames()).containsExactly("order");
        assertThat(tool.spec().parametersSchema())
                .isEqualTo(tool.modelParameters().text());
        assertThat(tool.modelParameters().check("{\"order\":\"o1\"}").asMap()).containsOnlyKeys("order");
        assertThatThrownBy(() -> tool.modelParameters().check("{\"order\":\"o1\",\"amount\":1}"))
                .isInstanceOf(InvalidArgumentsException.class)
                .hasMessageContaining("amount: there is no such field; the fields are order");
    }

    @Test
    void withoutNamedFieldsThePersonGivesThemAll() {
        ToolDefinition tool = FunctionTool.builder("send")
                .parameters(RefundArgs.class)
                .requiresUserInput()
                .call((args, context) -> "sent")
                .build()
                .definition();

        assertThat(tool.userInputFields()).containsExactly("order", "amount");
        assertThat(tool.modelParameters().propertyNames()).isEmpty();
        assertThat(tool.modelParameters().check("").json()).isEqualTo("{}");
    }

    @Test
    void anExternalToolNeedsNoFunctionAndNeverRuns() {
        FunctionTool tool = FunctionTool.builder("shell").externalExecution().build();

        assertThat(tool.definition().protection()).isEqualTo(Protection.EXTERNAL_EXECUTION);
        assertThatThrownBy(() -> call(tool, "{}")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMistakeIsAnErrorThatNamesTheTool() {
        assertThatIllegalStateException()
                .isThrownBy(() -> FunctionTool.builder("refund").build())
                .withMessageContainingAll("refund", "call(...)", "externalExecution()");
        assertThatIllegalStateException()
                .isThrownBy(() -> FunctionTool.builder("refund")
                        .call((args, context) -> "")
                        .parameters(RefundArgs.class))
                .withMessageContainingAll("refund", "parameters stands before call");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        FunctionTool.builder("refund").requiresUserInput("a").requiresUserInput("b"))
                .withMessageContainingAll("refund", "requiresUserInput");
        assertInvalid(FunctionTool.builder("re fund"), "'re fund'", "1 to 64");
        assertInvalid(FunctionTool.builder("x".repeat(65)), "1 to 64");
        assertInvalid(FunctionTool.builder("t").idempotent().onceOnly(), "tool t", "idempotent and onceOnly");
        assertInvalid(FunctionTool.builder("t").timeout(Duration.ZERO), "tool t", "timeout is PT0S", "at least 1 ms");
        assertInvalid(FunctionTool.builder("t").cacheFor(Duration.ofSeconds(-1)), "tool t", "cacheFor is PT-1S");
        assertInvalid(
                FunctionTool.builder("t").timeout(ChronoUnit.FOREVER.getDuration()),
                "tool t",
                "timeout",
                "at most 365 days");
        assertInvalid(
                FunctionTool.builder("t").cacheFor(Duration.ofDays(365).plusNanos(1)),
                "tool t",
                "cacheFor",
                "at most 365 days");
        assertInvalid(
                FunctionTool.builder("t").parameters(RefundArgs.class).requiresUserInput("sum"),
                "tool t",
                "'sum'",
                "order, amount");
        assertInvalid(FunctionTool.builder("t").requiresUserInput(), "tool t", "no parameters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTool.builder("t").parameters("{\"type\":\"string\"}"))
                .withMessageContainingAll("tool t", "type object");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionTool.builder("t").parameters(String.class))
                .withMessageContainingAll("tool t", "java.lang.String");
    }

    private static void assertInvalid(FunctionTool.Builder<?> builder, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete(builder).build())
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    private static <A> FunctionTool.Builder<A> complete(FunctionTool.Builder<A> builder) {
        return builder.call((args, context) -> "");
    }

    @Test
    @Tag("TOOL-3")
    void confirmationUserInputAndExternalExecutionExcludeEachOther() {
        assertInvalid(
                FunctionTool.builder("t").requiresConfirmation().externalExecution(),
                "tool t",
                "requiresConfirmation and externalExecution",
                "exclude each other");
        assertInvalid(
                FunctionTool.builder("t")
                        .parameters(RefundArgs.class)
                        .requiresConfirmation()
                        .requiresUserInput("order"),
                "tool t",
                "requiresConfirmation and requiresUserInput");
        assertInvalid(
                FunctionTool.builder("t")
                        .parameters(RefundArgs.class)
                        .requiresUserInput()
                        .externalExecution(),
                "tool t",
                "requiresUserInput and externalExecution");
    }
}
