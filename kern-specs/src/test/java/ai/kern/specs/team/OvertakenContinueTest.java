package ai.kern.specs.team;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.RunState;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.team.Team;
import ai.kern.testkit.DbDecorator;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody continues a team while another one, who has read the team's run, reads those of its members. */
@Tag("HITL-11")
@Tag("TEAM-5")
class OvertakenContinueTest extends ScenarioSpec {
    private static final String ONE = "crew/one: pay a";
    private static final String TWO = "crew/two: pay b";

    private final Part leader = part(calls(give("one", "pay a"), give("two", "pay b")), text("both are done"));

    private RunOutput startedWaitingForBoth() {
        crew(leader, doing("One", confirmed("pay")), doing("Two", confirmed("pay")));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(ONE, TWO);
        return paused;
    }

    /** A team that has read its run when another one continues it, before it reads what comes next. */
    private Team overtakenBy(RunOutput paused, Reply... replies) {
        Team first = crew();
        AtomicBoolean overtaken = new AtomicBoolean();
        lab.decorate(db -> new DbDecorator(db) {
            @Override
            public Optional<RunState> load(String runId) {
                if (!runId.equals(paused.runId()) && overtaken.compareAndSet(false, true)) {
                    for (Reply reply : replies) {
                        lab.continueRun(first, paused.runId(), reply.to(paused));
                    }
                }
                return super.load(runId);
            }
        });
        Team late = build();
        lab.decorate(db -> db);
        return late;
    }

    private void assertConflict(RunOutput paused, Team late, String status, Reply... replies) {
        assertThatThrownBy(() -> lab.continueRun(
                        late,
                        paused.runId(),
                        Arrays.stream(replies).map(reply -> reply.to(paused)).toArray(Resolution[]::new)))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining(" is " + status)
                .hasMessageContaining("somebody else was first");
    }

    @Test
    void whoseAnswersWereGivenLearnsHowTheRunStands() {
        RunOutput paused = startedWaitingForBoth();
        Team late = overtakenBy(paused, confirm(ONE));

        assertConflict(paused, late, "PAUSED", confirm(ONE), confirm(TWO));

        assertThat(effects()).containsExactly("pay a");
    }

    @Test
    void whoFindsTheMembersAtTheirEndLearnsHowTheRunStands() {
        RunOutput paused = startedWaitingForBoth();
        Team late = overtakenBy(paused, confirm(ONE), confirm(TWO));

        assertConflict(paused, late, "COMPLETED", confirm(ONE), confirm(TWO));

        assertThat(effects()).containsExactly("pay a", "pay b");
    }

    @Test
    void whoBringsNoAnswerLearnsItToo() {
        RunOutput paused = startedWaitingForBoth();
        Team late = overtakenBy(paused, confirm(ONE), confirm(TWO));

        assertConflict(paused, late, "COMPLETED");

        assertThat(effects()).containsExactly("pay a", "pay b");
    }
}
