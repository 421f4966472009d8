package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.model.Message;
import ai.kern.requirement.Confirmation;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.UserFeedbackTools;
import ai.kern.tool.UserInputTools;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("TOOL-2")
class ArgumentsTest extends ToolSpec {
    record Address(String city) {}

    record Payment(String to, int amount, Optional<Address> address) {}

    static Stream<Arguments> badArguments() {
        return Stream.of(
                Arguments.of("not JSON", "pay Ann", "the arguments are not JSON"),
                Arguments.of("cut off", "{\"to\":\"ann\",\"amo", "cut off"),
                Arguments.of("a key twice", "{\"to\":\"ann\",\"amount\":1,\"amount\":2}", "amount: is there twice"),
                Arguments.of(
                        "a key twice inside",
                        "{\"to\":\"ann\",\"amount\":1,\"address\":{\"city\":\"a\",\"city\":\"b\"}}",
                        "city: is there twice"),
                Arguments.of("trailing text", "{\"to\":\"ann\",\"amount\":1} as agreed", "more text after"),
                Arguments.of("two objects", "{\"to\":\"ann\",\"amount\":1}{\"to\":\"bob\"}", "more text after"),
                Arguments.of("a wrong type", "{\"to\":\"ann\",\"amount\":\"1\"}", "amount: must be integer"),
                Arguments.of("a number beyond the type", "{\"to\":\"ann\",\"amount\":3000000000}", "amount: "),
                Arguments.of(
                        "a wrong type inside",
                        "{\"to\":\"ann\",\"amount\":1,\"address\":{\"city\":5}}",
                        "address.city: must be string"),
                Arguments.of(
                        "an unknown field",
                        "{\"to\":\"ann\",\"amount\":1,\"urgent\":true}",
                        "urgent: there is no such"),
                Arguments.of("a missing field", "{\"to\":\"ann\"}", "amount: is missing"),
                Arguments.of("null for a required field", "{\"to\":null,\"amount\":1}", "to: must be string"),
                Arguments.of("too deep", "{\"to\":" + "[".repeat(600) + "]".repeat(600) + "}", "deeper than 500"),
                Arguments.of("an array", "[\"ann\",1]", "the arguments are a JSON array"),
                Arguments.of("a string", "\"ann\"", "the arguments are a JSON string"),
                Arguments.of("null", "null", "the arguments are a JSON null"),
                Arguments.of("blank", " ", "to: is missing"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badArguments")
    void badArgumentsGiveTheModelAnErrorThatNamesTheFieldWhateverStandsBeforeTheTool(
            String kind, String arguments, String message) {
        ScriptedModel model = callsOnce(
                call("free", arguments),
                call("confirmed", arguments),
                call("with_input", arguments),
                call("outside", arguments));
        RunOutput run = lab.run(
                lab.agent(
                        model,
                        noting("free", Payment.class),
                        noting("confirmed", Payment.class).requiresConfirmation(),
                        noting("with_input", Payment.class).requiresUserInput("address"),
                        noting("outside", Payment.class).externalExecution()),
                "Pay.");

        assertCompleted(run);
        assertThat(run.requirements()).as("nobody was asked").isEmpty();
        assertThat(lab.ledger().effects()).as("no tool ran").isEmpty();
        assertThat(run.toolExecutions()).allSatisfy(execution -> {
            assertThat(execution.outcome()).contains(OutcomeStatus.REFUSED);
            assertThat(execution.attempts()).isZero();
        });
        List<Message.ToolResult> told = resultsIn(model.lastRequest());
        assertThat(told).hasSize(4).allMatch(Message.ToolResult::error);
        List.of(0, 1, 3)
                .forEach(index -> assertThat(told.get(index).text())
                        .startsWith("Error: Invalid arguments: ")
                        .contains(message)
                        .endsWith("Correct them and call the tool again."));
    }

    @Test
    void severalFaultsAreToldAtOnce() {
        ScriptedModel model = callsOnce(call("pay", "{\"amount\":\"1\",\"urgent\":true}"));

        lab.run(lab.agent(model, noting("pay", Payment.class)), "Pay.");

        assertThat(onlyResult(model).text()).contains("to: is missing", "amount: must be integer", "urgent: ");
    }

    @Test
    void aFieldThatAPersonGivesIsUnknownToTheModel() {
        ScriptedModel model = callsOnce(call("pay", "{\"to\":\"mallory\",\"amount\":1}"));

        RunOutput run = lab.run(lab.agent(model, noting("pay", Payment.class).requiresUserInput("to")), "Pay.");

        assertCompleted(run);
        assertThat(onlyResult(model).text()).contains("to: there is no such field");
        assertThat(run.requirements()).isEmpty();
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "{}"})
    void blankArgumentsAreNoneForAToolWithoutParameters(String arguments) {
        ScriptedModel model = callsOnce(call("list", arguments), call("wipe", arguments));
        var agent = lab.agent(model, noting("list"), noting("wipe").requiresConfirmation());

        RunOutput paused = lab.run(agent, "List, then wipe.");
        assertThat(onlyOpen(paused, Confirmation.class).toolCall().arguments().asMap())
                .isEmpty();
        RunOutput run = lab.continueAll(agent, paused, ToolSpec::confirm);

        assertCompleted(run);
        assertThat(lab.ledger().effects()).containsExactly("list", "wipe");
    }

    @Test
    void badArgumentsOfOneCallDoNotStopTheOthersOfItsBatch() {
        ScriptedModel model =
                callsOnce(call("pay", "{\"to\":\"ann\"}"), call("list"), call("pay", "{\"to\":\"bob\",\"amount\":2}"));
        var agent = lab.agent(model, noting("pay", Payment.class).requiresConfirmation(), noting("list"));

        RunOutput paused = lab.run(agent, "Pay both.");

        Confirmation asked = onlyOpen(paused, Confirmation.class);
        assertThat(asked.toolCall().argument("to")).contains("bob");
        assertThat(lab.ledger().effects()).containsExactly("list");
        RunOutput run = lab.continueRun(agent, paused.runId(), asked.confirm());
        assertCompleted(run);
        assertThat(resultsOf(run).get(0)).contains("amount: is missing");
        assertThat(resultsOf(run).subList(1, 3)).containsExactly("list is done", "pay is done");
    }

    @Test
    void aFieldWithANameBeyondAllMeasureIsToldInPart() {
        ScriptedModel model = callsOnce(call("pay", "{\"" + "x".repeat(5_200_000) + "\":1}"));

        assertCompleted(lab.run(lab.agent(model, noting("pay", Payment.class)), "Pay."));

        assertThat(onlyResult(model).text()).hasSizeLessThan(20_000);
    }

    @Test
    void theModelMayCorrectItself() {
        ScriptedModel model = ScriptedModel.of(
                calls(call("pay", "{\"to\":\"ann\",\"amount\":\"7\"}")),
                calls(call("pay", "{\"to\":\"ann\",\"amount\":7}")),
                text("done"));

        RunOutput run = lab.run(lab.agent(model, noting("pay", Payment.class)), "Pay.");

        assertCompleted(run);
        assertThat(lab.ledger().effects()).containsExactly("pay");
    }

    static Stream<ScriptedCall> questionsNobodyCanAnswer() {
        return Stream.of(
                call("get_user_input", "{\"fields\":[]}"),
                call("get_user_input", "{\"fields\":[{\"name\":\"a\",\"type\":\"date\",\"description\":\"\"}]}"),
                call(
                        "get_user_input",
                        "{\"fields\":[{\"name\":\"a\",\"type\":\"string\",\"description\":\"\"},"
                                + "{\"name\":\"a\",\"type\":\"string\",\"description\":\"\"}]}"),
                call("ask_user", "{\"questions\":[]}"),
                call("ask_user", "{\"questions\":[{\"id\":\"q\",\"text\":\"Which?\",\"options\":[]}]}"));
    }

    @ParameterizedTest
    @MethodSource("questionsNobodyCanAnswer")
    @Tag("HITL-15")
    void aQuestionThatCannotBeAnsweredIsToldToTheModelAndToNobodyElse(ScriptedCall question) {
        ScriptedModel model = callsOnce(question);

        RunOutput run = lab.run(lab.agent(model, new UserInputTools(), new UserFeedbackTools()), "Ask me.");

        assertCompleted(run);
        assertThat(run.requirements()).isEmpty();
        assertThat(onlyResult(model).error()).isTrue();
        assertThat(onlyResult(model).text()).startsWith("Error: Invalid arguments: ");
    }

    @Test
    void argumentsReachTheToolAsTheyWereChecked() {
        record Exact(BigDecimal amount, BigInteger account) {}
        FunctionTool exact = FunctionTool.builder("exact")
                .parameters(Exact.class)
                .call((arguments, context) -> arguments.amount() + " to " + arguments.account())
                .build();
        ScriptedModel model =
                callsOnce(call("exact", "{\"amount\":0.10000000000000000001,\"account\":9007199254740993}"));

        lab.run(lab.agent(model, exact), "Pay.");

        assertThat(onlyResult(model).text()).isEqualTo("0.10000000000000000001 to 9007199254740993");
    }
}
