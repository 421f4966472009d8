package ai.kern.specs.session;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.MovedClock;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the model is told of earlier runs of a session. */
@Tag("RUN-7")
class HistoryTest extends EngineSpec {
    private final MovedClock clock = new MovedClock();
    private final ScriptedModel model = ScriptedModel.playing(request -> {
        Message last = request.messages().get(request.messages().size() - 1);
        if (last instanceof Message.ToolResult) {
            return text("did it");
        }
        String said = Script.lastUserText(request);
        if (said.startsWith("note")) {
            return calls(call("note", "x"));
        }
        if (said.startsWith("danger")) {
            return calls(call("danger", "x"));
        }
        return said.startsWith("fail") ? failure("no") : text("answer to " + said);
    });

    private Agent agent(int history) {
        LedgerTools tools = new LedgerTools(lab.ledger());
        return lab.builder(model, tools.tool("note"), tools.tool("danger").requiresConfirmation())
                .history(history)
                .clock(clock)
                .build();
    }

    private RunOutput say(Agent agent, String session, String text) {
        clock.move(Duration.ofSeconds(1));
        return lab.run(agent, RunRequest.builder(text).session(session).build());
    }

    private List<String> told() {
        return model.lastRequest().messages().stream()
                .filter(message -> !(message instanceof Message.System))
                .map(Message::text)
                .toList();
    }

    @Test
    void theLastCompletedRunsOfTheSessionComeBeforeWhatTheUserSays() {
        Agent agent = agent(2);
        say(agent, "s", "one");
        say(agent, "s", "two");
        say(agent, "s", "note three");
        say(agent, "other", "elsewhere");

        say(agent, "s", "four");

        assertThat(told())
                .containsExactly("two", "answer to two", "note three", "", "note x is done", "did it", "four");
    }

    @Test
    void withoutAHistoryTheModelIsToldOfThisRunAlone() {
        Agent agent = agent(0);
        say(agent, "s", "one");

        say(agent, "s", "two");

        assertThat(told()).containsExactly("two");
    }

    @Test
    void runsThatWaitFailedOrWereCancelledAreLeftOut() {
        Agent agent = agent(10);
        say(agent, "s", "one");
        say(agent, "s", "danger waits");
        RunOutput cancelled = say(agent, "s", "danger cancelled");
        agent.cancel(cancelled.runId());
        assertThatThrownBy(() -> say(agent, "s", "fail")).isInstanceOf(RunFailedException.class);

        say(agent, "s", "two");

        assertThat(told()).containsExactly("one", "answer to one", "two");
    }

    @Test
    @Tag("RUN-12")
    void theHistoryOfARunIsSettledWhenItStarts() {
        say(agent(5), "s", "one");
        RunOutput paused = say(agent(5), "s", "danger");
        say(agent(5), "s", "two");
        lab.restart();

        lab.continueAll(agent(0), paused, requirement -> ((Confirmation) requirement).confirm());

        assertThat(told()).startsWith("one", "answer to one", "danger").doesNotContain("two");
    }

    @Test
    void theOutputOfARunHoldsItsOwnMessagesAlone() {
        say(agent(5), "s", "one");

        assertThat(say(agent(5), "s", "two").messages())
                .extracting(Message::text)
                .containsExactly("two", "answer to two");
    }
}
