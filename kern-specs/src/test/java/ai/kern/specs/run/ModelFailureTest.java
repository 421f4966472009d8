package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.agent.Agent;
import ai.kern.model.ModelException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunFailure;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ModelFailureTest extends EngineSpec {

    @Test
    @Tag("RUN-4")
    void aModelsFailureEndsTheRunAsErrorWithTheCause() {
        ModelException cause = ModelException.builder("out of quota")
                .status(429)
                .retryable(true)
                .build();
        Agent agent = lab.agent(ScriptedModel.of(failure(cause)));

        RunFailedException thrown = failureOfRun(agent);

        assertThat(thrown).hasCause(cause).hasMessageContaining("out of quota").hasMessageContaining(thrown.runId());
        RunOutput stored = agent.find(thrown.runId()).orElseThrow();
        assertThat(stored.status()).isEqualTo(RunStatus.ERROR);
        assertThat(stored.failure()).contains(new RunFailure(ModelException.class.getName(), "out of quota"));
    }

    @Test
    @Tag("RUN-4")
    void anyOtherExceptionOfAModelEndsTheRunAsErrorToo() {
        Agent agent = lab.agent(ScriptedModel.of(failure(new IllegalStateException("a bug in the client"))));

        RunFailedException thrown = failureOfRun(agent);

        assertThat(thrown).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(agent.find(thrown.runId()).orElseThrow().status()).isEqualTo(RunStatus.ERROR);
    }

    @Test
    @Tag("RUN-4")
    void aModelThatFailsAsTheDatabaseWouldEndsTheRunAsErrorAllTheSame() {
        RuntimeException cause = WatchedDb.failure("the model's own cache is down");
        Agent agent = lab.agent(ScriptedModel.of(failure(cause)));

        RunFailedException thrown = failureOfRun(agent);

        assertThat(thrown).hasCause(cause);
        assertThat(agent.find(thrown.runId()).orElseThrow().status()).isEqualTo(RunStatus.ERROR);
    }

    @Test
    @Tag("RUN-4")
    void aModelThatFailsAsARaceWouldEndsTheRunAsErrorAllTheSame() {
        RuntimeException cause = new RunConflictException("another-run", "the model asked another agent");
        Agent agent = lab.agent(ScriptedModel.of(failure(cause)));

        RunFailedException thrown = failureOfRun(agent);

        assertThat(thrown).hasCause(cause);
        assertThat(agent.find(thrown.runId()).orElseThrow().status()).isEqualTo(RunStatus.ERROR);
    }

    @Test
    @Tag("RUN-4")
    void aFailureWithAnEndlessMessageIsStoredWithItsBeginning() {
        String page = "<html>" + "x".repeat(6 * 1024 * 1024);
        Agent agent = lab.agent(ScriptedModel.of(failure(page)));

        RunFailedException thrown = failureOfRun(agent);

        RunOutput stored = agent.find(thrown.runId()).orElseThrow();
        assertThat(stored.status()).isEqualTo(RunStatus.ERROR);
        assertThat(stored.failure().orElseThrow().message())
                .startsWith("<html>xxx")
                .hasSizeLessThan(page.length());
    }

    @Test
    @Tag("RUN-4")
    @Tag("RUN-11")
    void whatHappenedBeforeAModelsFailureIsStoredWithTheRun() {
        Agent agent =
                lab.agent(ScriptedModel.of(calls(call("look", "a")), failure("the model is gone")), lab.tool("look"));

        RunFailedException thrown = failureOfRun(agent);

        lab.restart();
        RunOutput stored = lab.agent(ScriptedModel.of()).find(thrown.runId()).orElseThrow();
        assertThat(stored.status()).isEqualTo(RunStatus.ERROR);
        assertThat(stored.toolExecutions()).singleElement().satisfies(look -> {
            assertThat(look.outcome()).contains(OutcomeStatus.SUCCEEDED);
            assertThat(look.result()).contains("look a is done");
        });
    }

    @Test
    @Tag("RUN-4")
    @Tag("RUN-11")
    void aModelThatFailsAfterAPauseLosesNoResultOfAProtectedCall() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), failure("the model is gone")),
                lab.tool("pay").requiresConfirmation());
        RunOutput paused = lab.run(agent, "pay");

        RunFailedException thrown = catchThrowableOfType(
                RunFailedException.class, () -> lab.continueAll(agent, paused, Confirmations::confirm));

        assertThat(thrown.runId()).isEqualTo(paused.runId());
        RunOutput stored = agent.find(paused.runId()).orElseThrow();
        assertThat(stored.status()).isEqualTo(RunStatus.ERROR);
        assertThat(stored.toolExecutions().get(0).result()).contains("pay a is done");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("RUN-4")
    void aFailureThatCannotBeStoredIsTheDatabasesExceptionWithTheModelsInside() {
        WatchedDb db = WatchedDb.in(lab);
        ModelException cause = ModelException.builder("the model is gone").build();
        Agent agent = lab.agent(ScriptedModel.of(failure(cause)));
        db.fail(2, 2);

        Throwable thrown = catchThrowableOfType(RuntimeException.class, () -> lab.run(agent, "hi"));

        assertThat(thrown).hasMessage("commit 2 failed").hasSuppressedException(cause);
    }

    @Test
    @Tag("RUN-4")
    void aRunEndsWithWhatTheModelSaidWhenItSaysNothing() {
        RunOutput run = lab.run(lab.agent(ScriptedModel.of(text(""))), "hi");

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.content()).isEmpty();
    }

    private RunFailedException failureOfRun(Agent agent) {
        RunFailedException thrown = catchThrowableOfType(RunFailedException.class, () -> lab.run(agent, "hi"));
        assertThat(thrown).as("what the run threw").isNotNull();
        return thrown;
    }
}
