package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.db.DbException;
import ai.kern.db.RunState;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.model.Message;
import ai.kern.model.Model;
import ai.kern.model.ModelListener;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.model.Usage;
import ai.kern.requirement.ExternalExecution;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.MovedClock;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What events hold, when they are told, and which calls have which. */
@Tag("STR-2")
class EventTest extends DoorSpec {
    private static final Usage COST = new Usage(10, 5, 3, 2);

    private static <E extends RunEvent> List<E> of(Class<E> type, List<RunEvent> events) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<RunEvent> events(Agent agent) {
        try (RunStream stream = agent.stream("go")) {
            return read(stream);
        }
    }

    /** What became of calls, in the order in which it was told, each with its tool. */
    private static List<String> ofCalls(List<RunEvent> events) {
        return events.stream()
                .flatMap(event -> event instanceof RunEvent.ToolCallStarted started
                        ? Stream.of("started " + started.toolName())
                        : event instanceof RunEvent.ToolCallCompleted completed
                                ? Stream.of("completed " + completed.toolName())
                                : event instanceof RunEvent.ToolCallError error
                                        ? Stream.of(error.status() + " " + error.toolName())
                                        : Stream.of())
                .toList();
    }

    @Test
    void itsTimeIsThatOfTheAgentsClockToTheMillisecond() {
        MovedClock clock = new MovedClock();
        clock.move(Duration.ofNanos(1_234_567));
        Instant before = clock.instant();
        lab.clock(clock);
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look", (item, context) -> {
                    clock.move(Duration.ofHours(1));
                    return "seen";
                }));

        List<RunEvent> events = events(agent);

        assertThat(events.get(0).header().time()).isEqualTo(before.truncatedTo(ChronoUnit.MILLIS));
        assertThat(of(RunEvent.ToolCallCompleted.class, events).get(0).header().time())
                .isEqualTo(before.plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS));
    }

    /** A model that reasons before it speaks, and hands on pieces with nothing in them. */
    private static final class Reasoning implements Model {
        @Override
        public String id() {
            return "reasoning";
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            return new ModelResponse(new Message.Assistant("sunny", List.of(), Optional.empty()), COST);
        }

        @Override
        public ModelResponse respond(ModelRequest request, ModelListener listener) {
            Stream.of("the sky", "", " is blue").forEach(listener::onReasoning);
            Stream.of("", "sun", "ny").forEach(listener::onText);
            return respond(request);
        }
    }

    @Test
    void reasoningAndTextAreToldApartAndNoPieceIsEmpty() {
        List<RunEvent.RunContent> pieces = of(RunEvent.RunContent.class, events(lab.agent(new Reasoning())));

        assertThat(pieces)
                .extracting(RunEvent.RunContent::kind, RunEvent.RunContent::text)
                .containsExactly(
                        tuple(RunEvent.ContentKind.REASONING, "the sky"),
                        tuple(RunEvent.ContentKind.REASONING, " is blue"),
                        tuple(RunEvent.ContentKind.TEXT, "sun"),
                        tuple(RunEvent.ContentKind.TEXT, "ny"));
    }

    @Test
    void eachRequestTellsWhatItCostAndTheEndWhatAllDid() {
        Agent agent = lab.agent(
                ScriptedModel.of(
                        calls(call("look", "a"), call("look", "b")).usage(COST),
                        text("seen").usage(COST)),
                lab.tool("look"));

        List<RunEvent> events = events(agent);

        List<RunEvent.ModelRequestCompleted> requests = of(RunEvent.ModelRequestCompleted.class, events);
        assertThat(requests)
                .extracting(RunEvent.ModelRequestCompleted::toolCalls)
                .containsExactly(2, 0);
        assertThat(requests).extracting(RunEvent.ModelRequestCompleted::text).containsExactly("", "seen");
        assertThat(requests).extracting(RunEvent.ModelRequestCompleted::usage).containsOnly(Optional.of(COST));
        assertThat(of(RunEvent.RunCompleted.class, events).get(0).usage()).isEqualTo(COST.plus(COST));
    }

    @Test
    void callsThatBeginTogetherTellTheirResultsWhenAllHaveEnded() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a"), call("stare", "b")), text("seen")),
                lab.tool("look"),
                lab.tool("stare"));

        assertThat(ofCalls(events(agent)))
                .containsExactly("started look", "started stare", "completed look", "completed stare");
    }

    @Test
    void aCallThatIsRefusedHasAnErrorAndNoStart() {
        Agent agent = lab.agent(ScriptedModel.of(calls(call("nothing", "a")), text("well")));

        List<RunEvent> events = events(agent);

        assertThat(ofCalls(events)).containsExactly("REFUSED nothing");
        assertThat(of(RunEvent.ToolCallError.class, events).get(0).message()).contains("no tool named nothing");
    }

    @Test
    void aCallWhoseToolThrowsHasAStartAndAnError() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a")), text("well")), lab.tool("look", (item, context) -> {
                    throw new IllegalStateException("it is dark");
                }));

        List<RunEvent> events = events(agent);

        assertThat(ofCalls(events)).containsExactly("started look", "FAILED look");
        assertThat(of(RunEvent.ToolCallError.class, events).get(0).message()).contains("it is dark");
    }

    @Test
    void aResultFromTheCacheHasNoStart() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a")), calls(call("look", "a")), text("seen")),
                lab.tool("look").cacheFor(Duration.ofHours(1)));

        assertThat(ofCalls(events(agent))).containsExactly("started look", "completed look", "completed look");
    }

    @Test
    void aCallThatIsExecutedOutsideHasAResultAndNoStart() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a"), call("pay", "b")), text("paid")),
                lab.tool("pay").externalExecution());
        RunOutput paused = agent.run("pay");
        ExternalExecution first =
                (ExternalExecution) paused.activeRequirements().get(0);
        ExternalExecution second =
                (ExternalExecution) paused.activeRequirements().get(1);

        try (RunStream stream =
                agent.continueStream(paused.runId(), List.of(first.result("paid by hand"), second.error("no money")))) {
            List<RunEvent> events = read(stream);

            assertThat(ofCalls(events)).containsExactly("completed pay", "FAILED pay");
            assertThat(of(RunEvent.ToolCallCompleted.class, events).get(0).result())
                    .isEqualTo("paid by hand");
            assertThat(of(RunEvent.ToolCallError.class, events).get(0).message())
                    .contains("no money");
        }
    }

    @Test
    void aCallInDoubtHasAStartAndNoResultWhenItsRunPauses() {
        Halt halt = new Halt();
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a"))),
                lab.tool("pay", (item, context) -> {
                            halt.passDeaf(context);
                            return "paid";
                        })
                        .onceOnly()
                        .timeout(Duration.ofMillis(20)));

        List<RunEvent> events = events(agent);

        assertThat(ofCalls(events)).containsExactly("started pay");
        assertThat(events.get(events.size() - 1)).isInstanceOf(RunEvent.RunPaused.class);
        halt.open();
        await().until(() ->
                lab.find(agent, onlyRun()).toolExecutions().get(0).outcome().isPresent());
    }

    /** What an event tells of a run must be stored by then: looks at the store between the event and the next one. */
    @Test
    void nothingIsToldOfARunThatIsNotStored() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a")), calls(call("pay", "b"))),
                lab.tool("look"),
                lab.tool("pay").requiresConfirmation());

        try (RunStream stream = agent.stream("go")) {
            for (RunEvent event : stream) {
                RunState stored = lab.db().load(stream.runId()).orElseThrow();
                if (event instanceof RunEvent.ToolCallStarted started) {
                    assertThat(stored.executions())
                            .anyMatch(execution -> execution.call().equals(started.call()));
                } else if (event instanceof RunEvent.RunPaused paused) {
                    assertThat(stored.run().status()).isEqualTo(RunStatus.PAUSED);
                    assertThat(stored.requirements())
                            .hasSameSizeAs(paused.requirements())
                            .allMatch(requirement -> requirement.isOpen());
                }
            }
            assertThat(lab.find(agent, stream.runId()).toolExecutions().get(0).outcome())
                    .contains(OutcomeStatus.SUCCEEDED);
        }
    }

    @Test
    void aStreamThatEndsBecauseTheDatabaseFailsThrowsBehindWhatIsStored() {
        WatchedDb db = WatchedDb.in(lab);
        Agent agent = lab.agent(ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look"));
        db.fail(2, Integer.MAX_VALUE);

        try (RunStream stream = agent.stream("go")) {
            List<RunEvent> events = new ArrayList<>();

            assertThatThrownBy(() -> stream.forEach(events::add)).isInstanceOf(DbException.class);

            assertThat(names(events)).containsExactly("RunStarted", "ModelRequestStarted", "ModelRequestCompleted");
            assertThatThrownBy(stream::result).isInstanceOf(DbException.class);
        }
    }
}
