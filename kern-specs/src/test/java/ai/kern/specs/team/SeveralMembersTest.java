package ai.kern.specs.team;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.RunState;
import ai.kern.requirement.Requirement;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.run.ToolExecution;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several members wait at once, and each gets its own answers, however these come. */
@Tag("TEAM-3")
@Tag("TEAM-5")
@Tag("TEAM-9")
class SeveralMembersTest extends ScenarioSpec {
    private static final String ONE = "crew/one: pay a";
    private static final String TWO = "crew/two: pay b";

    private final Part leader = part(calls(give("one", "pay a"), give("two", "pay b")), text("both are done"));
    private final Part one = doing();
    private final Part two = doing();

    @BeforeEach
    void twoMembersThatPay() {
        crew(
                leader,
                () -> member("One", one.model(), confirmed("pay").get()),
                () -> member("Two", two.model(), confirmed("pay").get()));
    }

    private RunOutput startedWaitingForBoth() {
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(ONE, TWO);
        assertThat(paused.activeRequirements())
                .extracting(Requirement::runId)
                .doesNotHaveDuplicates()
                .doesNotContain(paused.runId());
        return paused;
    }

    private void assertBothArePaid(RunOutput run) {
        assertThat(run.content()).isEqualTo("both are done");
        assertThat(leader.told()).containsExactly("pay a is done", "pay b is done");
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "pay b");
        assertThat(run.toolExecutions())
                .extracting(ToolExecution::attempts)
                .as("how often each task was given")
                .containsExactly(1, 1);
    }

    @Test
    @Tag("TEAM-4")
    void nobodyIsAskedToPlanAnew() {
        assertBothArePaid(goOn(goOn(startedWaitingForBoth(), confirm(ONE)), confirm(TWO)));

        assertThat(leader.requests()).as("it plans once and sums up once").hasSize(2);
        assertThat(one.requests()).hasSize(2);
        assertThat(two.requests()).hasSize(2);
    }

    @Test
    void bothAnswersInOneContinue() {
        assertBothArePaid(goOn(startedWaitingForBoth(), confirm(ONE), confirm(TWO)));
    }

    @Test
    void bothAnswersInOneContinueInReverseOrder() {
        assertBothArePaid(goOn(startedWaitingForBoth(), confirm(TWO), confirm(ONE)));
    }

    @Test
    void oneAnswerAfterTheOther() {
        RunOutput half = goOn(startedWaitingForBoth(), confirm(ONE));
        assertThat(waiting(half)).containsExactly(TWO);
        assertThat(effects()).containsExactly("pay a");

        assertBothArePaid(goOn(half, confirm(TWO)));
    }

    @Test
    void oneAnswerAfterTheOtherInReverseOrder() {
        RunOutput half = goOn(startedWaitingForBoth(), confirm(TWO));
        assertThat(waiting(half)).containsExactly(ONE);
        assertThat(effects()).containsExactly("pay b");

        assertBothArePaid(goOn(half, confirm(ONE)));
    }

    @Test
    @Tag("HITL-4")
    void whatIsNotAnsweredWaitsOnHoweverOftenTheRunIsContinued() {
        RunOutput half = goOn(startedWaitingForBoth(), confirm(TWO));
        RunOutput still = goOn(goOn(half));

        assertThat(still.isPaused()).isTrue();
        assertThat(waiting(still)).containsExactly(ONE);
        assertThat(leader.requests()).as("nothing is summed up yet").hasSize(1);
        assertThat(two.requests()).as("who is done is not asked again").hasSize(2);
        assertThat(effects()).containsExactly("pay b");
        assertBothArePaid(goOn(still, confirm(ONE)));
    }

    @Test
    @Tag("HITL-7")
    void aRejectionOfOneKeepsNothingFromTheOther() {
        RunOutput run = goOn(startedWaitingForBoth(), confirm(TWO), reject(ONE, "a is too dear"));

        assertThat(run.isCompleted()).isTrue();
        assertThat(one.told()).singleElement().asString().contains("a is too dear");
        assertThat(two.told()).containsExactly("pay b is done");
        assertThat(leader.told()).hasSize(2);
        assertThat(leader.told().get(0)).contains("a is too dear");
        assertThat(leader.told().get(1)).isEqualTo("pay b is done");
        assertThat(effects()).containsExactly("pay b");
    }

    @Test
    @Tag("HITL-5")
    void aSetWithAnAnswerToAnotherRunIsRefusedAsAWhole() {
        RunOutput other = startedWaitingForBoth();
        RunOutput paused = startedWaitingForBoth();

        assertRefused(paused, confirm(ONE), run -> confirm(TWO).to(other));

        assertBothArePaid(goOn(paused, confirm(ONE), confirm(TWO)));
    }

    @Test
    @Tag("HITL-5")
    void aSetWithTwoAnswersToOneQuestionIsRefusedAsAWhole() {
        RunOutput paused = startedWaitingForBoth();

        assertRefused(paused, confirm(ONE), confirm(TWO), reject(TWO, "no"));

        assertBothArePaid(goOn(paused, confirm(ONE), confirm(TWO)));
    }

    @Test
    @Tag("HITL-5")
    void aQuestionIsAnsweredOnce() {
        RunOutput paused = startedWaitingForBoth();
        RunOutput half = goOn(paused, confirm(ONE));

        assertRefused(half, run -> confirm(ONE).to(paused), confirm(TWO));

        assertBothArePaid(goOn(half, confirm(TWO)));
    }

    /** Holds a continue to being refused, with nothing stored of it in any run of the tree. */
    private void assertRefused(RunOutput run, Reply... replies) {
        List<RunState> before = stored(run);
        List<String> done = effects();

        assertThatThrownBy(() -> goOn(run, replies)).isInstanceOf(InvalidResolutionException.class);

        assertThat(stored(run)).isEqualTo(before);
        assertThat(effects()).isEqualTo(done);
    }

    private List<RunState> stored(RunOutput run) {
        List<String> ids = new ArrayList<>(List.of(run.runId()));
        run.requirements().forEach(requirement -> ids.add(requirement.runId()));
        return ids.stream().map(id -> lab.db().load(id).orElseThrow()).toList();
    }
}
