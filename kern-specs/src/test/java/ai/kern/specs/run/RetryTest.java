package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.RunQuery;
import ai.kern.model.Message;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.RetryRequest;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunNotFoundException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.testkit.ScriptedModel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run that failed goes on where it stopped. */
@Tag("RUN-1")
class RetryTest extends EngineSpec {
    private final AtomicInteger failures = new AtomicInteger(1);

    /** Pays, and fails as often as it is to before it says so. */
    private ScriptedModel failing() {
        return ScriptedModel.playing(request -> {
            boolean paid = request.messages().stream().anyMatch(message -> message instanceof Message.ToolResult);
            if (!paid) {
                return calls(call("pay", "a"));
            }
            return failures.getAndDecrement() > 0 ? failure("out of service") : text("paid");
        });
    }

    private String failed(Agent agent) {
        assertThatThrownBy(() -> lab.run(agent, "pay")).isInstanceOf(RunFailedException.class);
        return lab.db().runs(RunQuery.all()).items().get(0).id();
    }

    @Test
    @Tag("RUN-11")
    void itGoesOnFromItsLastStoredStepAndNoToolRunsAgain() {
        String runId = failed(lab.agent(failing(), lab.tool("pay")));
        lab.restart();

        RunOutput run = lab.retry(lab.agent(failing(), lab.tool("pay")), runId);

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.failure()).isEmpty();
        assertThat(run.content()).isEqualTo("paid");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    void aConfirmationThatWasUsedStaysUsed() {
        Agent agent = lab.agent(failing(), lab.tool("pay").requiresConfirmation());
        RunOutput paused = lab.run(agent, "pay");
        assertThatThrownBy(() -> lab.continueAll(agent, paused, Confirmations::confirm))
                .isInstanceOf(RunFailedException.class);

        RunOutput run = lab.retry(agent, paused.runId());

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    void itMayFailAgainAndBeRetriedAgain() {
        failures.set(3);
        Agent agent = lab.agent(failing(), lab.tool("pay"));
        String runId = failed(agent);

        assertThatThrownBy(() -> lab.retry(agent, runId)).isInstanceOf(RunFailedException.class);
        assertThatThrownBy(() -> lab.retry(agent, runId)).isInstanceOf(RunFailedException.class);

        assertThat(lab.retry(agent, runId).isCompleted()).isTrue();
    }

    @Test
    void onlyARunThatFailedIsRetried() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
        RunOutput paused = lab.run(agent, "pay");

        assertThatThrownBy(() -> lab.retry(agent, paused.runId()))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining("is PAUSED")
                .hasMessageContaining("only a run that ended as ERROR");
        assertThatThrownBy(() -> lab.retry(agent, "no-such-run")).isInstanceOf(RunNotFoundException.class);
        assertThat(lab.find(agent, paused.runId())).isEqualTo(paused);
    }

    @Test
    void aRunIsRetriedByOneCallerAtATime() {
        Halt halt = new Halt();
        AtomicInteger asked = new AtomicInteger();
        ScriptedModel model = ScriptedModel.playing(request -> asked.getAndIncrement() == 0
                ? failure("out of service")
                : request.messages().size() < 2 ? calls(call("look", "a")) : text("seen"));
        Agent agent = lab.agent(model, lab.tool("look", (item, context) -> {
            halt.pass(context);
            return "seen";
        }));
        String runId = failed(agent);
        Background<RunOutput> first = Background.start(() -> lab.retry(agent, runId));
        halt.awaitArrival();

        assertThatThrownBy(() -> lab.retry(agent, runId)).isInstanceOf(RunConflictException.class);

        halt.open();
        assertThat(first.join().isCompleted()).isTrue();
    }

    @Test
    @Tag("RUN-6")
    void aModelThatInsistedOnToolsBeyondTheLimitIsAskedOnceMore() {
        AtomicInteger answers = new AtomicInteger();
        ScriptedModel model = ScriptedModel.playing(
                request -> answers.incrementAndGet() <= 3 ? calls(call("look", "a")) : text("seen"));
        Agent agent = lab.builder(model, lab.tool("look")).toolCallLimit(1).build();
        String runId = failed(agent);

        assertThat(lab.retry(agent, runId).content()).isEqualTo("seen");
        assertThat(lab.ledger().effects()).containsExactly("look a");
    }

    @Test
    @Tag("HITL-14")
    void aToolThatChangedMeanwhileIsTheOneThatRuns() {
        AtomicInteger asked = new AtomicInteger();
        ScriptedModel model = ScriptedModel.playing(
                request -> asked.getAndIncrement() == 0 ? failure("out of service") : calls(call("pay", "a")));
        String runId = failed(lab.agent(model, lab.tool("pay")));

        RunOutput run = lab.retry(lab.agent(model, lab.tool("pay").requiresConfirmation()), runId);

        assertThat(run.isPaused()).isTrue();
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("RUN-9")
    void aRunThatFailedCannotBeCancelledAndOneThatIsRetriedCan() {
        Halt halt = new Halt();
        Agent agent = lab.agent(failing(), lab.tool("pay"), lab.tool("look"));
        String runId = failed(agent);
        assertThatThrownBy(() -> agent.cancel(runId))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining("is ERROR");
        ScriptedModel looking = ScriptedModel.playing(request -> calls(call("look", "a"), call("look", "b")));
        Agent halted = lab.agent(
                looking,
                lab.tool("pay"),
                lab.tool("look", (item, context) -> {
                            halt.pass(context);
                            return "seen";
                        })
                        .parallel(false));
        Background<RunOutput> retried = Background.start(() -> lab.retry(halted, runId));
        halt.awaitArrival();

        halted.cancel(runId);
        halt.open();

        assertThat(retried.join().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(lab.ledger().effects()).containsExactly("pay a", "look a");
    }

    @Test
    @Tag("RUN-10")
    void aRunOfAnotherUserIsNotRetried() {
        Agent agent = lab.agent(failing(), lab.tool("pay"));
        assertThatThrownBy(() ->
                        lab.run(agent, RunRequest.builder("pay").user("ann").build()))
                .isInstanceOf(RunFailedException.class);
        String runId = lab.db().runs(RunQuery.all()).items().get(0).id();

        assertThatThrownBy(() ->
                        lab.retry(agent, RetryRequest.builder(runId).user("eve").build()))
                .isInstanceOf(OwnerMismatchException.class);
        assertThat(lab.find(agent, runId).status()).isEqualTo(RunStatus.ERROR);
        assertThat(lab.retry(agent, RetryRequest.builder(runId).user("ann").build())
                        .isCompleted())
                .isTrue();
    }
}
