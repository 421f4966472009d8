package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.db.RunQuery;
import ai.kern.event.RunStream;
import ai.kern.run.ContextPropagator;
import ai.kern.run.KernException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STR-1")
class AsyncTest extends DoorSpec {
    @Test
    void theCallerDoesNotWait() {
        Thinking model = new Thinking();
        CompletableFuture<RunOutput> run = lab.agent(model).runAsync("think");
        model.awaitQuestion();
        assertThat(run).isNotDone();

        model.mayAnswer();

        assertThat(run.join().content()).isEqualTo("thought");
    }

    @Test
    void whatTheRunThrowsIsTheFuturesCause() {
        CompletableFuture<RunOutput> run =
                lab.agent(ScriptedModel.of(failure("no credit"))).runAsync("go");

        assertThatThrownBy(run::join).hasCauseInstanceOf(RunFailedException.class);
    }

    @Test
    void cancellingTheFutureCancelsTheRunAndInterruptsTheModel() {
        Thinking model = new Thinking();
        Agent agent = lab.agent(model);
        CompletableFuture<RunOutput> run = agent.runAsync("think");
        model.awaitQuestion();
        String runId = onlyRun();

        assertThat(run.cancel(true)).isTrue();

        assertThat(agent.await(runId).status()).isEqualTo(RunStatus.CANCELLED);
        await().until(model::wasInterrupted);
    }

    @Test
    void cancellingTheFutureOfARunThatWaitsDoesNothing() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
        CompletableFuture<RunOutput> run = agent.runAsync("pay");
        RunOutput paused = run.join();

        assertThat(run.cancel(true)).isFalse();

        assertThat(agent.continueRunAsync(paused.runId(), Confirmations.confirmAll(paused))
                        .join()
                        .isCompleted())
                .isTrue();
    }

    @Test
    void anExecutorThatTakesNoWorkFailsTheFutureAndNothingIsStored() {
        Agent agent = lab.builder(ScriptedModel.of())
                .executor(work -> {
                    throw new RejectedExecutionException("full");
                })
                .build();

        assertThatThrownBy(agent.runAsync("go")::join)
                .hasCauseInstanceOf(KernException.class)
                .hasMessageContaining("full");
        assertThat(lab.db().runs(RunQuery.all()).items()).isEmpty();
    }

    @Test
    void whatIsBoundToTheCallersThreadReachesTheRun() {
        ThreadLocal<String> tenant = new ThreadLocal<>();
        AtomicReference<String> seen = new AtomicReference<>();
        ContextPropagator carry = work -> {
            String bound = tenant.get();
            return () -> {
                tenant.set(bound);
                work.run();
            };
        };
        Agent agent = lab.builder(ScriptedModel.playing(request -> {
                    seen.set(tenant.get());
                    return text("done");
                }))
                .contextPropagator(carry)
                .build();
        tenant.set("acme");
        List<Runnable> doors = List.of(() -> agent.runAsync("go").join(), () -> agent.await(agent.start("go")), () -> {
            try (RunStream stream = agent.stream("go")) {
                stream.result();
            }
        });

        for (Runnable door : doors) {
            seen.set("");
            door.run();

            assertThat(seen).hasValue("acme");
        }
    }

    @Test
    void aPropagatorThatForgetsTheWorkFailsTheFuture() {
        Agent agent = lab.builder(ScriptedModel.of(text("done")))
                .contextPropagator(work -> () -> {})
                .build();

        assertThatThrownBy(agent.runAsync("go")::join).hasMessageContaining("context propagator");
    }
}
