package ai.kern.specs.doors;

import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Background;
import ai.kern.testkit.ScriptedModel;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who reads a stream, and on which thread. */
@Tag("STR-2")
class ReadingTest extends DoorSpec {
    @Test
    void aRunOnTheCallersOwnThreadWaitsForNoReader() {
        int pieces = 3 * RunStream.BUFFERED;
        Agent agent = lab.builder(new Talking(pieces)).executor(Runnable::run).build();

        try (RunStream stream = agent.stream("talk")) {
            assertThat(read(stream)).hasSize(pieces + 5);
            assertThat(stream.result().isCompleted()).isTrue();
        }
    }

    @Test
    @Tag("STR-1")
    void onTheCallersOwnThreadTheOtherDoorsReturnWhenTheRunIsDone() {
        Agent agent = lab.builder(ScriptedModel.of(text("done")))
                .executor(Runnable::run)
                .build();

        assertThat(agent.runAsync("go")).isCompletedWithValueMatching(RunOutput::isCompleted);
        assertThat(lab.find(agent, agent.start("go")).content()).isEqualTo("done");
    }

    @Test
    void anInterruptEndsTheWaitForAnEventAndNothingElse() {
        Thinking model = new Thinking();
        try (RunStream stream = lab.agent(model).stream("think")) {
            Iterator<RunEvent> events = stream.iterator();
            assertThat(List.of(events.next().name(), events.next().name()))
                    .containsExactly("RunStarted", "ModelRequestStarted");
            model.awaitQuestion();
            Thread.currentThread().interrupt();

            assertThatThrownBy(events::hasNext)
                    .isInstanceOf(KernException.class)
                    .hasMessageContaining("interrupted")
                    .hasMessageContaining("can be read later");

            assertThat(Thread.interrupted()).isTrue();
            model.mayAnswer();
            assertThat(events.next().header().sequence()).isEqualTo(3);
            assertThat(stream.result().content()).isEqualTo("thought");
        }
    }

    @Test
    void anInterruptEndsTheWaitForTheResultAndNothingElse() {
        Thinking model = new Thinking();
        try (RunStream stream = lab.agent(model).stream("think")) {
            model.awaitQuestion();
            Thread.currentThread().interrupt();

            assertThatThrownBy(stream::result)
                    .isInstanceOf(KernException.class)
                    .hasMessageContaining("interrupted")
                    .hasMessageContaining(stream.runId());

            assertThat(Thread.interrupted()).isTrue();
            model.mayAnswer();
            assertThat(stream.result().content()).isEqualTo("thought");
        }
    }

    @Test
    void anotherThreadMayWaitForTheResultWhileEventsAreRead() {
        int pieces = 3 * RunStream.BUFFERED;
        try (RunStream stream = lab.agent(new Talking(pieces)).stream("talk")) {
            Background<RunOutput> waiting = Background.start(stream::result);

            assertThat(read(stream)).hasSize(pieces + 5);
            assertThat(waiting.join()).isEqualTo(stream.result());
        }
    }

    @Test
    void whatIsClosedByAnotherThreadHasNoMoreEvents() {
        Thinking model = new Thinking();
        RunStream stream = lab.agent(model).stream("think");
        Background<List<RunEvent>> reader = Background.start(() -> read(stream));
        model.awaitQuestion();

        stream.close();

        assertThat(names(reader.join())).doesNotContain("RunCompleted");
    }
}
