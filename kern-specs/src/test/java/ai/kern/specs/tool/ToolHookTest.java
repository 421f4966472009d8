package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.kern.agent.Agent;
import ai.kern.db.ExecutionPhase;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Latches;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolHook;
import ai.kern.tool.ToolInvocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("TOOL-8")
class ToolHookTest extends ToolSpec {

    record Items(List<String> items) {}

    private ToolHook around(String name) {
        return invocation -> {
            lab.ledger().add(name + " before " + invocation.toolName());
            Object result = invocation.proceed();
            lab.ledger().add(name + " after " + result);
            return result;
        };
    }

    private Agent agent(ScriptedModel model, Object tool, ToolHook... hooks) {
        return lab.builder(model, tool).toolHooks(hooks).build();
    }

    @Test
    void hooksNestInTheOrderInWhichTheyWereGiven() {
        ScriptedModel model = callsOnce(call("work"));

        assertCompleted(lab.run(agent(model, noting("work"), around("outer"), around("inner")), "Go."));

        assertThat(lab.ledger().effects())
                .containsExactly(
                        "outer before work",
                        "inner before work",
                        "work",
                        "inner after work is done",
                        "outer after work is done");
    }

    @Test
    void aHookSeesTheCallAndItsContext() {
        AtomicReference<ToolInvocation> seen = new AtomicReference<>();
        ScriptedModel model = callsOnce(call("list", "{\"items\":[\"a\",\"b\"]}"));

        RunOutput run = lab.run(
                agent(model, noting("list", Items.class), invocation -> {
                    seen.set(invocation);
                    return invocation.proceed();
                }),
                "Go.");

        assertThat(seen.get().toolName()).isEqualTo("list");
        assertThat(seen.get().arguments().json()).isEqualTo("{\"items\":[\"a\",\"b\"]}");
        assertThat(seen.get().context().runId()).isEqualTo(run.runId());
        assertThat(seen.get().context().callKey())
                .isEqualTo(run.toolExecutions().get(0).key());
    }

