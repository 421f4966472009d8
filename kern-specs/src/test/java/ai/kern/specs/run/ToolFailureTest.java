package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.model.Message;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedModel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ToolFailureTest extends EngineSpec {

    @Test
    @Tag("RUN-5")
    void aToolThatThrowsGivesTheModelItsMessageAndTheRunGoesOn() {
        ScriptedModel model = ScriptedModel.of(calls(call("look", "a")), text("I see"));

        RunOutput run = lab.run(
                lab.agent(model, lab.tool("look", (item, context) -> {
                    throw new IOException("the disk of " + item.item() + " is gone");
                })),
                "look");

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.FAILED);
        assertThat(results(model))
                .containsExactly(new Message.ToolResult("call_1_1", "look", "Error: the disk of a is gone", true));
    }

    @Test
    @Tag("RUN-5")
    void theModelSeesNoStackTraceAndNoCauseOfIt() {
        ScriptedModel model = ScriptedModel.of(calls(call("look", "a")), text("I see"));

        lab.run(
                lab.agent(model, lab.tool("look", (item, context) -> {
                    throw new IllegalStateException("not now", new IOException("password=secret"));
                })),
                "look");

        assertThat(results(model)).extracting(Message::text).containsExactly("Error: not now");
    }

    @Test
    @Tag("RUN-5")
    void anExceptionWithoutAMessageIsToldByItsName() {
        ScriptedModel model = ScriptedModel.of(calls(call("look", "a")), text("I see"));

        lab.run(
                lab.agent(model, lab.tool("look", (item, context) -> {
                    throw new UnsupportedOperationException();
                })),
                "look");

        assertThat(results(model)).extracting(Message::text).containsExactly("Error: UnsupportedOperationException");
    }

    @Test
    @Tag("RUN-5")
    void aFailureBesideOtherCallsTakesNothingFromThem() {
        ScriptedModel model =
                ScriptedModel.of(calls(call("look", "a"), call("fail", "b"), call("look", "c")), text("I see"));

        RunOutput run = lab.run(
                lab.agent(model, lab.tool("look"), lab.tool("fail", (item, context) -> {
                    throw new IOException("broken");
                })),
                "look");

        assertThat(run.isCompleted()).isTrue();
        assertThat(results(model))
                .extracting(Message::text)
                .containsExactly("look a is done", "Error: broken", "look c is done");
    }

    @Test
    @Tag("RUN-5")
    void aProtectedToolThatThrowsAfterItWasConfirmedIsToldToTheModelAndNotRepeated() {
        ScriptedModel model = ScriptedModel.of(calls(call("pay", "a")), text("it failed"));
        var agent = lab.agent(
                model,
                lab.tool("pay", (item, context) -> {
                            throw new IOException("the bank is closed");
                        })
                        .requiresConfirmation());

        RunOutput run = lab.continueAll(agent, lab.run(agent, "pay"), Confirmations::confirm);

        assertThat(run.isCompleted()).isTrue();
        assertThat(results(model)).extracting(Message::text).containsExactly("Error: the bank is closed");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    private static List<Message.ToolResult> results(ScriptedModel model) {
        return model.lastRequest().messages().stream()
                .filter(Message.ToolResult.class::isInstance)
                .map(Message.ToolResult.class::cast)
                .toList();
    }
}
