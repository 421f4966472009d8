package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EventOrder;
import ai.kern.specs.support.MovedClock;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client gets that takes up a stream. */
@Tag("STR-2")
class FollowTest extends DoorSpec {
    /** How many runs that have ended keep their events, as the documents say. */
    private static final int KEPT = 100;

    private static final int ROUNDS = 30;

    @Test
    void aFailureIsKeptLikeAnyOtherEnd() {
        Agent agent = lab.agent(ScriptedModel.of(failure("no credit")));
        String runId = agent.await(agent.start("go")).runId();

        try (RunStream stream = agent.follow(runId, 1)) {
            List<RunEvent> events = read(stream);

            assertThat(names(events)).containsExactly("ModelRequestStarted", "RunError");
            assertThat(events.get(0).header().sequence()).isEqualTo(2);
        }
    }

    @Test
    void aRefusedCallTakesNothingFromThoseWhoFollow() {
        Thinking model = new Thinking();
        Agent agent = lab.agent(model);
        try (RunStream stream = agent.stream("think")) {
            model.awaitQuestion();
            try (RunStream refused = agent.continueStream(stream.runId())) {
                assertThatThrownBy(refused::result).isInstanceOf(RunNotPausedException.class);
            }

            try (RunStream second = agent.follow(stream.runId(), 1)) {
                model.mayAnswer();
                List<RunEvent> events = read(second);

                assertThat(names(events)).startsWith("ModelRequestStarted").endsWith("RunCompleted");
                assertThat(events.get(0).header().sequence()).isEqualTo(2);
            }
        }
    }

    @Test
    void aContinuedRunIsFollowedInTheStretchThatGoesOn() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
        RunOutput paused = agent.await(agent.start("pay"));
        try (RunStream stream = agent.continueStream(paused.runId(), Confirmations.confirmAll(paused))) {
            assertThat(stream.result().isCompleted()).isTrue();
        }

        try (RunStream stream = agent.follow(paused.runId(), 0)) {
            assertThat(names(read(stream)))
                    .startsWith("RunContinued", "ToolCallStarted")
                    .endsWith("RunCompleted");
        }
    }

    @Test
    void theLastRunsThatEndedAreKeptAndOlderOnesAreRebuilt() {
        Agent agent = lab.agent(ScriptedModel.playing(request -> text("done")));
        List<String> runs = new ArrayList<>();
        for (int number = 0; number <= KEPT; number++) {
            try (RunStream stream = agent.stream("go")) {
                runs.add(stream.result().runId());
            }
        }

        await().untilAsserted(() -> assertThat(runs)
                .filteredOn(runId -> namesOf(agent, runId).contains("RunContent"))
                .hasSize(KEPT));
    }

    private static List<String> namesOf(Agent agent, String runId) {
        try (RunStream stream = agent.follow(runId, 0)) {
            return names(read(stream));
        }
    }

    @Test
    void whoFollowsWhileTheRunEndsMissesNothing() {
        Agent agent = lab.agent(
                ScriptedModel.playing(
                        request -> request.messages().size() < 2 ? calls(call("look", "a")) : text("seen")),
                lab.tool("look"));
        for (int round = 0; round < ROUNDS; round++) {
            String runId = agent.start("look");
            Thread.yield();

            try (RunStream stream = agent.follow(runId, 0)) {
                EventOrder order = new EventOrder();
                stream.forEach(order::next);
                order.endsWith(stream.result());
            }
        }
    }

    @Test
    void aClockThatErrsTurnsNoCallAround() {
        MovedClock clock = new MovedClock();
        lab.clock(clock);
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look", (item, context) -> {
                    clock.move(Duration.ofHours(-1));
                    return "seen";
                }));
        String runId = agent.run("look").runId();

        assertThat(namesOf(agent, runId)).containsSubsequence("ToolCallStarted", "ToolCallCompleted");
    }
}
