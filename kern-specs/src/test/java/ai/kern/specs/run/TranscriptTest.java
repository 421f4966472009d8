package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.model.Message.ToolResult;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.testkit.TranscriptRule;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scripted model holds every transcript to OpenAI's rule; here are the transcripts that are hard to keep to it. */
class TranscriptTest extends EngineSpec {

    @Test
    @Tag("RUN-3")
    void everyCallOfABatchOfAllKindsHasItsOneResultInTheOrderOfTheCalls() {
        ScriptedModel model = ScriptedModel.of(
                calls(
                        call("pay", "first"),
                        call("look", "second"),
                        call("no_such_tool", "third"),
                        call("ship", "fourth"),
                        ScriptedAnswer.call("look", "{\"item\":5}"),
                        call("pay", "sixth"),
                        call("look", "seventh")),
                text("done"));
        Agent agent = agent(model);

        RunOutput paused = lab.run(agent, "go");
        lab.continueAll(agent, paused, this::answerByItem);

        assertThat(results(model))
                .extracting(ToolResult::callId)
                .containsExactly("call_1_1", "call_1_2", "call_1_3", "call_1_4", "call_1_5", "call_1_6", "call_1_7");
        assertThat(results(model))
                .extracting(ToolResult::text)
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("pay first is done"),
                        second -> assertThat(second).isEqualTo("look second is done"),
                        third -> assertThat(third).contains("no_such_tool"),
                        fourth -> assertThat(fourth).isEqualTo("shipped by hand"),
                        fifth -> assertThat(fifth).contains("item"),
                        sixth -> assertThat(sixth).contains("too much"),
                        seventh -> assertThat(seventh).isEqualTo("look seventh is done"));
        assertThat(results(model))
                .extracting(ToolResult::error)
                .containsExactly(false, false, true, false, true, true, false);
    }

    @Test
    @Tag("RUN-3")
    void severalPausesInOneRunKeepEachResultWithItsCall() {
        ScriptedModel model = ScriptedModel.of(
                calls(call("pay", "a"), call("look", "a")),
                calls(call("look", "b"), call("pay", "b")),
                calls(call("pay", "c")),
                text("done"));
        Agent agent = agent(model);

        RunOutput run = lab.run(agent, "go");
        for (int pause = 1; pause <= 3; pause++) {
            assertThat(run.isPaused()).isTrue();
            run = lab.continueAll(agent, run, Confirmations::confirm);
        }

        assertThat(run.isCompleted()).isTrue();
        assertThat(results(model))
                .extracting(ToolResult::text)
                .containsExactly("pay a is done", "look a is done", "look b is done", "pay b is done", "pay c is done");
        TranscriptRule.check(run.messages());
    }

    @Test
    @Tag("RUN-3")
    void aProviderThatRepeatsItsCallIdsGetsAResultForEachCall() {
        ScriptedCall repeated = call("pay", "a").id("call_0");
        ScriptedModel model = ScriptedModel.of(
                calls(repeated, call("pay", "b").id("call_0")),
                calls(call("pay", "c").id("call_0")),
                text("done"));
        Agent agent = agent(model);

        RunOutput run = lab.run(agent, "go");
        run = lab.continueAll(agent, run, Confirmations::confirm);
        run = lab.continueAll(agent, run, Confirmations::confirm);

        assertThat(run.isCompleted()).isTrue();
        assertThat(results(model))
                .extracting(ToolResult::text)
                .containsExactly("pay a is done", "pay b is done", "pay c is done");
    }

    @Test
    @Tag("RUN-3")
    void answersInSeveralContinuesInAnyOrderMakeTheSameTranscript() {
        ScriptedModel model =
                ScriptedModel.of(calls(call("pay", "a"), call("pay", "b"), call("pay", "c")), text("done"));
        Agent agent = agent(model);
        RunOutput run = lab.run(agent, "go");
        List<Requirement> open = run.activeRequirements();

        lab.continueRun(agent, run.runId(), Confirmations.confirm(open.get(2)));
        lab.continueRun(agent, run.runId(), Confirmations.rejectWith("no").apply(open.get(0)));
        RunOutput ended = lab.continueRun(agent, run.runId(), Confirmations.confirm(open.get(1)));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(results(model)).extracting(ToolResult::callId).containsExactly("call_1_1", "call_1_2", "call_1_3");
        assertThat(lab.ledger().effects()).containsExactly("pay b", "pay c");
    }

    private Agent agent(ScriptedModel model) {
        return lab.agent(
                model,
                lab.tool("look"),
                lab.tool("pay").requiresConfirmation(),
                lab.tool("ship").externalExecution());
    }

    private Resolution answerByItem(Requirement requirement) {
        if (requirement instanceof ExternalExecution external) {
            return external.result("shipped by hand");
        }
        return requirement.toolCall().arguments().json().contains("sixth")
                ? Confirmations.rejectWith("too much").apply(requirement)
                : Confirmations.confirm(requirement);
    }

    private static List<ToolResult> results(ScriptedModel model) {
        model.verify();
        return model.lastRequest().messages().stream()
                .filter(Message.ToolResult.class::isInstance)
                .map(Message.ToolResult.class::cast)
                .toList();
    }
}
