package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.db.RunQuery;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.KernException;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunNotFoundException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.Halt;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STR-1")
class BackgroundTest extends DoorSpec {
    private final Halt halt = new Halt();

    private Agent halting() {
        return lab.agent(ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look", (item, context) -> {
            halt.pass(context);
            return "seen";
        }));
    }

    @Test
    void aRunIsStoredWhenItsIdIsKnownAndGoesOnByItself() {
        Agent agent = halting();

        String runId = agent.start("look");

        assertThat(lab.find(agent, runId).status()).isEqualTo(RunStatus.RUNNING);
        halt.awaitArrival();
        halt.open();
        assertThat(agent.await(runId).content()).isEqualTo("seen");
    }

    @Test
    void whoWaitsForATimeGetsNothingWhileTheRunIsWorkedOn() {
        Agent agent = halting();
        String runId = agent.start("look");
        halt.awaitArrival();

        assertThat(agent.await(runId, Duration.ofMillis(50))).isEmpty();

        halt.open();
        assertThat(agent.await(runId, Duration.ofSeconds(30)).map(RunOutput::isCompleted))
                .contains(true);
    }

    @Test
    void aRunThatFailedIsThereForWhoWaitsForIt() {
        Agent agent = lab.agent(ScriptedModel.of(ScriptedAnswer.failure("no credit")));

        RunOutput failed = agent.await(agent.start("go"));

        assertThat(failed.status()).isEqualTo(RunStatus.ERROR);
        assertThat(failed.failure().orElseThrow().message()).contains("no credit");
    }

    @Test
    void nobodyWaitsForARunThatIsNotThere() {
        Agent agent = lab.agent(ScriptedModel.of());

        assertThatThrownBy(() -> agent.await("no-such-run")).isInstanceOf(RunNotFoundException.class);
        assertThatThrownBy(() -> agent.follow("no-such-run", 0)).isInstanceOf(RunNotFoundException.class);
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheRun() {
        Agent agent = halting();
        String runId = agent.start("look");
        halt.awaitArrival();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> agent.await(runId))
                .isInstanceOf(KernException.class)
                .hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
        halt.open();
        assertThat(agent.await(runId).isCompleted()).isTrue();
    }

    @Test
    void anExecutorThatTakesNoWorkIsTheCallersErrorAndTheRunIsRecoveredLater() {
        Agent agent = lab.builder(ScriptedModel.of(text("done")))
                .executor(work -> {
                    throw new RejectedExecutionException("full");
                })
                .build();

        assertThatThrownBy(() -> agent.start("go"))
                .isInstanceOf(KernException.class)
                .hasMessageContaining("full");

        lab.expireLeases();
        String runId = lab.db().runs(RunQuery.all()).items().get(0).id();
        assertThat(lab.recover(agent, runId).isCompleted()).isTrue();
    }

    @Test
    void aPropagatorThatForgetsTheWorkLeavesARunThatIsRecoveredLater() {
        AtomicReference<Runnable> queued = new AtomicReference<>();
        Agent forgetful = lab.builder(ScriptedModel.of())
                .contextPropagator(work -> () -> {})
                .executor(queued::set)
                .build();
        String runId = forgetful.start("go");
        queued.get().run();

        lab.expireLeases();
        lab.db().leases().renewNow();

        Agent agent = lab.agent(ScriptedModel.of(text("done")));
        assertThat(lab.recover(agent, runId).isCompleted()).isTrue();
    }

    @Test
    @Tag("STR-2")
    void aReaderThatLostItsConnectionGoesOnBehindTheLastEventThatItSaw() {
        Agent agent = halting();
        String runId = agent.start("look");
        halt.awaitArrival();
        List<RunEvent> before;
        try (RunStream first = agent.follow(runId, 0)) {
            before = List.of(first.iterator().next());
        }
        halt.open();

        try (RunStream second = agent.follow(runId, before.get(0).header().sequence())) {
            List<RunEvent> events = read(second);

            assertThat(events.get(0).header().sequence()).isEqualTo(2);
            assertThat(names(events)).contains("RunContent").endsWith("RunContentCompleted", "RunCompleted");
        }
    }

    @Test
    @Tag("STR-3")
    void whoStopsFollowingDoesNothingToTheRun() {
        Agent agent = halting();
        String runId = agent.start("look");
        halt.awaitArrival();

        agent.follow(runId, 0).close();
        halt.open();

        assertThat(agent.await(runId).isCompleted()).isTrue();
    }

    @Test
    @Tag("STR-2")
    void anotherProcessGetsTheStateEventsFromWhatIsStored() {
        assumeTrue(lab.kind().isDurable(), "memory has no other process");
        Agent here = halting();
        String runId = here.start("look");
        halt.awaitArrival();
        lab.restart();
        Agent there = lab.agent(ScriptedModel.of(), lab.tool("look"));

        try (RunStream stream = there.follow(runId, 0)) {
            RunEvent first = stream.iterator().next();
            halt.open();
            assertThat(first.name()).isEqualTo("RunStarted");
            assertThat(stream.result().content()).isEqualTo("seen");
        }
        try (RunStream stream = there.follow(runId, 7)) {
            List<RunEvent> events = read(stream);
            assertThat(names(events))
                    .containsExactly(
                            "RunStarted",
                            "ModelRequestCompleted",
                            "ToolCallStarted",
                            "ToolCallCompleted",
                            "ModelRequestCompleted",
                            "RunContentCompleted",
                            "RunCompleted");
            assertThat(events.get(0).header().sequence()).isEqualTo(1);
        }
    }

    @Test
    @Tag("STR-2")
    void aFailedRunThatIsFollowedFromElsewhereThrowsAsItsResult() {
        assumeTrue(lab.kind().isDurable(), "memory has no other process");
        Agent here = lab.agent(ScriptedModel.of(ScriptedAnswer.failure("no credit")));
        String runId = here.await(here.start("go")).runId();
        lab.restart();

        try (RunStream stream = lab.agent(ScriptedModel.of()).follow(runId, 0)) {
            assertThat(names(read(stream))).containsExactly("RunStarted", "RunError");
            assertThatThrownBy(stream::result)
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("no credit");
        }
    }

    @Test
    @Tag("STR-2")
    void eventsThatWereOvertakenElsewhereAreNotShown() {
        assumeTrue(lab.kind().isDurable(), "memory has no other process");
        ScriptedModel model = ScriptedModel.of(calls(call("pay", "a")), text("paid"));
        Agent here = lab.agent(model, lab.tool("pay").requiresConfirmation());
        RunOutput paused = here.await(here.start("pay"));
        lab.restart();
        lab.agent(model, lab.tool("pay").requiresConfirmation())
                .continueRun(paused.runId(), Confirmations.confirmAll(paused));

        try (RunStream stream = here.follow(paused.runId(), 0)) {
            assertThat(names(read(stream))).endsWith("RunCompleted");
        }
    }

    @Test
    @Tag("RUN-10")
    void nobodyFollowsTheRunOfAnotherUser() {
        Agent agent = lab.agent(ScriptedModel.of(text("done")));
        String runId = agent.await(
                        agent.start(RunRequest.builder("go").user("ann").build()))
                .runId();

        assertThatThrownBy(() -> agent.follow(runId, "eve", 0)).isInstanceOf(OwnerMismatchException.class);
        try (RunStream stream = agent.follow(runId, "ann", 0)) {
            assertThat(names(read(stream))).endsWith("RunCompleted");
        }
    }
}
