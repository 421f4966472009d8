package ai.kern.testkit;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static ai.kern.testkit.ScriptedAnswer.textAndCalls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ai.kern.model.Message;
import ai.kern.model.ModelException;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.ToolCallRequest;
import ai.kern.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ScriptedModelTest {
    private static final Message USER = new Message.User("Delete a.");

    private final List<Message> transcript = new ArrayList<>(List.of(USER));

    @Test
    void theScriptIsPlayedTurnByTurn() {
        ScriptedModel model = ScriptedModel.of(
                textAndCalls("Deleting.", call("delete_file", "{\"path\":\"a\"}"), call("list_files")), text("done"));

        Message.Assistant first = ask(model).message();

        assertThat(first.text()).isEqualTo("Deleting.");
        assertThat(first.toolCalls())
                .containsExactly(
                        new ToolCallRequest("call_1_1", "delete_file", "{\"path\":\"a\"}"),
                        new ToolCallRequest("call_1_2", "list_files", "{}"));
        assertThat(first.providerData()).isEmpty();

        transcript.add(first);
        transcript.add(result("call_1_1", "delete_file"));
        transcript.add(result("call_1_2", "list_files"));
        assertThat(ask(model)).isEqualTo(ModelResponse.of(Message.Assistant.of("done")));
    }

    @Test
    void aModelBuiltAnewGoesOnWhereTheTranscriptStands() {
        transcript.add(ask(ScriptedModel.of(calls(call("x")), text("done"))).message());
        transcript.add(result("call_1_1", "x"));

        assertThat(ask(ScriptedModel.of(calls(call("x")), text("done")))
                        .message()
                        .text())
                .isEqualTo("done");
    }

    @Test
    void theSameRequestHasTheSameAnswerHoweverOftenItIsAsked() {
        ScriptedModel model = ScriptedModel.of(calls(call("x")));

        assertThat(ask(model)).isEqualTo(ask(model));
    }

    @Test
    void aScriptCanBeginAnewWithEachMessageOfTheUser() {
        ScriptedModel model = ScriptedModel.playing(Script.byTurnSinceUser(calls(call("x")), text("done")));
        transcript.addAll(List.of(Message.Assistant.of("earlier"), USER));

        Message.Assistant first = ask(model).message();
        transcript.addAll(List.of(first, result("call_2_1", "x")));

        assertThat(first.toolCalls()).hasSize(1);
        assertThat(ask(model).message().text()).isEqualTo("done");
    }

    @Test
    void aScriptCanBeGivenInOrderWhateverIsAsked() {
        ScriptedModel model = ScriptedModel.playing(Script.inOrder(text("a"), text("b")));

        assertThat(ask(model).message().text()).isEqualTo("a");
        assertThat(ask(model).message().text()).isEqualTo("b");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ask(model))
                .withMessageContaining("has 2 answers, and this is request 3");
    }

    @Test
    void aScriptCanBeAFunctionOfTheRequest() {
        ScriptedModel model = ScriptedModel.playing(request -> text("You said: " + Script.lastUserText(request)));

        assertThat(ask(model).message().text()).isEqualTo("You said: Delete a.");
    }

    @Test
    void severalWhoShareAModelPlayEachAScriptOfItsOwn() {
        ScriptedModel model = ScriptedModel.playing(Script.byInstructions(Map.of(
                "You pay",
                Script.byTurn(calls(call("pay")), text("Paid.")),
                "You write",
                Script.byTurn(text("A poem.")))));

        assertThat(askTold(model, "You write letters.").text()).isEqualTo("A poem.");
        assertThat(askTold(model, "Be careful. You pay bills.").toolCalls()).hasSize(1);
    }

    @Test
    void whoFitsNoScriptOrSeveralIsAMistake() {
        ScriptedModel model = ScriptedModel.playing(Script.byInstructions(
                Map.of("You pay", Script.byTurn(text("Paid.")), "You pay bills", Script.byTurn(text("Paid, too.")))));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ask(model))
                .withMessageContaining("these do: []")
                .withMessageContaining("[You pay, You pay bills]");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> askTold(model, "You pay bills."))
                .withMessageContaining("these do: [You pay, You pay bills]")
                .withMessageEndingWith("You pay bills.");
    }

    private static Message.Assistant askTold(ScriptedModel model, String instructions) {
        return model.respond(new ModelRequest(List.of(new Message.System(instructions), USER), List.of()))
                .message();
    }

    @Test
    void callIdsCanBeGivenAndRepeated() {
        ScriptedModel model =
                ScriptedModel.of(calls(call("x").id("same"), call("y").id("same")), text("done"));
        transcript.add(ask(model).message());
        transcript.add(result("same", "x"));
        transcript.add(result("same", "y"));

        assertThat(ask(model).message().text()).isEqualTo("done");
    }

    @Test
    void anAnswerHasTheCostThatItIsGiven() {
        Usage cost = new Usage(10, 5, 3, 2);

        assertThat(ask(ScriptedModel.of(text("a").usage(cost))).usage()).isEqualTo(cost);
    }

    @Test
    void aFailureIsThrownAsItIs() {
        ModelException exception =
                ModelException.builder("overloaded").status(503).build();

        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> ask(ScriptedModel.of(failure(exception))))
                .isSameAs(exception);
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> ask(ScriptedModel.of(failure("broken"))))
                .withMessage("broken");
    }

    @Test
    void aFailureCanStandBeforeTheScriptOnce() {
        ScriptedModel model = ScriptedModel.of(text("done"))
                .failNext(ModelException.builder("once").build());

        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> ask(model))
                .withMessage("once");
        assertThat(ask(model).message().text()).isEqualTo("done");
        assertThatNoException().isThrownBy(model::verify);
    }

    @Test
    void aScriptThatHasRunOutSaysWhereItStands() {
        ScriptedModel model = ScriptedModel.of(calls(call("x")));
        transcript.add(ask(model).message());
        transcript.add(result("call_1_1", "x"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ask(model))
                .withMessageContainingAll("it has 1 answers", "already holds 1 messages", "call_1_1");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(model::verify)
                .withMessageContaining("The script has run out");
    }

    @Test
    void aTranscriptThatOpenAiWouldRefuseIsRefused() {
        ScriptedModel model = ScriptedModel.of(calls(call("x")), text("done"));
        transcript.add(ask(model).message());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ask(model))
                .withMessageContainingAll("OpenAI would refuse", "call call_1_1 of x has no result", "Delete a.");
        assertThatExceptionOfType(AssertionError.class).isThrownBy(model::verify);
    }

    @Test
    void requestsAreRecordedFailedOnesIncluded() {
        ScriptedModel model = ScriptedModel.of(text("a"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(model::lastRequest)
                .withMessageContaining("not asked");

        ask(model);
        transcript.add(Message.Assistant.of("a"));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ask(model));

        assertThat(model.requests()).hasSize(2);
        assertThat(model.lastRequest().messages()).isEqualTo(transcript);
    }

    @Test
    void aModelOfAnotherNameHasTheSameScriptAndItsOwnRecord() {
        ScriptedModel model = ScriptedModel.of(text("a"));
        ask(model);

        ScriptedModel other = model.named("gpt-test");

        assertThat(other.id()).isEqualTo("gpt-test");
        assertThat(other.requests()).isEmpty();
        assertThat(ask(other).message().text()).isEqualTo("a");
    }

    @Test
    void anAnswerWithCallsHasCalls() {
        assertThatIllegalArgumentException().isThrownBy(ScriptedAnswer::calls);
    }

    @Test
    void manyThreadsMayAskAtOnce() throws Exception {
        ScriptedModel model = ScriptedModel.of(text("a"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(() -> ask(model).message().text());
            }
            for (Future<String> answer : threads.invokeAll(tasks)) {
                assertThat(answer.get()).isEqualTo("a");
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(model.requests()).hasSize(200);
    }

    private ModelResponse ask(ScriptedModel model) {
        return model.respond(new ModelRequest(transcript, List.of()));
    }

    private static Message result(String callId, String toolName) {
        return new Message.ToolResult(callId, toolName, "ok", false);
    }
}
