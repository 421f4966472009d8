package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.model.Usage;
import ai.kern.run.RunConflictException;
import ai.kern.specs.support.Latches;
import ai.kern.specs.support.ProcessDied;
import ai.kern.specs.support.UnrenewedDb;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where the events come from that a client gets: from the process that works on the run, or from what is stored. */
@Tag("STR-2")
class FollowedElsewhereTest extends DoorSpec {
    private static final int PIECES = 3 * RunStream.BUFFERED;
    private static final int EVENTS = PIECES + 5;

    private List<RunEvent> followed(Agent agent, String runId, long afterSequence) {
        try (RunStream stream = agent.follow(runId, afterSequence)) {
            return read(stream);
        }
    }

    @Test
    void runsOfTheBlockingAndTheAsynchronousDoorAreRebuilt() {
        Agent agent = lab.agent(ScriptedModel.playing(request -> text("done").usage(new Usage(1, 1, 0, 0))));

        for (String runId :
                List.of(agent.run("go").runId(), agent.runAsync("go").join().runId())) {
            List<RunEvent> events = followed(agent, runId, 0);

            assertThat(names(events))
                    .containsExactly("RunStarted", "ModelRequestCompleted", "RunContentCompleted", "RunCompleted");
            assertThat(((RunEvent.ModelRequestCompleted) events.get(1)).usage()).isEmpty();
        }
    }

    @Test
    void theLast256EventsOfAStretchAreKeptAndWhoSawFewerGetsTheWholeStoryAnew() {
        Agent agent = lab.agent(new Talking(PIECES));
        String runId = agent.await(agent.start("talk")).runId();
        await().until(() -> !followed(agent, runId, EVENTS - 1).isEmpty());

        List<RunEvent> kept = followed(agent, runId, EVENTS - RunStream.BUFFERED);
        assertThat(kept).hasSize(RunStream.BUFFERED);
        assertThat(kept.get(0).header().sequence()).isEqualTo(EVENTS - RunStream.BUFFERED + 1);

        for (long seen : new long[] {0, EVENTS - RunStream.BUFFERED - 1, EVENTS + 1}) {
            List<RunEvent> rebuilt = followed(agent, runId, seen);
            assertThat(rebuilt.get(0).header().sequence()).isEqualTo(1);
            assertThat(names(rebuilt)).startsWith("RunStarted").doesNotContain("RunContent");
        }
    }

    @Test
    @Tag("STR-3")
    void whoFollowsAndCeasesToReadHoldsTheRunUpUntilHeCloses() {
        AtomicInteger said = new AtomicInteger();
        CountDownLatch followed = new CountDownLatch(1);
        Agent agent = lab.agent(new Talking(PIECES, pieces -> {
            Latches.awaitIgnoringInterrupts(followed);
            said.set(pieces);
        }));
        String runId = agent.start("talk");
        RunStream stream = agent.follow(runId, 0);
        followed.countDown();

        await().untilAsserted(() -> assertThat(said.get()).isGreaterThan(RunStream.BUFFERED / 2));
        await().during(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(said.get()).isLessThanOrEqualTo(RunStream.BUFFERED));
        stream.close();

        assertThat(agent.await(runId).content()).hasSize(PIECES);
    }

    @Test
    void aProcessThatLosesTheRunThrowsAndWhoFollowsAgainIsToldHowItEnded() {
        UnrenewedDb.in(lab);
        Thinking model = new Thinking();
        Agent here = lab.agent(model);
        String runId = here.start("think");
        model.awaitQuestion();
        lab.decorate(db -> db);
        lab.restart();
        try (RunStream stream = here.follow(runId, 0)) {
            lab.expireLeases();
            lab.recover(lab.agent(ScriptedModel.of(text("thought elsewhere"))), runId);
            model.mayAnswer();

            assertThatThrownBy(() -> read(stream)).isInstanceOf(RunConflictException.class);
            assertThatThrownBy(stream::result).isInstanceOf(RunConflictException.class);
        }

        List<RunEvent> again = followed(here, runId, 0);
        assertThat(((RunEvent.RunCompleted) again.get(again.size() - 1)).content())
                .isEqualTo("thought elsewhere");
    }

    @Test
    @Tag("RUN-11")
    void aCallThatIsStartedAgainIsToldWithItsNextAttempt() {
        AtomicBoolean dies = new AtomicBoolean(true);
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look", (item, context) -> {
                    if (dies.getAndSet(false)) {
                        throw new ProcessDied();
                    }
                    return "seen";
                }));
        assertThatThrownBy(() -> agent.run("look")).isInstanceOf(ProcessDied.class);
        String runId = onlyRun();
        lab.expireLeases();
        lab.recover(agent, runId);

        List<RunEvent> events = followed(agent, runId, 0);

        assertThat(names(events))
                .containsExactly(
                        "RunStarted",
                        "ModelRequestCompleted",
                        "ToolCallStarted",
                        "ToolCallStarted",
                        "ToolCallCompleted",
                        "ModelRequestCompleted",
                        "RunContentCompleted",
                        "RunCompleted");
        assertThat(events)
                .filteredOn(RunEvent.ToolCallStarted.class::isInstance)
                .extracting(started -> ((RunEvent.ToolCallStarted) started).attempt())
                .containsExactly(1, 2);
    }

    @Test
    @Tag("AUD-3")
    void whatIsRebuiltMasksRedactedArgumentsToo() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "my-secret")), text("seen")),
                lab.tool("look").redact("/item"));
        String runId = agent.run("look").runId();

        assertThat(followed(agent, runId, 0).toString())
                .contains("ToolCallStarted", "ToolCallCompleted")
                .doesNotContain("my-secret");
    }
}
