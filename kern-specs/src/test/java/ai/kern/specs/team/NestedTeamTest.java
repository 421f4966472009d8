package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.team.Team;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Teams whose members are teams. */
@Tag("TEAM-2")
@Tag("TEAM-3")
@Tag("TEAM-4")
@Tag("TEAM-5")
class NestedTeamTest extends ScenarioSpec {
    private static final List<String> LEVELS = List.of(
            "crew: sign 1", "crew/middle: sign 2", "crew/middle/inner: sign 3", "crew/middle/inner/payer: pay a");

    private final Part leader = part(calls(call("sign", "1"), give("middle", "go on")), text("crew is done"));
    private final Part middle = part(calls(call("sign", "2"), give("inner", "go on")), text("middle is done"));
    private final Part inner = part(calls(call("sign", "3"), give("payer", "pay a")), text("inner is done"));

    /** A team inside another, with a protected tool of its own. */
    private Team inside(String name, Part part, Runner... members) {
        return Team.builder()
                .name(name)
                .model(part.model())
                .members(members)
                .tools(confirmed("sign").get())
                .build();
    }

    /** Three levels of teams and an agent, each with a protected tool of its own. */
    private RunOutput startedWaitingAtEachLevel() {
        Plan payer = doing("Payer", confirmed("pay"));
        crew(() -> Team.builder()
                .name("Crew")
                .model(leader.model())
                .members(inside("Middle", middle, inside("Inner", inner, payer.build())))
                .tools(confirmed("sign").get())
                .db(lab.db())
                .build());
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactlyElementsOf(LEVELS);
        assertThat(effects()).isEmpty();
        return paused;
    }

    private void assertEachLevelSummedUp(RunOutput run) {
        assertThat(run.content()).isEqualTo("crew is done");
        assertThat(leader.told()).containsExactly("sign 1 is done", "middle is done");
        assertThat(middle.told()).containsExactly("sign 2 is done", "inner is done");
        assertThat(inner.told()).containsExactly("sign 3 is done", "pay a is done");
        assertThat(List.of(leader, middle, inner))
                .as("nobody plans twice")
                .allSatisfy(part -> assertThat(part.requests()).hasSize(2));
        assertThat(effects()).containsExactlyInAnyOrder("sign 1", "sign 2", "sign 3", "pay a");
    }

    @Test
    void allLevelsAreAnsweredInOneContinue() {
        RunOutput paused = startedWaitingAtEachLevel();

        assertEachLevelSummedUp(
                goOn(paused, LEVELS.stream().map(ScenarioSpec::confirm).toArray(Reply[]::new)));
    }

    @Test
    @Tag("TEAM-9")
    void theLevelsAreAnsweredFromTheOutside() {
        RunOutput run = startedWaitingAtEachLevel();
        for (String level : LEVELS) {
            assertThat(waiting(run)).startsWith(level);
            run = goOn(run, confirm(level));
        }
        assertEachLevelSummedUp(run);
    }

    @Test
    @Tag("TEAM-9")
    void theLevelsAreAnsweredFromTheInside() {
        RunOutput run = startedWaitingAtEachLevel();
        for (int level = LEVELS.size() - 1; level >= 0; level--) {
            assertThat(waiting(run)).endsWith(LEVELS.get(level));
            run = goOn(run, confirm(LEVELS.get(level)));
        }
        assertEachLevelSummedUp(run);
        assertThat(effects()).containsExactly("pay a", "sign 3", "sign 2", "sign 1");
    }

    @Test
    @Tag("HITL-7")
    void aRejectionOnOneLevelIsToldOnThatLevelAlone() {
        RunOutput paused = startedWaitingAtEachLevel();

        RunOutput run = goOn(
                paused,
                confirm(LEVELS.get(0)),
                reject(LEVELS.get(1), "the middle signs nothing"),
                confirm(LEVELS.get(2)),
                confirm(LEVELS.get(3)));

        assertThat(run.content()).isEqualTo("crew is done");
        assertThat(middle.told().get(0)).contains("the middle signs nothing");
        assertThat(leader.told()).containsExactly("sign 1 is done", "middle is done");
        assertThat(inner.told()).containsExactly("sign 3 is done", "pay a is done");
        assertThat(effects()).containsExactlyInAnyOrder("sign 1", "sign 3", "pay a");
    }

    @Test
    @Tag("TEAM-11")
    void oneAgentMayBeAMemberOfTwoTeamsOfATeam() {
        Plan payer = doing("Payer", confirmed("pay"));
        Part top = part(calls(give("left", "go on"), give("right", "go on")), text("crew is done"));
        Part left = part(calls(give("payer", "pay a")), text("left is done"));
        Part right = part(calls(give("payer", "pay b")), text("right is done"));
        crew(() -> {
            Runner one = payer.build();
            return Team.builder()
                    .name("Crew")
                    .model(top.model())
                    .members(inside("Left", left, one), inside("Right", right, one))
                    .db(lab.db())
                    .build();
        });
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly("crew/left/payer: pay a", "crew/right/payer: pay b");

        RunOutput half = goOn(paused, reject("crew/right/payer: pay b", "not b"));
        assertThat(waiting(half)).containsExactly("crew/left/payer: pay a");
        RunOutput run = goOn(half, confirm("crew/left/payer: pay a"));

        assertThat(run.content()).isEqualTo("crew is done");
        assertThat(left.told()).containsExactly("pay a is done");
        assertThat(right.told()).singleElement().asString().contains("not b");
        assertThat(top.told()).containsExactly("left is done", "right is done");
        assertThat(effects()).containsExactly("pay a");
    }
}
