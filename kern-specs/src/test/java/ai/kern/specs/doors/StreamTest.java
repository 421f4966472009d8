package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import ai.kern.agent.Agent;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.run.KernException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunnerKind;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STR-2")
class StreamTest extends DoorSpec {
    private Agent paying() {
        return lab.agent(
                ScriptedModel.of(calls(call("look", "a"), call("pay", "b")), text("paid")),
                lab.tool("look"),
                lab.tool("pay").requiresConfirmation());
    }

    private static Confirmation confirmation(RunOutput run) {
        return (Confirmation) run.activeRequirements().get(0);
    }

    @Test
    void aRunTellsWhatHappensInTheOrderInWhichItHappens() {
        Agent agent = lab.agent(ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look"));

        try (RunStream stream = agent.stream("look")) {
            List<RunEvent> events = read(stream);

            assertThat(names(events))
                    .containsExactly(
                            "RunStarted",
                            "ModelRequestStarted",
                            "ModelRequestCompleted",
                            "ToolCallStarted",
                            "ToolCallCompleted",
                            "ModelRequestStarted",
                            "RunContent",
                            "ModelRequestCompleted",
                            "RunContentCompleted",
                            "RunCompleted");
            assertThat(events).extracting(event -> event.header().sequence()).isEqualTo(sequence(events.size()));
            assertThat(events).allSatisfy(event -> {
                assertThat(event.header().runId()).isEqualTo(stream.runId());
                assertThat(event.header().parentRunId()).isEmpty();
                assertThat(event.header().owner().kind()).isEqualTo(RunnerKind.AGENT);
                assertThat(event.header().owner().path()).containsExactly(agent.id());
            });
            assertThat(stream.result().content()).isEqualTo("seen");
        }
    }

    private static List<Long> sequence(int size) {
        return LongStream.rangeClosed(1, size).boxed().toList();
    }

    @Test
    void anEventHasWhatItTellsOf() {
        Agent agent = lab.agent(ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look"));

        try (RunStream stream = agent.stream("look")) {
            List<RunEvent> events = read(stream);

            RunEvent.ToolCallStarted started = (RunEvent.ToolCallStarted) events.get(3);
            assertThat(started.toolName()).isEqualTo("look");
            assertThat(started.arguments()).isEqualTo("{\"item\":\"a\"}");
            assertThat(started.attempt()).isEqualTo(1);
            RunEvent.ToolCallCompleted completed = (RunEvent.ToolCallCompleted) events.get(4);
            assertThat(completed.call()).isEqualTo(started.call());
            assertThat(completed.result()).isEqualTo("look a is done");
            assertThat(((RunEvent.RunContent) events.get(6)).text()).isEqualTo("seen");
            assertThat(((RunEvent.RunCompleted) events.get(9)).content()).isEqualTo("seen");
        }
    }

    @Test
    void aPauseEndsTheStreamWithTheRequirementsAndAContinueStreamsOn() {
        Agent agent = paying();
        RunOutput paused;
        try (RunStream stream = agent.stream("pay")) {
            List<RunEvent> events = read(stream);
            paused = stream.result();

            RunEvent.RunPaused last = (RunEvent.RunPaused) events.get(events.size() - 1);
            assertThat(last.requirements())
                    .extracting(Requirement::id)
                    .containsExactly(confirmation(paused).id());
        }

        try (RunStream stream = agent.continueStream(
                paused.runId(), List.of(confirmation(paused).confirm()))) {
            assertThat(names(read(stream)))
                    .containsExactly(
                            "RunContinued",
                            "ToolCallStarted",
                            "ToolCallCompleted",
                            "ModelRequestStarted",
                            "RunContent",
                            "ModelRequestCompleted",
                            "RunContentCompleted",
                            "RunCompleted");
            assertThat(stream.result().isCompleted()).isTrue();
        }
    }

    @Test
    void aCallThatWasRejectedNeverStartsAndEndsAsAnError() {
        Agent agent = paying();
        RunOutput paused = agent.run("pay");

        try (RunStream stream = agent.continueStream(
                paused.runId(), List.of(confirmation(paused).reject("too dear")))) {
            List<RunEvent> events = read(stream);

            assertThat(names(events))
                    .startsWith("RunContinued", "ToolCallError")
                    .doesNotContain("ToolCallStarted");
            RunEvent.ToolCallError error = (RunEvent.ToolCallError) events.get(1);
            assertThat(error.status()).isEqualTo(OutcomeStatus.REJECTED);
            assertThat(error.message()).contains("too dear");
        }
    }

    @Test
    void aRunThatWaitsStillSaysSoAgain() {
        Agent agent = paying();
        RunOutput paused = agent.run("pay");

        try (RunStream stream = agent.continueStream(paused.runId())) {
            assertThat(names(read(stream))).containsExactly("RunContinued", "RunPaused");
            assertThat(stream.result().isPaused()).isTrue();
        }
    }

    @Test
    void aFailureIsAnEventAndTheResultThrows() {
        Agent agent = lab.agent(ScriptedModel.of(failure("no credit")));

        try (RunStream stream = agent.stream("go")) {
            List<RunEvent> events = read(stream);

            assertThat(names(events)).containsExactly("RunStarted", "ModelRequestStarted", "RunError");
            assertThat(((RunEvent.RunError) events.get(2)).failure().message()).contains("no credit");
            assertThatThrownBy(stream::result)
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("no credit");
        }
    }

    @Test
    void anExecutorThatTakesNoWorkIsNoEventAndReadingThrows() {
        Agent agent = lab.builder(ScriptedModel.of())
                .executor(work -> {
                    throw new RejectedExecutionException("full");
                })
                .build();

        try (RunStream stream = agent.stream("go")) {
            assertThatThrownBy(() -> read(stream))
                    .isInstanceOf(KernException.class)
                    .hasMessageContaining("full");
            assertThatThrownBy(stream::result).hasMessageContaining("full");
            assertThat(agent.find(stream.runId())).isEmpty();
        }
    }

    @Test
    void aRefusedCallIsNoEventAndReadingThrows() {
        Agent agent = lab.agent(ScriptedModel.of(text("done")));
        RunOutput done = agent.run("go");

        try (RunStream stream = agent.continueStream(done.runId())) {
            assertThatThrownBy(() -> read(stream)).isInstanceOf(RunNotPausedException.class);
            assertThatThrownBy(stream::result).isInstanceOf(RunNotPausedException.class);
        }
    }

    private Agent payingByAnotherTool(ScriptedModel model) {
        return lab.agent(
                model,
                lab.tool("look").requiresConfirmation(),
                FunctionTool.builder("pay").requiresConfirmation().call((arguments, context) -> "paid"));
    }

    @Test
    @Tag("HITL-14")
    void anAnswerToACallThatIsNotWhatWasShownIsNoEventAndReadingThrows() {
        RunOutput paused = paying().run("pay");

        try (RunStream stream = payingByAnotherTool(ScriptedModel.of())
                .continueStream(paused.runId(), List.of(confirmation(paused).confirm()))) {
            assertThatThrownBy(() -> stream.forEach(event -> fail("nothing happened, but %s", event)))
                    .isInstanceOf(ToolDefinitionChangedException.class);
        }
        assertThat(lab.ledger().effects()).containsExactly("look a");
    }

    @Test
    @Tag("HITL-14")
    void aCallThatIsFoundChangedBehindAnotherPausesTheRunAgainAndReadingThrowsBehindThat() {
        ScriptedModel model = ScriptedModel.of(calls(call("look", "a"), call("pay", "b")));
        Agent agent = lab.agent(
                model, lab.tool("look").requiresConfirmation(), lab.tool("pay").requiresConfirmation());
        RunOutput paused = agent.run("pay");
        Confirmation pay = (Confirmation) paused.activeRequirements().get(1);
        agent.continueRun(paused.runId(), List.of(pay.confirm()));
        List<RunEvent> events = new ArrayList<>();

        try (RunStream stream = payingByAnotherTool(model)
                .continueStream(paused.runId(), List.of(confirmation(paused).confirm()))) {
            assertThatThrownBy(() -> stream.forEach(events::add)).isInstanceOf(ToolDefinitionChangedException.class);
            assertThatThrownBy(stream::result).isInstanceOf(ToolDefinitionChangedException.class);
        }

        assertThat(names(events)).containsExactly("RunContinued", "ToolCallStarted", "ToolCallCompleted", "RunPaused");
        assertThat(lab.ledger().effects()).containsExactly("look a");
    }

    @Test
    void whatAnEventTellsOfACallIsStoredBefore() {
        Agent agent = lab.agent(ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look"));

        try (RunStream stream = agent.stream("look")) {
            for (RunEvent event : stream) {
                if (event instanceof RunEvent.ToolCallCompleted) {
                    assertThat(lab.find(agent, stream.runId())
                                    .toolExecutions()
                                    .get(0)
                                    .result())
                            .contains("look a is done");
                }
            }
        }
    }

    @Test
    void redactedArgumentsAreMasked() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "my-secret")), text("seen")),
                lab.tool("look").redact("/item"));

        try (RunStream stream = agent.stream("look")) {
            assertThat(read(stream).toString()).contains("ToolCallStarted").doesNotContain("my-secret");
        }
    }

    @Test
    void eventsAreReadOnce() {
        try (RunStream stream = lab.agent(ScriptedModel.of(text("done"))).stream("go")) {
            read(stream);

            assertThatThrownBy(stream::iterator)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("follow");
        }
    }
}
