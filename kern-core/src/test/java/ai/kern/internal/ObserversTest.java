package ai.kern.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.event.DecisionNotice;
import ai.kern.event.ModelAnswer;
import ai.kern.event.ModelObservation;
import ai.kern.event.ModelQuestion;
import ai.kern.event.RunObservation;
import ai.kern.event.RunObserver;
import ai.kern.event.RunStretch;
import ai.kern.event.ToolEnd;
import ai.kern.event.ToolObservation;
import ai.kern.event.ToolStart;
import ai.kern.model.Message;
import ai.kern.model.ToolChoice;
import ai.kern.model.Usage;
import ai.kern.run.CallKey;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolCall;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Several observers hear the same, each as if it were alone. */
class ObserversTest {
    private static final Run RUN = new Run(
            "r",
            "r",
            Optional.empty(),
            "a",
            "A",
            RunnerKind.AGENT,
            "s",
            Optional.empty(),
            RunStatus.RUNNING,
            1,
            "c",
            Instant.EPOCH,
            Instant.EPOCH,
            "{}",
            "{}");

    private final List<String> heard = new ArrayList<>();

    @Test
    void whatIsOpenedInOrderIsEndedInTheReverseOne() {
        follow(Observers.of(List.of(new Noting("1"), new Noting("2"))));

        assertThat(heard)
                .containsExactly(
                        "1 run",
                        "2 run",
                        "1 model",
                        "2 model",
                        "2 answered",
                        "1 answered",
                        "1 tool",
                        "2 tool",
                        "2 tool ended",
                        "1 tool ended",
                        "2 ended",
                        "1 ended",
                        "1 decided",
                        "2 decided");
    }

    @Test
    void anObserverThatThrowsKeepsNoOtherFromHearing() {
        RunObserver alone = Observers.of(List.of(new Noting("1")));
        follow(alone);
        List<String> expected = List.copyOf(heard);
        heard.clear();

        follow(Observers.of(List.of(new Throwing(new IllegalStateException("no")), new Noting("1"))));
        assertThat(heard).isEqualTo(expected);
        heard.clear();

        List<Throwable> ofItsOwn = List.of(
                new NoClassDefFoundError("no"),
                new AssertionError("no"),
                new StackOverflowError(),
                new IOException("an exception that nobody declared"));
        for (Throwable thrown : ofItsOwn) {
            follow(Observers.of(List.of(new Noting("1"), new Throwing(thrown))));
            assertThat(heard).as(thrown.toString()).isEqualTo(expected);
            heard.clear();
        }
    }

    @Test
    void anErrorOfTheProcessIsNoFailureOfAnObserver() {
        assertThatThrownBy(() -> follow(Observers.of(List.of(new Throwing(new OutOfMemoryError("no"))))))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void anInterruptThatAnObserverMeetsIsKept() {
        try {
            follow(Observers.of(List.of(new Throwing(new InterruptedException()))));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anObserverThatThrowsLaterIsToldOfWhatFollows() {
        follow(Observers.of(List.of(new Noting("1") {
            @Override
            public void noted(String what) {
                throw new IllegalStateException(what);
            }
        })));

        assertThat(heard)
                .containsExactly("1 run", "1 model", "1 answered", "1 tool", "1 tool ended", "1 ended", "1 decided");
    }

    @Test
    void nobodyIsToldNothing() {
        assertThat(Observers.of(List.of())).isSameAs(Observers.NONE);
        assertThat(Observers.NONE.runBegins(new RunStretch(RUN, RunStretch.Door.START, "m")))
                .isSameAs(RunObservation.NONE);
    }

    /** Everything that can be told, once. */
    private static void follow(RunObserver observer) {
        RunObservation run = observer.runBegins(new RunStretch(RUN, RunStretch.Door.START, "m"));
        run.modelAsked(new ModelQuestion("m", List.of(), ToolChoice.AUTO, Optional.empty(), List::of))
                .answered(new ModelAnswer(Usage.NONE, 0, () -> Message.Assistant.of("")));
        run.toolBegins(new ToolStart(new ToolCall(new CallKey("r", 0, 0), "t", ToolArguments.of("{}")), "call", "", 1))
                .ended(new ToolEnd(OutcomeStatus.SUCCEEDED, Optional.empty(), () -> "ok"));
        run.ended(new RunOutput(RUN, "", List.of(), List.of(), List.of(), Usage.NONE, Optional.empty(), Map.of()));
        observer.decided(new DecisionNotice(
                "d",
                "r",
                Optional.empty(),
                "t",
                DecisionNotice.Kind.APPROVAL,
                "APPROVED",
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH));
    }

    private class Noting implements RunObserver, RunObservation, ModelObservation, ToolObservation {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        void noted(String what) {}

        private void note(String what) {
            heard.add(name + " " + what);
            noted(what);
        }

        @Override
        public RunObservation runBegins(RunStretch stretch) {
            heard.add(name + " run");
            return this;
        }

        @Override
        public ModelObservation modelAsked(ModelQuestion question) {
            heard.add(name + " model");
            return this;
        }

        @Override
        public ToolObservation toolBegins(ToolStart start) {
            heard.add(name + " tool");
            return this;
        }

        @Override
        public void answered(ModelAnswer answer) {
            note("answered");
        }

        @Override
        public void ended(ToolEnd end) {
            note("tool ended");
        }

        @Override
        public void ended(RunOutput output) {
            note("ended");
        }

        @Override
        public void failed(Throwable cause) {
            note("failed");
        }

        @Override
        public void decided(DecisionNotice decision) {
            note("decided");
        }
    }

    private static final class Throwing implements RunObserver {
        private final Throwable thrown;

        Throwing(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public RunObservation runBegins(RunStretch stretch) {
            throw this.<RuntimeException>sneaky();
        }

        @Override
        public void decided(DecisionNotice decision) {
            throw this.<RuntimeException>sneaky();
        }

        /** Past the compiler, as other languages throw. */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private <T extends Throwable> T sneaky() throws T {
            throw (T) thrown;
        }
    }
}
