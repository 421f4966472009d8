package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.agent.Agent;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.requirement.ExternalExecution;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunFailure;
import ai.kern.run.RunHook;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunHookTest extends EngineSpec {
    private final List<String> told = new ArrayList<>();

    /** Tells when it was called, and then does something more. */
    private RunHook hook(String name, Consumer<RunOutput> before, Consumer<RunOutput> after) {
        return new RunHook() {
            @Override
            public void beforeRun(RunOutput run) {
                told.add(name + " before " + run.status());
                before.accept(run);
            }

            @Override
            public void afterRun(RunOutput run) {
                told.add(name + " after " + run.status());
                after.accept(run);
            }
        };
    }

    private RunHook hook(String name) {
        return hook(name, run -> {}, run -> {});
    }

    private Agent agent(RunHook[] hooks, ScriptedAnswer... script) {
        return lab.builder(
                        ScriptedModel.of(script),
                        lab.tool("pay").requiresConfirmation(),
                        lab.tool("ship").externalExecution().stopAfterCall())
                .runHooks(hooks)
                .build();
    }

    private Agent agent(RunHook hook, ScriptedAnswer... script) {
        return agent(new RunHook[] {hook}, script);
    }

    @Test
    @Tag("RUN-1")
    void hooksAreCalledInTheirOrderBeforeAndAfterARun() {
        lab.run(agent(new RunHook[] {hook("first"), hook("second")}, text("hello")), "hi");

        assertThat(told)
                .containsExactly(
                        "first before RUNNING",
                        "second before RUNNING",
                        "first after COMPLETED",
                        "second after COMPLETED");
    }

    @Test
    @Tag("RUN-1")
    void hooksAreCalledOncePerRunHoweverOftenItPauses() {
        ScriptedAnswer[] script = {calls(call("pay", "a")), calls(call("pay", "b")), text("paid")};
        RunOutput run = lab.run(agent(hook("the hook"), script), "pay");
        assertThat(told).containsExactly("the hook before RUNNING");

        while (run.isPaused()) {
            lab.restart();
            run = lab.continueAll(agent(hook("the hook"), script), run, Confirmations::confirm);
        }

        assertThat(told).containsExactly("the hook before RUNNING", "the hook after COMPLETED");
    }

    @Test
    @Tag("RUN-1")
    void anAfterRunHookSeesTheRunAsItEnds() {
        List<RunOutput> seen = new ArrayList<>();

        RunOutput run = lab.run(agent(hook("the hook", before -> {}, seen::add), text("hello")), "hi");

        assertThat(seen).singleElement().satisfies(ended -> {
            assertThat(ended.content()).isEqualTo("hello");
            assertThat(ended.runId()).isEqualTo(run.runId());
            assertThat(ended.messages()).isEqualTo(run.messages());
        });
    }

    @Test
    @Tag("RUN-4")
    void aBeforeRunHookThatFailsEndsTheRunAsErrorAndTheModelIsNotAsked() {
        RuntimeException cause = new IllegalStateException("not today");
        ScriptedModel model = ScriptedModel.of(text("hello"));
        Agent agent = lab.builder(model)
                .runHooks(hook("the hook", failing(cause), run -> {}))
                .build();

        assertEndsAsError(agent, cause);
        assertThat(model.requests()).isEmpty();
    }

    @Test
    @Tag("RUN-4")
    void anAfterRunHookThatFailsEndsTheRunAsErrorAndIsNotCalledAgain() {
        RuntimeException cause = new IllegalStateException("the report failed");

        assertEndsAsError(agent(hook("the hook", run -> {}, failing(cause)), text("hello")), cause);
        assertThat(told).containsExactly("the hook before RUNNING", "the hook after COMPLETED");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("RUN-4")
    void aHookThatFailsAsTheDatabaseWouldEndsTheRunAsErrorAllTheSame(boolean before) {
        RuntimeException cause = WatchedDb.failure("the hook's own database is down");
        RunHook hook =
                before ? hook("the hook", failing(cause), run -> {}) : hook("the hook", run -> {}, failing(cause));

        assertEndsAsError(agent(hook, text("hello")), cause);
    }

    @Test
    @Tag("RUN-4")
    void anAfterRunHookThatFailsWhereAnAnswerEndedTheRunEndsItAsError() {
        RuntimeException cause = new IllegalStateException("the report failed");
        Agent agent = agent(hook("the hook", run -> {}, failing(cause)), calls(call("ship", "a")));
        RunOutput paused = lab.run(agent, "ship");

        RunFailedException thrown = catchThrowableOfType(
                RunFailedException.class,
                () -> lab.continueAll(agent, paused, waiting -> ((ExternalExecution) waiting).result("shipped")));

        assertThat(thrown).isNotNull().hasCause(cause);
        RunOutput stored = agent.find(paused.runId()).orElseThrow();
        assertThat(stored.status()).isEqualTo(RunStatus.ERROR);
        assertThat(stored.toolExecutions().get(0).result()).contains("shipped");
    }

    @Test
    @Tag("RUN-4")
    void anAfterRunHookSeesTheFailureOfARun() {
        List<RunOutput> seen = new ArrayList<>();
        Agent agent = agent(hook("the hook", before -> {}, seen::add), failure("the model is gone"));

        assertThatThrownBy(() -> lab.run(agent, "hi")).isInstanceOf(RunFailedException.class);

        assertThat(seen).singleElement().satisfies(failed -> {
            assertThat(failed.status()).isEqualTo(RunStatus.ERROR);
            assertThat(failed.failure().map(RunFailure::message)).contains("the model is gone");
        });
    }

    @Test
    @Tag("RUN-9")
    void noAfterRunHookIsCalledWhenAPausedRunIsCancelled() {
        Agent agent = agent(hook("the hook"), calls(call("pay", "a")), text("paid"));

        agent.cancel(lab.run(agent, "pay").runId());

        assertThat(told).containsExactly("the hook before RUNNING");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("RUN-9")
    void noAfterRunHookIsCalledWhenARunIsCancelledWhileItsModelAnswersOrFails(boolean fails) {
        List<String> runIds = new ArrayList<>();
        Agent canceller = lab.agent(ScriptedModel.of());
        Agent agent = lab.builder(new Model() {
                    @Override
                    public String id() {
                        return "cancelled";
                    }

                    @Override
                    public ModelResponse respond(ModelRequest request) {
                        canceller.cancel(runIds.get(0));
                        return ScriptedModel.of(fails ? failure("interrupted") : text("hello"))
                                .respond(request);
                    }
                })
                .runHooks(hook("the hook", run -> runIds.add(run.runId()), run -> {}))
                .build();

        RunOutput run = lab.run(agent, "hi");

        assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(told).containsExactly("the hook before RUNNING");
    }

    private static Consumer<RunOutput> failing(RuntimeException cause) {
        return run -> {
            throw cause;
        };
    }

    private void assertEndsAsError(Agent agent, RuntimeException cause) {
        RunFailedException thrown = catchThrowableOfType(RunFailedException.class, () -> lab.run(agent, "hi"));
        assertThat(thrown).isNotNull().hasCause(cause);
        RunOutput stored = agent.find(thrown.runId()).orElseThrow();
        assertThat(stored.status()).isEqualTo(RunStatus.ERROR);
        assertThat(stored.failure()).contains(new RunFailure(cause.getClass().getName(), cause.getMessage()));
    }
}
