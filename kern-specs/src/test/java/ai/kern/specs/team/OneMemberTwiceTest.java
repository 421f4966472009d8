package ai.kern.specs.team;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.requirement.Requirement;
import ai.kern.run.RunOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One member is given two tasks at once: two runs, which share nothing but who works on them. */
@Tag("TEAM-3")
@Tag("TEAM-5")
@Tag("TEAM-11")
@Tag("HITL-16")
class OneMemberTwiceTest extends ScenarioSpec {
    private static final String A = "crew/payer: pay a";
    private static final String B = "crew/payer: pay b";

    private final Part leader = part(calls(give("payer", "pay a"), give("payer", "pay b")), text("both are done"));

    @BeforeEach
    void oneMember() {
        crew(leader, doing("Payer", confirmed("pay")));
    }

    private RunOutput startedWaitingForBoth() {
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(A, B);
        assertThat(paused.activeRequirements()).extracting(Requirement::runId).doesNotHaveDuplicates();
        return paused;
    }

    @Test
    void eachCallRunsWithItsOwnArgumentsAndEachTaskHasItsOwnResult() {
        RunOutput run = goOn(startedWaitingForBoth(), confirm(A), confirm(B));

        assertThat(run.content()).isEqualTo("both are done");
        assertThat(leader.told()).containsExactly("pay a is done", "pay b is done");
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "pay b");
    }

    @Test
    void answersThatAreGivenCrosswiseFindTheirCalls() {
        RunOutput run = goOn(startedWaitingForBoth(), confirm(B), reject(A, "not a"));

        assertThat(leader.told()).hasSize(2);
        assertThat(leader.told().get(0)).contains("not a");
        assertThat(leader.told().get(1)).isEqualTo("pay b is done");
        assertThat(run.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("pay b");
    }

    @Test
    void answersThatAreGivenOneByOneInReverseOrderFindTheirCalls() {
        RunOutput half = goOn(startedWaitingForBoth(), reject(B, "not b"));
        assertThat(waiting(half)).containsExactly(A);
        assertThat(effects()).isEmpty();

        RunOutput run = goOn(half, confirm(A));

        assertThat(leader.told()).hasSize(2);
        assertThat(leader.told().get(0)).isEqualTo("pay a is done");
        assertThat(leader.told().get(1)).contains("not b");
        assertThat(run.isCompleted()).isTrue();
        assertThat(effects()).containsExactly("pay a");
    }
}
