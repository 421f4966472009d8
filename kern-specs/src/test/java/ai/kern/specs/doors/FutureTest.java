package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.DbException;
import ai.kern.db.RunQuery;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What cancelling a future does, and what does not cancel. */
@Tag("STR-1")
class FutureTest extends DoorSpec {
    private static final Executor FULL = work -> {
        throw new RejectedExecutionException("full");
    };

    private final ScriptedModel paying = ScriptedModel.of(calls(call("pay", "a")), text("paid"));

    private RunOutput paused() {
        return lab.agent(paying, lab.tool("pay").requiresConfirmation()).run("pay");
    }

    private Agent payingOn(Executor executor) {
        return lab.builder(paying, lab.tool("pay").requiresConfirmation())
                .executor(executor)
                .build();
    }

    @Test
    void aRunThatIsCancelledBeforeItBeganNeverBegins() {
        AtomicReference<Runnable> queued = new AtomicReference<>();
        Agent agent = payingOn(queued::set);
        CompletableFuture<RunOutput> run = agent.runAsync("pay");

        assertThat(run.cancel(false)).isTrue();
        queued.get().run();

        assertThat(lab.db().runs(RunQuery.all()).items()).isEmpty();
        assertThat(paying.requests()).isEmpty();
    }

    @Test
    void aContinueThatIsCancelledBeforeItBeganLeavesTheRunPausedAndItsAnswersOpen() {
        RunOutput paused = paused();
        AtomicReference<Runnable> queued = new AtomicReference<>();
        CompletableFuture<RunOutput> run =
                payingOn(queued::set).continueRunAsync(paused.runId(), Confirmations.confirmAll(paused));

        assertThat(run.cancel(true)).isTrue();
        queued.get().run();

        assertThat(lab.find(payingOn(Runnable::run), paused.runId())).isEqualTo(paused);
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    void aContinueThatTheExecutorDoesNotTakeLeavesTheRunPausedAndItsAnswersOpen() {
        RunOutput paused = paused();

        assertThatThrownBy(payingOn(FULL).continueRunAsync(paused.runId(), Confirmations.confirmAll(paused))::join)
                .hasCauseInstanceOf(KernException.class)
                .hasMessageContaining("full");

        assertThat(lab.find(payingOn(Runnable::run), paused.runId())).isEqualTo(paused);
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    void whatIsMadeFromAFutureCancelsNothing() {
        List<Function<CompletableFuture<RunOutput>, CompletableFuture<?>>> dependents = List.of(
                run -> run.thenApply(RunOutput::content),
                CompletableFuture::copy,
                run -> run.handle((output, thrown) -> output),
                run -> CompletableFuture.allOf(run));
        dependents.forEach(dependent -> {
            Thinking model = new Thinking();
            CompletableFuture<RunOutput> run = lab.agent(model).runAsync("think");
            model.awaitQuestion();

            assertThat(dependent.apply(run).cancel(true)).isTrue();

            model.mayAnswer();
            assertThat(run.join().content()).isEqualTo("thought");
            assertThat(model.wasInterrupted()).isFalse();
        });
    }

    @Test
    void aFutureWhoseTimeIsOverLetsTheRunGoOn() {
        Thinking model = new Thinking();
        Agent agent = lab.agent(model);
        CompletableFuture<RunOutput> run = agent.runAsync("think").orTimeout(1, TimeUnit.MILLISECONDS);
        model.awaitQuestion();

        assertThatThrownBy(run::join).hasCauseInstanceOf(TimeoutException.class);

        model.mayAnswer();
        assertThat(agent.await(onlyRun()).content()).isEqualTo("thought");
    }

    @Test
    void whereTheDatabaseFailsTheCancellationThrowsAndTheRunGoesOn() {
        WatchedDb db = WatchedDb.in(lab);
        Thinking model = new Thinking();
        Agent agent = lab.agent(model);
        CompletableFuture<RunOutput> run = agent.runAsync("think");
        model.awaitQuestion();
        db.around((number, changeset, commit) -> {
            if (changeset.runs().stream().anyMatch(next -> next.status() == RunStatus.CANCELLED)) {
                throw WatchedDb.failure("no cancellation today");
            }
            commit.run();
        });

        assertThatThrownBy(() -> run.cancel(true))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("no cancellation today");

        model.mayAnswer();
        assertThat(agent.await(onlyRun()).content()).isEqualTo("thought");
    }
}
