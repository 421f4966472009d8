package ai.kern.specs.session;

import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A session that nobody owns, with runs of several users. */
@Tag("RUN-10")
@Tag("RUN-7")
class OthersHistoryTest extends EngineSpec {
    /** A run of ann's is refused to bob at every door; the history of his own run tells it to him. */
    @Test
    void theHistoryOfARunHoldsNoRunThatAnotherUserOwns() {
        ScriptedModel model = ScriptedModel.of(text("welcome"), text("noted"), text("hello"));
        Agent agent = lab.builder(model).history(10).build();
        lab.run(agent, RunRequest.builder("hi").session("lobby").build());
        RunOutput anns = lab.run(
                agent,
                RunRequest.builder("my pin is 4711")
                        .session("lobby")
                        .user("ann")
                        .build());
        assertThatThrownBy(() -> agent.find(anns.runId(), "bob")).isInstanceOf(OwnerMismatchException.class);

        lab.run(
                agent,
                RunRequest.builder("what do you know?")
                        .session("lobby")
                        .user("bob")
                        .build());

        assertThat(model.lastRequest().messages().toString()).doesNotContain("4711");
    }
}
