package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PausedSessionTest extends EngineSpec {
    private final ScriptedModel model = ScriptedModel.playing(PausedSessionTest::answer);

    private static ScriptedAnswer answer(ModelRequest request) {
        return switch (Script.lastUserText(request)) {
            case "pay" ->
                Script.byTurnSinceUser(calls(call("pay", "a")), text("paid")).answerTo(request);
            case "fail" -> failure("the model is gone");
            default -> text("hello");
        };
    }

    private Agent agent() {
        return lab.builder(model, lab.tool("pay").requiresConfirmation())
                .history(10)
                .build();
    }

    @Test
    @Tag("RUN-7")
    void otherRunsOfASessionStartAndEndWhileOneIsPaused() {
        RunOutput paused = lab.run(agent(), inSession("pay"));

        RunOutput other = lab.run(agent(), inSession("hi"));

        assertThat(other.isCompleted()).isTrue();
        assertThat(other.sessionId()).isEqualTo(paused.sessionId());
        assertThat(lab.continueAll(agent(), paused, Confirmations::confirm).isCompleted())
                .isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("RUN-7")
    void severalRunsOfASessionArePausedAtOnceAndContinuedInAnyOrder() {
        RunOutput first = lab.run(agent(), inSession("pay"));
        RunOutput second = lab.run(agent(), inSession("pay"));
        lab.restart();

        assertThat(lab.continueAll(agent(), second, Confirmations::confirm).isCompleted())
                .isTrue();
        assertThat(lab.continueAll(agent(), first, Confirmations::reject).isCompleted())
                .isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("RUN-7")
    void aRunSeesNothingOfPausedFailedAndCancelledRunsOfItsSession() {
        lab.run(agent(), inSession("pay"));
        RunOutput cancelled = lab.run(agent(), inSession("pay"));
        agent().cancel(cancelled.runId());
        assertThatThrownBy(() -> lab.run(agent(), inSession("fail"))).isInstanceOf(RunFailedException.class);

        lab.run(agent(), inSession("hi"));

        assertThat(model.lastRequest().messages()).isEqualTo(List.of(new Message.User("hi")));
    }

    private static RunRequest inSession(String input) {
        return RunRequest.builder(input).session("the-session").build();
    }
}
