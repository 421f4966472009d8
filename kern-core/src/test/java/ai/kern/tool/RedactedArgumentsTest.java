package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.internal.Json;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementInfo;
import ai.kern.run.CallKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parts of arguments a tool redacts, and that what shows them shows masks. */
@Tag("AUD-3")
class RedactedArgumentsTest {
    record Card(@Param(redact = true) String number, String holder) {}

    record Person(String name, @Param(redact = true) Optional<String> secret, List<Person> children) {}

    record Order(
            Card card,
            List<Card> others,
            Map<String, Card[]> byName,
            Optional<Person> customer,
            @Param(name = "a/b", redact = true) int slashed) {}

    static class Account {
        private String pin = "";

        public void setPin(@Param(redact = true) String pin) {
            this.pin = pin;
        }
    }

    interface Paying {
        @Tool
        void pay(@Param(redact = true) String account, int amount);
    }

    static class Bank implements Paying {
        @Override
        public void pay(@Param(name = "account") String account, int amount) {}

        @Tool
        void transfer(Card from, Account to, @Param(redact = true) Card through) {}
    }

    private static List<String> redacted(Object source, String tool) {
        return ToolSet.collect(List.of(source)).find(tool).orElseThrow().redacted();
    }

    @Test
    void aMarkedParameterIsRedactedAlsoWhereTheMarkStandsOnAnInterface() {
        assertThat(redacted(new Bank(), "pay")).containsExactly("/account");
    }

    @Test
    void aMarkedComponentIsRedactedWhereverItsTypeIsUsed() {
        assertThat(redacted(new Bank(), "transfer")).containsExactly("/from/number", "/through", "/to/pin");
        assertThat(ToolSchema.of(Order.class).redacted())
                .containsExactly("/card/number", "/others/number", "/byName/*/number", "/customer/**/secret", "/a~1b");
    }

    @Test
    void aToolMadeByHandNamesWhatItRedactsBesideWhatIsMarked() {
        FunctionTool.Builder<?> order = FunctionTool.builder("order")
                .redact("/card/holder")
                .parameters(Order.class)
                .callVoid((arguments, context) -> {})
                .redact("/others/0/holder", "/byName/*");

        assertThat(redacted(Toolkit.of(order).redact("order", "/customer/name", "/card/holder"), "order"))
                .contains("/card/holder", "/others/0/holder", "/byName/*", "/customer/name", "/card/number")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/crd",
                "/card/nmber",
                "/card/number/x",
                "/others/0/nmber",
                "/others/x",
                "/byName/x/y",
                "/customer/**/x"
            })
    void aPointerThatLeadsNowhereIsAnErrorWhenAnAgentTakesTheTool(String pointer) {
        FunctionTool.Builder<?> order = FunctionTool.builder("order")
                .parameters(Order.class)
                .callVoid((arguments, context) -> {})
                .redact(pointer);

        assertThatThrownBy(() -> ToolSet.collect(List.of(order)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tool order (a function): it redacts " + pointer + ", but ");
    }

    @Test
    void theErrorOfAPointerNamesWhatIsThere() {
        FunctionTool.Builder<?> order =
                FunctionTool.builder("order").parameters(Order.class).callVoid((arguments, context) -> {});

        assertThatThrownBy(() -> ToolSet.collect(List.of(Toolkit.of(order).redact("order", "/others/nmber"))))
                .hasMessageEndingWith("/others has no part 'nmber'; there are number, holder");
        assertThatThrownBy(() -> order.redact("card")).hasMessageContaining("'card' is none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\"}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{}}}",
                "{\"type\":\"object\",\"properties\":{\"x\":{}},\"additionalProperties\":true}",
                "{\"type\":\"object\",\"patternProperties\":{\"^a\":{\"type\":[\"object\",\"null\"]}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/A\"}},"
                        + "\"$defs\":{\"A\":{\"anyOf\":[{\"type\":\"null\"},{\"properties\":{\"b\":{}}}]}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"properties\":{\"b\":{}}}}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"},\"b\":{\"type\":\"string\"}}}"
            })
    void aPointerIntoASchemaLeadsThroughAllThatItSays(String schema) {
        ToolDefinition tool = FunctionTool.builder("a_tool")
                .parameters(schema)
                .callVoid((arguments, context) -> {})
                .redact("/a/b")
                .build()
                .definition();

        assertThat(tool.complete().redacted()).containsExactly("/a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"properties\":{\"c\":{}}}}}",
                "{\"type\":\"object\",\"properties\":{\"c\":{\"type\":\"object\"}}}"
            })
    void aPointerThatASchemaDoesNotKnowIsRefused(String schema) {
        ToolDefinition tool = FunctionTool.builder("a_tool")
                .parameters(schema)
                .callVoid((arguments, context) -> {})
                .redact("/a/b")
                .build()
                .definition();

        assertThatThrownBy(tool::complete).hasMessageContaining("it redacts /a/b, but ");
    }

    private static ToolCall call() {
        ToolArguments arguments = ToolArguments.of("{\"pin\":\"4711-0815\",\"to\":\"ann\"}");
        return new ToolCall(new CallKey("r", 1, 0), "pay", arguments.redacting(List.of("/pin")));
    }

    @Test
    void codeGetsTheValueAndPeopleGetTheMask() {
        assertThat(call().arguments().json()).contains("4711-0815");
        assertThat(call().argument("pin")).contains("4711-0815");
        assertThat(call().toString()).isEqualTo("pay{\"pin\":\"[redacted]\",\"to\":\"ann\"}");
        assertThat(call().arguments().toString()).isEqualTo("{\"pin\":\"[redacted]\",\"to\":\"ann\"}");
    }

    @Test
    void aMaskedCallHoldsNothingButMasks() {
        ToolCall masked = call().masked();

        assertThat(masked.arguments().json()).isEqualTo("{\"pin\":\"[redacted]\",\"to\":\"ann\"}");
        assertThat(masked.argument("pin")).contains("[redacted]");
        assertThat(masked.masked()).isEqualTo(masked);
    }

    @Test
    void whatIsWrittenToJsonHasTheMask() {
        Requirement requirement = new Confirmation(
                new RequirementInfo("q", "r", List.of("an-agent"), call(), Instant.EPOCH, Optional.empty()), true);

        assertThat(Json.write(requirement))
                .contains("\"arguments\":{\"pin\":\"[redacted]\",\"to\":\"ann\"}")
                .doesNotContain("4711");
        assertThat(requirement.toString()).contains("[redacted]").doesNotContain("4711");
    }
}
