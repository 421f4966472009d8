package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.Halt;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STR-3")
class StreamClosingTest extends DoorSpec {
    private final Halt halt = new Halt();

    private Agent halting() {
        return lab.agent(
                ScriptedModel.of(calls(call("look", "a")), calls(call("look", "b")), text("seen")),
                lab.tool("look", (item, context) -> {
                    halt.pass(context);
                    return "seen";
                }));
    }

    @Test
    void closingEarlyCancelsARunThatWorks() {
        Agent agent = halting();
        RunStream stream = agent.stream("look");
        halt.awaitArrival();

        stream.close();
        halt.open();

        assertThat(agent.await(stream.runId()).status()).isEqualTo(RunStatus.CANCELLED);
        await().untilAsserted(() -> assertThat(lab.ledger().effects()).containsExactly("look a"));
    }

    @Test
    void leavingLetsTheRunFinish() {
        Agent agent = halting();
        RunStream stream = agent.stream("look");
        halt.awaitArrival();

        stream.leave();
        stream.close();
        halt.open();

        assertThat(agent.await(stream.runId()).isCompleted()).isTrue();
    }

    @Test
    void closingDoesNothingToARunThatWaits() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
        RunStream stream = agent.stream("pay");
        read(stream);

        stream.close();

        assertThat(lab.find(agent, stream.runId()).isPaused()).isTrue();
    }

    @Test
    void closingAStreamThatPausedDoesNothingToTheRunThatGoesOnElsewhere() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay", (item, context) -> {
                            halt.pass(context);
                            return "paid";
                        })
                        .requiresConfirmation());
        RunStream first = agent.stream("pay");
        read(first);
        RunOutput paused = first.result();
        RunStream second = agent.continueStream(paused.runId(), Confirmations.confirmAll(paused));
        halt.awaitArrival();

        first.close();
        halt.open();

        assertThat(second.result().isCompleted()).isTrue();
        second.close();
    }

    @Test
    void closingWhileTheRunWaitsForItsReaderLetsNothingHang() {
        Agent agent = lab.agent(new Talking(10 * RunStream.BUFFERED));
        RunStream stream = agent.stream("talk");
        Iterator<RunEvent> events = stream.iterator();
        while (!(events.next() instanceof RunEvent.RunContent)) {
            assertThat(events.hasNext()).isTrue();
        }

        stream.close();

        assertThat(agent.await(stream.runId()).status().isEnded()).isTrue();
        assertThat(events.hasNext()).isFalse();
    }

    @Test
    void cancellingARunThatWaitsForItsReaderLetsNothingHang() {
        Agent agent = lab.agent(new Talking(10 * RunStream.BUFFERED));
        try (RunStream stream = agent.stream("talk")) {
            Iterator<RunEvent> events = stream.iterator();
            RunEvent last = events.next();
            agent.cancel(stream.runId());

            while (events.hasNext()) {
                last = events.next();
            }

            assertThat(last).isInstanceOf(RunEvent.RunCancelled.class);
            assertThat(stream.result().status()).isEqualTo(RunStatus.CANCELLED);
        }
    }

    @Test
    void whatIsClosedBeforeItBeganNeverBegins() {
        AtomicReference<Runnable> queued = new AtomicReference<>();
        ScriptedModel model = ScriptedModel.of(text("done"));
        Agent agent = lab.builder(model).executor(queued::set).build();
        RunStream stream = agent.stream("go");

        stream.close();
        queued.get().run();

        assertThat(agent.find(stream.runId())).isEmpty();
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void aContinueThatIsClosedBeforeItBeganLeavesTheRunPaused() {
        ScriptedModel model = ScriptedModel.of(calls(call("pay", "a")), text("paid"));
        RunOutput paused =
                lab.agent(model, lab.tool("pay").requiresConfirmation()).run("pay");
        AtomicReference<Runnable> queued = new AtomicReference<>();
        Agent agent = lab.builder(model, lab.tool("pay").requiresConfirmation())
                .executor(queued::set)
                .build();
        RunStream stream = agent.continueStream(paused.runId(), Confirmations.confirmAll(paused));

        stream.close();
        queued.get().run();

        assertThat(lab.find(agent, paused.runId()).isPaused()).isTrue();
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    void theRunWaitsForAReaderThatIsTooFarBehind() {
        int pieces = 3 * RunStream.BUFFERED;
        AtomicReference<Integer> said = new AtomicReference<>(0);
        Agent agent = lab.agent(new Talking(pieces, said::set));

        try (RunStream stream = agent.stream("talk")) {
            await().untilAsserted(() -> assertThat(said.get()).isGreaterThan(RunStream.BUFFERED / 2));
            await().during(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(said.get()).isLessThanOrEqualTo(RunStream.BUFFERED));

            assertThat(read(stream)).hasSize(pieces + 5);
        }
    }

    @Test
    void whoWaitsForTheResultNeedNotRead() {
        Agent agent = lab.agent(new Talking(3 * RunStream.BUFFERED));

        try (RunStream stream = agent.stream("talk")) {
            assertThat(stream.result().content()).hasSize(3 * RunStream.BUFFERED);
            assertThat(read(stream)).hasSize(3 * RunStream.BUFFERED + 5);
        }
    }
}