    @Test
    @Tag("HITL-5")
    void aHookCannotChangeTheArgumentsNotEvenInside() {
        ScriptedModel model = callsOnce(call("list", "{\"items\":[\"a\"]}"));
        FunctionTool.Builder<Items> list = FunctionTool.builder("list")
                .parameters(Items.class)
                .call((arguments, context) -> String.join(",", arguments.items()));
        Agent agent = agent(model, list.requiresConfirmation(), invocation -> {
            Map<String, Object> arguments = invocation.arguments().asMap();
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> arguments.put("items", List.of("b")));
            @SuppressWarnings("unchecked")
            List<Object> items = (List<Object>) arguments.get("items");
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> items.add("b"));
            lab.ledger().add("tried");
            return invocation.proceed();
        });

        assertCompleted(lab.continueAll(agent, lab.run(agent, "Go."), ToolSpec::confirm));

        assertThat(onlyResult(model).text()).isEqualTo("a");
        assertThat(lab.ledger().effects()).containsExactly("tried");
    }

    @Test
    void proceedWorksOnce() {
        ScriptedModel model = callsOnce(call("work"));
        Agent agent = agent(model, noting("work"), invocation -> {
            Object result = invocation.proceed();
            assertThatIllegalStateException()
                    .isThrownBy(invocation::proceed)
                    .withMessageContaining("work")
                    .withMessageContaining("twice");
            return result;
        });

        assertCompleted(lab.run(agent, "Go."));

        assertThat(lab.ledger().effects()).containsExactly("work");
        assertThat(onlyResult(model).error()).isFalse();
    }

    @Test
    void proceedWorksOnceAlsoWhenTheToolThrew() {
        ScriptedModel model = callsOnce(call("fails"));
        Agent agent = agent(model, failing("fails"), invocation -> {
            try {
                return invocation.proceed();
            } catch (Exception once) {
                return invocation.proceed();
            }
        });

        assertCompleted(lab.run(agent, "Go."));

        assertThat(onlyResult(model).text()).contains("proceeds twice");
    }

    @Test
    void proceedWorksOnNoOtherThread() {
        ScriptedModel model = callsOnce(call("work"));
        Agent agent = agent(model, noting("work"), invocation -> {
            CompletableFuture<Object> elsewhere = CompletableFuture.supplyAsync(() -> {
                try {
                    return invocation.proceed();
                } catch (Exception refused) {
                    throw new CompletionException(refused);
                }
            });
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(elsewhere::get)
                    .havingCause()
                    .isInstanceOf(IllegalStateException.class);
            return "refused";
        });

        lab.run(agent, "Go.");

        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(onlyResult(model).text()).isEqualTo("refused");
    }

    @Test
    void proceedWorksNoLongerOnceTheHookHasReturned() {
        AtomicReference<ToolInvocation> kept = new AtomicReference<>();
        ScriptedModel model = callsOnce(call("work"));
        Agent agent = agent(model, noting("work"), invocation -> {
            kept.set(invocation);
            return "not now";
        });

        lab.run(agent, "Go.");

        assertThatIllegalStateException().isThrownBy(() -> kept.get().proceed());
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    void aHookThatDoesNotProceedKeepsTheToolFromRunningAndItsReturnIsTheResult() {
        ScriptedModel model = callsOnce(call("work"));

        RunOutput run = lab.run(agent(model, noting("work"), invocation -> "not today"), "Go.");

        assertCompleted(run);
        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(onlyResult(model).text()).isEqualTo("not today");
        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.SUCCEEDED);
    }

    @Test
    @Tag("RUN-5")
    void aHookThatThrowsGivesTheModelAnErrorAndTheToolDoesNotRun() {
        ScriptedModel model = callsOnce(call("work"));

        RunOutput run = lab.run(
                agent(model, noting("work"), invocation -> {
                    throw new SecurityException("not for you");
                }),
                "Go.");

        assertCompleted(run);
        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(onlyResult(model).error()).isTrue();
        assertThat(onlyResult(model).text()).isEqualTo("Error: not for you");
    }

    @Test
    @Tag("RUN-5")
    void aHookSeesWhatTheToolThrew() {
        ScriptedModel model = callsOnce(call("fails"));
        Agent agent = agent(model, failing("fails"), invocation -> {
            try {
                return invocation.proceed();
            } catch (Exception thrown) {
                return "instead of: " + thrown.getMessage();
            }
        });

        lab.run(agent, "Go.");

        assertThat(onlyResult(model).text()).isEqualTo("instead of: fails went wrong");
        assertThat(onlyResult(model).error()).isFalse();
    }

    @Test
    void aHookStandsAroundNoCallThatNeverRuns() {
        ScriptedModel model = callsOnce(call("nothing"), call("work", "{\"x\":1}"), call("other"));
        Agent agent = agent(model, List.of(noting("work"), noting("other").requiresConfirmation()), around("hook"));

        RunOutput paused = lab.run(agent, "Go.");
        lab.continueRun(
                agent, paused.runId(), onlyOpen(paused, Confirmation.class).reject("no"));

        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("HITL-13")
    void theClaimOfAProtectedCallIsStoredBeforeItsHooksBegin() {
        ScriptedModel model = callsOnce(call("work"));
        Agent agent = agent(model, noting("work").requiresConfirmation(), invocation -> {
            boolean claimed = lab.db().load(invocation.context().runId()).orElseThrow().executions().stream()
                    .anyMatch(fact -> fact.phase() == ExecutionPhase.CLAIM
                            && fact.call().equals(invocation.context().callKey()));
            lab.ledger().add("claimed: " + claimed);
            return invocation.proceed();
        });

        RunOutput paused = lab.run(agent, "Go.");
        assertThat(lab.ledger().effects()).as("no hook runs at the pause").isEmpty();
        lab.continueAll(agent, paused, ToolSpec::confirm);

        assertThat(lab.ledger().effects()).containsExactly("claimed: true", "work");
    }

    @Test
    @Tag("TOOL-11")
    void theTimeOfAToolIncludesItsHooks() {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedModel model = callsOnce(call("work"));
        Agent agent = agent(model, noting("work").requiresConfirmation().timeout(Duration.ofMillis(30)), invocation -> {
            Latches.await(never);
            return invocation.proceed();
        });

        RunOutput run = lab.continueAll(agent, lab.run(agent, "Go."), ToolSpec::confirm);

        onlyOpen(run, OutcomeUnknown.class);
        assertThat(lab.ledger().effects()).isEmpty();
    }
}
