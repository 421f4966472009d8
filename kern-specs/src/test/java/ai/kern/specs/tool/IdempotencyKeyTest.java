package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("TOOL-8")
class IdempotencyKeyTest extends ToolSpec {
    private boolean healthy;

    /** A tool that notes its key and attempt, and whose process dies meanwhile unless it is healthy. */
    private FunctionTool.Builder<Map<String, Object>> pay() {
        return FunctionTool.builder("pay").call((arguments, context) -> {
            lab.ledger().add(context.idempotencyKey() + " attempt " + context.attempt());
            if (!healthy) {
                throw new ProcessDied();
            }
            return "paid";
        });
    }

    private void assertTwoAttemptsUnderOneKey(String runId) {
        String key = runId + "-1-0";
        assertThat(lab.ledger().effects()).containsExactly(key + " attempt 1", key + " attempt 2");
    }

    private String runIdInLedger() {
        return lab.ledger().effects().get(0).replaceAll("-1-0 attempt 1$", "");
    }

    /** Another process takes the run over. */
    private RunOutput recover(ScriptedModel model, FunctionTool.Builder<?> tool, String runId) {
        healthy = true;
        lab.expireLeases();
        lab.restart();
        return lab.recover(lab.agent(model, tool), runId);
    }

    @Test
    void everyCallHasAKeyOfItsOwnAlsoWhenTheProviderRepeatsItsCallIds() {
        healthy = true;
        ScriptedModel model = ScriptedModel.of(
                calls(call("pay").id("call_0"), call("pay").id("call_0")),
                calls(call("pay").id("call_0")),
                text("done"));
        Agent agent = lab.agent(model, pay().parallel(false));

        lab.run(agent, "Pay.");
        lab.run(agent, "Pay.");

        assertThat(lab.ledger().effects()).hasSize(6).doesNotHaveDuplicates().allMatch(line -> line.endsWith(" 1"));
    }

    @Test
    @Tag("RUN-11")
    void aFreeCallKeepsItsKeyOverRecovery() {
        ScriptedModel model = callsOnce(call("pay"));
        Agent agent = lab.agent(model, pay());
        assertThatExceptionOfType(ProcessDied.class).isThrownBy(() -> lab.run(agent, "Pay."));

        assertCompleted(recover(model, pay(), runIdInLedger()));

        assertTwoAttemptsUnderOneKey(runIdInLedger());
    }

    @Test
    @Tag("HITL-13")
    void aProtectedIdempotentCallKeepsItsKeyOverRecovery() {
        ScriptedModel model = callsOnce(call("pay"));
        Agent agent = lab.agent(model, pay().requiresConfirmation().idempotent());
        RunOutput paused = lab.run(agent, "Pay.");
        assertThatExceptionOfType(ProcessDied.class)
                .isThrownBy(() -> lab.continueAll(agent, paused, ToolSpec::confirm));

        assertCompleted(recover(model, pay().requiresConfirmation().idempotent(), paused.runId()));

        assertTwoAttemptsUnderOneKey(paused.runId());
    }

    @Test
    @Tag("HITL-13")
    void aCallThatAPersonLetsRunAgainKeepsItsKey() {
        ScriptedModel model = callsOnce(call("pay"));
        Agent agent = lab.agent(model, pay().requiresConfirmation());
        RunOutput paused = lab.run(agent, "Pay.");
        assertThatExceptionOfType(ProcessDied.class)
                .isThrownBy(() -> lab.continueAll(agent, paused, ToolSpec::confirm));

        RunOutput inDoubt = recover(model, pay().requiresConfirmation(), paused.runId());
        assertThat(lab.ledger().effects()).as("not repeated by itself").hasSize(1);
        lab.expireLeases();
        RunOutput run = lab.continueRun(
                lab.agent(model, pay().requiresConfirmation()),
                paused.runId(),
                onlyOpen(inDoubt, OutcomeUnknown.class).runAgain());

        assertCompleted(run);
        assertTwoAttemptsUnderOneKey(paused.runId());
        assertThat(run.toolExecutions().get(0).attempts()).isEqualTo(2);
    }
}
