package ai.kern.specs.observe;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.db.RunQuery;
import ai.kern.event.ModelObservation;
import ai.kern.event.ModelQuestion;
import ai.kern.event.RunObservation;
import ai.kern.event.RunObserver;
import ai.kern.event.RunStretch;
import ai.kern.event.ToolEnd;
import ai.kern.event.ToolObservation;
import ai.kern.event.ToolStart;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Observers hear of each stretch of a run, on the threads that do the work, and disturb none. */
class RunObserverTest extends EngineSpec {
    private static final String SECRET = "4111-1111";

    private final NotingObserver observer = new NotingObserver();

    private Agent agent(ScriptedModel model, Object... tools) {
        return lab.builder(model, tools).observer(observer).build();
    }

    @Test
    void eachStretchIsToldFromItsDoorToItsPauseOrEnd() {
        Agent agent = agent(
                ScriptedModel.of(calls(call("pay", "a")), text("done")),
                lab.tool("pay").requiresConfirmation());

        RunOutput paused = lab.run(agent, "go");
        assertThat(kinds()).containsExactly("run START", "asked", "answered", "run PAUSED");
        observer.clear();
        lab.continueAll(agent, paused, Confirmations::confirm);

        assertThat(kinds())
                .containsExactly("run CONTINUE", "tool pay", "tool pay", "asked", "answered", "run COMPLETED");
        assertThat(observer.strayed()).isEmpty();
    }

    @Test
    void parallelToolsAreToldWhereTheyRun() {
        Agent agent = agent(
                ScriptedModel.of(calls(call("pay", "a"), call("pay", "b"), call("pay", "c")), text("done")),
                lab.tool("pay"));

        lab.run(agent, "go");

        assertThat(observer.notes())
                .filteredOn(note -> note.contains(" attempt 1"))
                .hasSize(3);
        assertThat(observer.notes())
                .filteredOn(note -> note.contains("SUCCEEDED"))
                .hasSize(3);
        assertThat(observer.strayed()).isEmpty();
    }

    @Test
    void aToolThatThrowsIsToldWithWhatItThrew() {
        Agent agent =
                agent(ScriptedModel.of(calls(call("pay", "a")), text("done")), lab.tool("pay", (item, context) -> {
                    throw new IllegalStateException("no money");
                }));

        lab.run(agent, "go");

        assertThat(observer.notes())
                .filteredOn(note -> note.contains("FAILED of java.lang.IllegalStateException"))
                .singleElement()
                .asString()
                .contains("no money");
    }

    @Test
    void aModelThatFailsFailsTheStretchAndTheRetryIsAnother() {
        AtomicBoolean overloaded = new AtomicBoolean(true);
        Agent agent = agent(
                ScriptedModel.playing(request -> overloaded.getAndSet(false) ? failure("overloaded") : text("done")));
        RunFailedException failed = catchThrowableOfType(RunFailedException.class, () -> lab.run(agent, "go"));
        assertThat(kinds()).containsExactly("run START", "asked", "unanswered:", "run failed:");
        observer.clear();

        lab.retry(agent, failed.runId());

        assertThat(kinds()).containsExactly("run RETRY", "asked", "answered", "run COMPLETED");
    }

    @Test
    void aRunThatIsTakenOverIsToldSo() {
        assertThatThrownBy(() -> lab.run(
                        lab.agent(ScriptedModel.playing(request -> {
                            throw new ProcessDied();
                        })),
                        "go"))
                .isInstanceOf(ProcessDied.class);
        lab.restart();
        lab.expireLeases();
        Agent agent = agent(ScriptedModel.of(text("done")));
        String runId = lab.db().runs(RunQuery.all()).items().get(0).id();

        lab.recover(agent, runId);

        assertThat(kinds()).containsExactly("run RECOVER", "asked", "answered", "run COMPLETED");
    }

    @Test
    void whatIsRefusedAtTheDoorIsNoStretch() {
        Agent agent = agent(ScriptedModel.of(text("done")));
        RunOutput ended = lab.run(agent, "go");
        observer.clear();

        assertThatThrownBy(() -> lab.continueRun(agent, ended.runId())).isInstanceOf(RunNotPausedException.class);

        assertThat(observer.notes()).isEmpty();
    }

    @Test
    void whatAToolRedactsIsMaskedInAllThatIsTold() {
        Agent agent = agent(
                ScriptedModel.of(calls(call("pay", SECRET)), text("done")),
                lab.tool("pay", (item, context) -> "paid with " + item.item())
                        .redact("/item")
                        .requiresConfirmation());

        RunOutput paused = lab.run(agent, "go");
        lab.continueAll(agent, paused, Confirmations::confirm);

        assertThat(observer.notes())
                .filteredOn(note -> note.contains("[redacted]"))
                .as("the answer, the call, its result, and the question after it")
                .hasSize(4);
        assertThat(observer.notes()).noneMatch(note -> note.contains(SECRET));
    }

    @Test
    void whatAPersonChangedAndAToolRedactsIsMaskedToo() {
        Agent agent = agent(
                ScriptedModel.of(calls(call("pay", "before")), text("done")),
                lab.tool("pay", (item, context) -> "paid with " + item.item())
                        .redact("/item")
                        .editable()
                        .requiresConfirmation());

        RunOutput paused = lab.run(agent, "go");
        lab.continueAll(agent, paused, open -> ((Confirmation) open).confirm(Map.of("item", SECRET)));

        assertThat(lab.ledger().effects()).containsExactly("pay " + SECRET);
        assertThat(observer.notes()).noneMatch(note -> note.contains(SECRET));
    }

    @Test
    void anObserverThatThrowsDisturbsNoRun() {
        AgentBuilder builder =
                lab.builder(ScriptedModel.of(calls(call("pay", "a"), call("pay", "b")), text("done")), lab.tool("pay"));
        Agent agent = builder.observer(new ThrowingObserver())
                .observer(observer)
                .observer(new RunObserver() {
                    @Override
                    public RunObservation runBegins(RunStretch stretch) {
                        throw new NoClassDefFoundError("gone");
                    }
                })
                .build();

        RunOutput output = lab.run(agent, "go");

        assertThat(output.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactlyInAnyOrder("pay a", "pay b");
        assertThat(kinds()).contains("run COMPLETED").hasSize(10);
    }

    /** The notes without what differs from run to run. */
    private List<String> kinds() {
        return observer.notes().stream()
                .map(note -> note.startsWith("run ") || note.startsWith("tool ")
                        ? note.replaceAll("^(\\w+ \\w+:?).*", "$1")
                        : note.substring(0, note.indexOf(' ')))
                .toList();
    }

    /** Throws whenever it is told anything. */
    private static final class ThrowingObserver implements RunObserver {
        @Override
        public RunObservation runBegins(RunStretch stretch) {
            return new RunObservation() {
                @Override
                public ModelObservation modelAsked(ModelQuestion question) {
                    throw new IllegalStateException("model");
                }

                @Override
                public ToolObservation toolBegins(ToolStart start) {
                    return new ToolObservation() {
                        @Override
                        public void ended(ToolEnd end) {
                            throw new IllegalStateException("tool");
                        }
                    };
                }

                @Override
                public void ended(RunOutput output) {
                    throw new IllegalStateException("run");
                }
            };
        }
    }
}
