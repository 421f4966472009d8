package ai.kern.specs.hitl;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/** Many callers at the same moment, each with an agent of its own. */
@Tag("HITL-11")
class SimultaneousContinueTest extends HitlSpec {
    private static final int CALLERS = 8;

    /** What one caller got: an output, or the refusal. */
    private record Reply(RunOutput output, RuntimeException refusal) {}

    /** Lets all callers go at once, each with its own answers. */
    private List<Reply> together(ScriptedModel model, String runId, List<Resolution[]> answers) {
        CyclicBarrier start = new CyclicBarrier(answers.size());
        List<Background<Reply>> callers = new ArrayList<>();
        for (Resolution[] own : answers) {
            lab.restart();
            Agent agent = lab.agent(model, delete());
            callers.add(Background.start(() -> {
                start.await(30, TimeUnit.SECONDS);
                try {
                    return new Reply(lab.continueRun(agent, runId, own), null);
                } catch (RuntimeException refused) {
                    return new Reply(null, refused);
                }
            }));
        }
        return callers.stream().map(Background::join).toList();
    }

    private static void assertOneWonAndOthersLearnTheState(List<Reply> replies) {
        assertThat(replies).filteredOn(reply -> reply.output() != null).hasSize(1);
        assertThat(replies)
                .filteredOn(reply -> reply.refusal() != null)
                .extracting(Reply::refusal)
                .allSatisfy(refusal -> {
                    assertThat(refusal).isInstanceOf(RunConflictException.class);
                    assertThat(Arrays.stream(RunStatus.values()).map(Enum::name))
                            .anyMatch(status -> refusal.getMessage().contains(" is " + status));
                });
    }

    @RepeatedTest(5)
    void eachProtectedCallStartsOnce() {
        ScriptedModel model = batch(call("delete", "a"), call("delete", "b"));
        RunOutput run = lab.run(lab.agent(model, delete()), "go");
        Resolution[] yes = answers(run, open -> ((Confirmation) open).confirm());

        List<Reply> replies = together(model, run.runId(), Collections.nCopies(CALLERS, yes));

        assertThat(effects()).containsExactly("delete a", "delete b");
        assertOneWonAndOthersLearnTheState(replies);
        assertThat(model.requests()).hasSize(2);
        assertThat(lab.db().load(run.runId()).orElseThrow().run().status()).isEqualTo(RunStatus.COMPLETED);
    }

    @RepeatedTest(5)
    void ofAYesAndANoAtTheSameMomentOneCounts() {
        ScriptedModel model = batch(call("delete", "a"));
        RunOutput run = lab.run(lab.agent(model, delete()), "go");
        List<Resolution[]> answers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            boolean yes = caller % 2 == 0;
            answers.add(
                    answers(run, open -> yes ? ((Confirmation) open).confirm() : ((Confirmation) open).reject("no")));
        }

        List<Reply> replies = together(model, run.runId(), answers);

        assertOneWonAndOthersLearnTheState(replies);
        int winner = replies.indexOf(replies.stream()
                .filter(reply -> reply.output() != null)
                .findFirst()
                .orElseThrow());
        assertThat(effects()).hasSize(winner % 2 == 0 ? 1 : 0);
    }

    @RepeatedTest(5)
    void aContinueThatLeadsToTheNextPauseIsDoneOnceToo() {
        ScriptedModel model = script(calls(call("delete", "a")), calls(call("delete", "b")), text("done"));
        RunOutput run = lab.run(lab.agent(model, delete()), "go");
        Resolution[] yes = answers(run, open -> ((Confirmation) open).confirm());

        List<Reply> replies = together(model, run.runId(), Collections.nCopies(CALLERS, yes));

        assertThat(effects()).containsExactly("delete a");
        assertThat(replies).filteredOn(reply -> reply.output() != null).hasSize(1);
        assertThat(lab.db().load(run.runId()).orElseThrow().requirements())
                .filteredOn(requirement -> requirement.isOpen())
                .hasSize(1);
    }
}
