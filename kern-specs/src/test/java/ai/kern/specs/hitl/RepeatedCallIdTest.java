package ai.kern.specs.hitl;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.Requirement;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls of one tool beside each other, and providers that repeat their call ids. */
@Tag("HITL-16")
class RepeatedCallIdTest extends HitlSpec {

    @Test
    void twoCallsOfOneToolHaveTheirOwnRequirementsAndArguments() {
        ScriptedModel model = batch(call("delete", "a"), call("delete", "b"));

        RunOutput run = lab.run(lab.agent(model, delete()), "go");

        assertThat(run.activeRequirements())
                .extracting(Requirement::id)
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(run.activeRequirements())
                .extracting(open -> open.toolCall().arguments().json())
                .containsExactly("{\"item\":\"a\"}", "{\"item\":\"b\"}");
        assertThat(run.activeRequirements())
                .extracting(open -> open.toolCall().key())
                .doesNotHaveDuplicates();
    }

    @Test
    void eachOfTwoCallsGetsItsOwnAnswer() {
        ScriptedModel model =
                batch(call("delete", "a").id("same"), call("delete", "b").id("same"));
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");

        lab.continueRun(
                agent,
                run.runId(),
                about(run, "b", Confirmation.class).confirm(),
                about(run, "a", Confirmation.class).reject("keep a"));

        assertThat(effects()).containsExactly("delete b");
        assertThat(results(model).get(0)).contains("keep a");
        assertThat(results(model).get(1)).isEqualTo("delete b is done");
    }

    @Test
    void equalCallsAreTwoCallsAllTheSame() {
        ScriptedModel model =
                batch(call("delete", "a").id("same"), call("delete", "a").id("same"));
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");
        assertThat(run.activeRequirements()).hasSize(2);
        Confirmation second = (Confirmation) run.activeRequirements().get(1);

        RunOutput partly = lab.continueRun(agent, run.runId(), second.confirm());
        assertThat(effects()).isEmpty();
        lab.continueAll(agent, partly, open -> ((Confirmation) open).reject("once is enough"));

        assertThat(effects()).containsExactly("delete a");
        assertThat(results(model).get(0)).contains("once is enough");
        assertThat(results(model).get(1)).isEqualTo("delete a is done");
    }

    @Test
    void theSameCallInALaterTurnNeedsItsOwnAnswerAlsoUnderTheSameId() {
        ScriptedModel model = script(
                calls(call("delete", "a").id("same")), calls(call("delete", "a").id("same")), text("done"));
        Agent agent = lab.agent(model, delete());
        RunOutput first = lab.run(agent, "go");

        RunOutput second = lab.continueAll(agent, first, open -> ((Confirmation) open).confirm());

        assertThat(second.isPaused()).isTrue();
        assertThat(effects()).containsExactly("delete a");
        lab.continueAll(agent, second, open -> ((Confirmation) open).reject("not again"));
        assertThat(effects()).containsExactly("delete a");
        assertThat(results(model).get(0)).isEqualTo("delete a is done");
        assertThat(results(model).get(1)).contains("not again");
    }

    @Test
    @Tag("TOOL-8")
    void callsUnderOneIdHaveDifferentIdempotencyKeys() {
        ScriptedModel model = script(
                calls(call("delete", "a").id("same"), call("delete", "b").id("same")),
                calls(call("delete", "c").id("same")),
                text("done"));
        Agent agent = lab.agent(
                model,
                tools.tool("delete", (item, context) -> {
                            lab.ledger().add("key " + context.idempotencyKey());
                            return "gone";
                        })
                        .requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        while (run.isPaused()) {
            run = lab.continueAll(agent, run, open -> ((Confirmation) open).confirm());
        }

        assertThat(effects())
                .filteredOn(effect -> effect.startsWith("key"))
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    @Tag("HITL-3")
    void externalResultsGoToTheirOwnCalls() {
        ScriptedModel model =
                batch(call("print", "a").id("same"), call("print", "b").id("same"));
        Agent agent = lab.agent(model, tools.tool("print").externalExecution());
        RunOutput run = lab.run(agent, "go");
        lab.continueRun(
                agent, run.runId(), about(run, "b", ExternalExecution.class).error("no paper"));

        lab.continueRun(
                agent, run.runId(), about(run, "a", ExternalExecution.class).result("page a"));

        assertThat(effects()).isEmpty();
        assertThat(results(model).get(0)).isEqualTo("page a");
        assertThat(results(model).get(1)).contains("no paper");
    }
}
