package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunHook;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolExecution;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.Lab;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolContext;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cancellation stops a run that works before its next side effect, and what was started keeps its outcome. */
@Tag("RUN-9")
class CancelRunningTest extends EngineSpec {
    private static final int AT_ONCE = 8;

    private final Halt halt = new Halt();

    /** From where a running run is cancelled; always from another thread. */
    enum Canceller {
        THE_SAME_AGENT {
            @Override
            Agent of(Lab lab, Agent running) {
                return running;
            }
        },
        ANOTHER_AGENT_OBJECT {
            @Override
            Agent of(Lab lab, Agent running) {
                return lab.agent(ScriptedModel.of());
            }
        },
        ANOTHER_DATABASE_OBJECT {
            @Override
            Agent of(Lab lab, Agent running) {
                lab.restart();
                return lab.agent(ScriptedModel.of());
            }
        };

        abstract Agent of(Lab lab, Agent running);
    }

    @ParameterizedTest
    @EnumSource
    void theNextProtectedCallDoesNotStartAndTheStartedOneKeepsItsOutcome(Canceller canceller) {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a"), call("pay", "b"))),
                halting("pay").requiresConfirmation());
        RunOutput paused = lab.run(agent, "pay");

        RunOutput ended = cancelledAtHalt(
                canceller, agent, Background.start(() -> lab.continueAll(agent, paused, Confirmations::confirm)));

        assertThat(lab.ledger().effects()).containsExactly("pay a");
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.SUCCEEDED);
        assertThat(ended.toolExecutions().get(1).attempts()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void noFreeCallOfALaterTurnStartsAndTheModelIsNotAskedAgain(Canceller canceller) {
        ScriptedModel model = ScriptedModel.of(calls(call("look", "a")), calls(call("look", "b")), text("seen"));
        Agent agent = lab.agent(model, halting("look"));

        RunOutput ended = cancelledAtHalt(canceller, agent, Background.start(() -> lab.run(agent, "look")));

        assertThat(lab.ledger().effects()).containsExactly("look a");
        assertThat(ended.toolExecutions().get(0).result()).contains("look a is done");
    }

    @ParameterizedTest
    @EnumSource
    void noCallThatWaitsForAPlaceStarts(Canceller canceller) {
        int all = 3 * AT_ONCE;
        Agent agent = lab.agent(ScriptedModel.of(calls(many(all))), halting("look"));
        Background<RunOutput> run = Background.start(() -> lab.run(agent, "look"));
        for (int place = 1; place < AT_ONCE; place++) {
            halt.awaitArrival();
        }

        RunOutput ended = cancelledAtHalt(canceller, agent, run);

        assertThat(lab.ledger().effects()).hasSize(AT_ONCE);
        assertThat(ended.toolExecutions())
                .filteredOn(call -> call.outcome().isPresent())
                .hasSize(AT_ONCE)
                .extracting(ToolExecution::outcome)
                .allSatisfy(outcome -> assertThat(outcome).contains(OutcomeStatus.SUCCEEDED));
    }

    @ParameterizedTest
    @EnumSource
    void noLaterCallOfAToolThatRunsByItselfStarts(Canceller canceller) {
        Agent agent =
                lab.agent(ScriptedModel.of(calls(many(3))), halting("look").parallel(false));

        RunOutput ended = cancelledAtHalt(canceller, agent, Background.start(() -> lab.run(agent, "look")));

        assertThat(lab.ledger().effects()).containsExactly("look item0");
        assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.SUCCEEDED);
    }

    @ParameterizedTest
    @EnumSource
    void noToolStartsWhenTheRunIsCancelledWhileTheModelThinks(Canceller canceller) {
        AtomicReference<String> runId = new AtomicReference<>();
        AtomicReference<Agent> other = new AtomicReference<>();
        ScriptedModel script = ScriptedModel.of(calls(call("look", "a")), text("seen"));
        Agent agent = lab.builder(
                        new Model() {
                            @Override
                            public String id() {
                                return script.id();
                            }

                            @Override
                            public ModelResponse respond(ModelRequest request) {
                                Background.start(() -> other.get().cancel(runId.get()))
                                        .joinThroughInterrupts();
                                return script.respond(request);
                            }
                        },
                        lab.tool("look"))
                .runHooks(new RunHook() {
                    @Override
                    public void beforeRun(RunOutput run) {
                        runId.set(run.runId());
                    }
                })
                .build();
        other.set(canceller.of(lab, agent));

        RunOutput ended = lab.run(agent, "look");

        assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(script.requests()).hasSize(1);
    }

    @Test
    void aToolLearnsOfACancellationByTheSameDatabaseObjectAtOnce() {
        Agent agent = lab.agent(ScriptedModel.of(calls(call("look", "a"))), halting("look"));
        Background<RunOutput> run = Background.start(() -> lab.run(agent, "look"));
        ToolContext context = halt.awaitArrival();
        assertThat(context.isCancelled()).isFalse();

        lab.agent(ScriptedModel.of()).cancel(context.runId());

        assertThat(context.isCancelled()).isTrue();
        halt.open();
        assertThat(run.join().status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void aToolLearnsOfACancellationFromElsewhereWithTheNextRenewal() {
        Agent agent = lab.agent(ScriptedModel.of(calls(call("look", "a"))), halting("look"));
        Db running = agent.db();
        Background<RunOutput> run = Background.start(() -> lab.run(agent, "look"));
        ToolContext context = halt.awaitArrival();

        Canceller.ANOTHER_DATABASE_OBJECT.of(lab, agent).cancel(context.runId());
        running.leases().renewNow();

        assertThat(context.isCancelled()).isTrue();
        halt.open();
        assertThat(run.join().status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    @Tag("RUN-1")
    void lateOutcomesDoNotTakeARunBackFromCancelled() {
        Agent agent = lab.agent(ScriptedModel.of(calls(many(2))), halting("look"));
        Background<RunOutput> run = Background.start(() -> lab.run(agent, "look"));
        halt.awaitArrival();

        RunOutput ended = cancelledAtHalt(Canceller.THE_SAME_AGENT, agent, run);

        RunOutput stored = agent.find(ended.runId()).orElseThrow();
        assertThat(stored.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(stored.toolExecutions())
                .allSatisfy(call -> assertThat(call.outcome()).contains(OutcomeStatus.SUCCEEDED));
    }

    /** Cancels a run whose tool stands at the halt, lets the tool go on, and returns what the caller of the run got. */
    private RunOutput cancelledAtHalt(Canceller canceller, Agent agent, Background<RunOutput> run) {
        String runId = halt.awaitArrival().runId();
        RunOutput cancelled = canceller.of(lab, agent).cancel(runId);
        assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
        halt.open();
        RunOutput ended = run.join();
        assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
        return ended;
    }

    private FunctionTool.Builder<?> halting(String name) {
        return lab.tool(name, (item, context) -> {
            halt.pass(context);
            return name + " " + item.item() + " is done";
        });
    }

    private static ScriptedCall[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> call("look", "item" + number))
                .toArray(ScriptedCall[]::new);
    }
}
