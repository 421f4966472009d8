package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.model.Message;
import ai.kern.run.BatchMode;
import ai.kern.run.ContinueRequest;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a run was started with is there when it goes on, in another process and with a newly built agent. */
@Tag("RUN-12")
class RunSettingsTest extends EngineSpec {
    private static final ScriptedAnswer[] PAY = {calls(call("pay", "a")), text("paid")};

    @Test
    void aToolSeesAfterAPauseForWhomAndWithWhatTheRunWasStarted() {
        RunRequest request = RunRequest.builder("pay")
                .session("the-session")
                .user("ann")
                .metadata("ticket", 4711)
                .metadata("tags", List.of("urgent", "x"))
                .build();
        FunctionTool.Builder<?> pay = lab.tool(
                        "pay",
                        (item, context) -> String.join(
                                "|",
                                context.runId(),
                                context.sessionId(),
                                context.userId().orElse("nobody"),
                                context.runnerId(),
                                String.valueOf(context.metadata())))
                .requiresConfirmation();
        RunOutput paused = lab.run(lab.agent(ScriptedModel.of(PAY), pay), request);
        lab.restart();

        RunOutput run = lab.continueAll(lab.agent(ScriptedModel.of(PAY), pay), paused, Confirmations::confirm);

        assertThat(run.toolExecutions().get(0).result().orElseThrow().split("\\|"))
                .containsExactly(paused.runId(), "the-session", "ann", "files", "{ticket=4711, tags=[urgent, x]}");
        assertThat(run.metadata()).isEqualTo(Map.of("ticket", 4711, "tags", List.of("urgent", "x")));
        assertThat(run.userId()).contains("ann");
    }

    @Test
    @Tag("RUN-12")
    void noToolCanChangeTheMetadataThatAnotherIsTold() {
        List<Object> seen = new ArrayList<>();
        List<Throwable> refused = new ArrayList<>();
        FunctionTool.Builder<LedgerTools.Item> change = lab.tool("change", (item, context) -> {
            refused.add(catchThrowable(() -> context.metadata().put("tenant", "other")));
            refused.add(catchThrowable(() -> ((List<?>) context.metadata().get("roles")).clear()));
            refused.add(catchThrowable(() -> ((Map<?, ?>) context.metadata().get("limits")).clear()));
            return "tried";
        });
        FunctionTool.Builder<LedgerTools.Item> look = lab.tool("look", (item, context) -> {
            seen.add(context.metadata());
            return "looked";
        });
        ScriptedModel model = ScriptedModel.of(calls(call("change", "a")), calls(call("look", "a")), text("done"));
        Map<String, Object> metadata =
                Map.of("tenant", "mine", "roles", List.of("reader"), "limits", Map.of("amount", 10));
        RunRequest.Builder request = RunRequest.builder("go");
        metadata.forEach(request::metadata);

        RunOutput run = lab.run(lab.agent(model, change, look), request.build());

        assertThat(refused).hasSize(3).allMatch(UnsupportedOperationException.class::isInstance);
        assertThat(seen).containsExactly(metadata);
        assertThat(run.metadata()).isEqualTo(metadata);
        assertThat(lab.find(lab.agent(model), run.runId()).metadata()).isEqualTo(metadata);
    }

    @Test
    @Tag("HITL-17")
    void theBatchModeOfTheRequestHoldsAfterAPauseUnderAnAgentWithAnother() {
        ScriptedAnswer[] script = {calls(call("pay", "a")), calls(call("look", "b"), call("pay", "b")), text("done")};
        RunRequest request = RunRequest.builder("pay").batch(BatchMode.HOLD_ALL).build();
        RunOutput paused = lab.run(builder(script).batch(BatchMode.RUN_FREE).build(), request);
        lab.restart();

        RunOutput again =
                lab.continueAll(builder(script).batch(BatchMode.RUN_FREE).build(), paused, Confirmations::confirm);

        assertThat(again.isPaused()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    void aContinuedRunKeepsTheInstructionsThatItWasStartedWith() {
        RunOutput paused = lab.run(builder(PAY).instructions("Be careful.").build(), "pay");
        lab.restart();
        ScriptedModel model = ScriptedModel.of(PAY);

        lab.continueAll(
                lab.builder(model, lab.tool("pay").requiresConfirmation())
                        .instructions("Be quick.")
                        .build(),
                paused,
                Confirmations::confirm);

        assertThat(model.lastRequest().messages())
                .startsWith(new Message.System("Be careful."), new Message.User("pay"));
    }

    @Test
    void anObjectComesFromTheAgentOrTheCallerAndTheCallersStandsFirst() {
        ScriptedAnswer[] script = {calls(call("use", "bank"), call("use", "shop")), text("used")};
        Agent agent = usingBuilder(script)
                .objects(Map.of("bank", "the agent's bank", "shop", "the agent's shop"))
                .build();

        RunOutput run = lab.run(
                agent,
                RunRequest.builder("use").object("bank", "the caller's bank").build());

        assertThat(run.toolExecutions().get(0).result()).contains("the caller's bank");
        assertThat(run.toolExecutions().get(1).result()).contains("the agent's shop");
    }

    @Test
    void whoContinuesARunGivesItsObjectsAnew() {
        ScriptedAnswer[] script = {calls(call("pay", "a")), calls(call("use", "bank")), text("used")};
        RunOutput paused = lab.run(usingBuilder(script).build(), "use");
        lab.restart();

        RunOutput run = lab.continueRun(
                usingBuilder(script).build(),
                ContinueRequest.builder(paused.runId())
                        .answers(Confirmations.confirm(
                                paused.activeRequirements().get(0)))
                        .object("bank", "the new process's bank")
                        .build());

        assertThat(run.toolExecutions().get(1).result()).contains("the new process's bank");
    }

    @Test
    void aMissingObjectIsAnErrorThatNamesIt() {
        RunOutput run = lab.run(
                usingBuilder(calls(call("use", "bank")), text("sorry")).build(),
                RunRequest.builder("use").object("shop", "a shop").build());

        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.FAILED);
        assertThat(run.toolExecutions().get(0).result().orElseThrow()).contains("'bank'", "shop");
    }

    @Test
    void anObjectOfAnotherTypeIsAnErrorThatNamesIt() {
        RunOutput run = lab.run(
                usingBuilder(calls(call("use", "bank")), text("sorry")).build(),
                RunRequest.builder("use").object("bank", 5).build());

        assertThat(run.toolExecutions().get(0).result().orElseThrow()).contains("'bank'", "java.lang.Integer");
    }

    private AgentBuilder builder(ScriptedAnswer... script) {
        return lab.builder(
                ScriptedModel.of(script), lab.tool("look"), lab.tool("pay").requiresConfirmation());
    }

    private AgentBuilder usingBuilder(ScriptedAnswer... script) {
        return lab.builder(
                ScriptedModel.of(script),
                lab.tool("pay").requiresConfirmation(),
                lab.tool("use", (item, context) -> context.object(item.item(), String.class)));
    }
}
