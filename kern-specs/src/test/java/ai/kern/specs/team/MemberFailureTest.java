package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.failure;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolExecution;
import ai.kern.testkit.ScriptedAnswer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A member fails, and neither is that hidden nor does it cost what others did or wait for. */
@Tag("TEAM-5")
@Tag("TEAM-8")
class MemberFailureTest extends ScenarioSpec {
    private static final String BROKEN = "crew/broken: pay a";
    private static final String PAYER = "crew/payer: pay b";

    private final Part leader =
            part(calls(give("broken", "pay a"), give("payer", "pay b")), text("one of them has failed"));
    private final Part broken = part(calls(call("pay", "a")), failure("no credit"));

    private RunOutput startedWaitingForBoth() {
        crew(leader, () -> member("Broken", broken.model(), confirmed("pay").get()), doing("Payer", confirmed("pay")));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(BROKEN, PAYER);
        return paused;
    }

    private void assertFailureIsToldAndTheOthersResultCounts(RunOutput run) {
        assertThat(run.content()).isEqualTo("one of them has failed");
        assertThat(leader.told()).hasSize(2);
        assertThat(leader.told().get(0)).contains("broken").contains("no credit");
        assertThat(leader.told().get(1)).isEqualTo("pay b is done");
        assertThat(leader.requests()).hasSize(2);
        assertThat(run.toolExecutions())
                .as("what the run tells of its delegations")
                .extracting(ToolExecution::outcome)
                .extracting(outcome -> outcome.orElseThrow())
                .containsExactly(OutcomeStatus.FAILED, OutcomeStatus.SUCCEEDED);
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "pay b");
    }

    @Test
    void aMemberThatFailsBehindItsPauseIsToldToTheLeader() {
        assertFailureIsToldAndTheOthersResultCounts(goOn(startedWaitingForBoth(), confirm(BROKEN), confirm(PAYER)));
    }

    @Test
    @Tag("TEAM-9")
    void whoStillWaitsBesideAMemberThatFailedCanBeAnswered() {
        RunOutput half = goOn(startedWaitingForBoth(), confirm(BROKEN));
        assertThat(half.isPaused()).isTrue();
        assertThat(waiting(half)).containsExactly(PAYER);
        assertThat(leader.requests()).hasSize(1);

        assertFailureIsToldAndTheOthersResultCounts(goOn(half, confirm(PAYER)));
    }

    @Test
    void aMemberThatFailsWhileAnotherBeginsToWaitIsToldBehindThePause() {
        Part atOnce = part(failure("no credit"));
        crew(leader, () -> member("Broken", atOnce.model()), doing("Payer", confirmed("pay")));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(PAYER);

        RunOutput run = goOn(paused, confirm(PAYER));

        assertThat(leader.told().get(0)).contains("broken").contains("no credit");
        assertThat(leader.told().get(1)).isEqualTo("pay b is done");
        assertThat(run.isCompleted()).isTrue();
        assertThat(atOnce.requests()).as("a failed member is not tried again").hasSize(1);
        assertThat(effects()).containsExactly("pay b");
    }

    @Test
    void theLeaderMayGiveTheTaskOfAMemberThatFailedToAnother() {
        Part again =
                part(calls(give("broken", "pay a")), calls(give("payer", "pay b")), text("done at the second try"));
        crew(again, () -> member("Broken", broken.model(), confirmed("pay").get()), doing("Payer", confirmed("pay")));

        RunOutput second = goOn(start(), confirm(BROKEN));
        assertThat(waiting(second)).containsExactly(PAYER);
        RunOutput run = goOn(second, confirm(PAYER));

        assertThat(run.content()).isEqualTo("done at the second try");
        assertThat(again.told()).hasSize(2);
        assertThat(effects()).containsExactly("pay a", "pay b");
    }

    @Test
    @Tag("RUN-4")
    @Tag("RUN-11")
    void aLeaderThatFailsBehindThePauseLosesNoMembersResult() {
        AtomicBoolean fails = new AtomicBoolean(true);
        ScriptedAnswer plan = calls(give("one", "pay a"), give("payer", "pay b"));
        Part failing = playing(request -> {
            if (request.messages().size() == 2) {
                return plan;
            }
            return fails.getAndSet(false) ? failure("overloaded") : text("both are done");
        });
        crew(failing, doing("One", confirmed("pay")), doing("Payer", confirmed("pay")));
        RunOutput paused = start();

        assertThatThrownBy(() -> goOn(paused, confirm("crew/one: pay a"), confirm(PAYER)))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("overloaded");
        assertThat(lab.db().find(paused.runId()).orElseThrow().status()).isEqualTo(RunStatus.ERROR);
        RunOutput run = lab.retry(crew(), paused.runId());

        assertThat(run.content()).isEqualTo("both are done");
        assertThat(failing.told()).containsExactly("pay a is done", "pay b is done");
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "pay b");
    }
}
