package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.RunState;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A team that changed while its run waited. */
@Tag("TEAM-5")
@Tag("TEAM-8")
@Tag("HITL-14")
class ChangedTeamTest extends ScenarioSpec {
    private static final String ONE = "crew/one: pay a";
    private static final String TWO = "crew/two: pay b";

    private final Part leader = part(calls(give("one", "pay a"), give("two", "pay b")), text("both are done"));
    private final Plan one = doing("One", confirmed("pay"));
    private final Plan two = doing("Two", confirmed("pay"));

    private RunOutput startedWaitingForBoth() {
        crew(leader, one, two);
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(ONE, TWO);
        return paused;
    }

    /** Holds each continue of a team that lacks a member to being refused, with nothing stored and nothing run. */
    private void assertRefusedFor(RunOutput paused, String member) {
        List<RunState> before = stored(paused);
        for (List<String> answered : List.of(List.of(ONE, TWO), List.of(ONE), List.of(TWO), List.<String>of())) {
            assertThatThrownBy(() -> lab.continueRun(
                            crew(),
                            paused.runId(),
                            answered.stream()
                                    .map(label -> confirm(label).to(paused))
                                    .toArray(Resolution[]::new)))
                    .isInstanceOf(ToolDefinitionChangedException.class)
                    .hasMessageContaining("'" + member + "'")
                    .hasMessageContaining("bring the member back");
        }
        assertThat(stored(paused)).isEqualTo(before);
        assertThat(effects()).isEmpty();
    }

    private List<RunState> stored(RunOutput run) {
        return Stream.concat(Stream.of(run.runId()), run.requirements().stream().map(Requirement::runId))
                .map(id -> lab.db().load(id).orElseThrow())
                .toList();
    }

    private void assertGoesOnOnceTheyAreBack(RunOutput paused) {
        crew(leader, two, one);
        RunOutput run = goOn(paused, confirm(ONE), confirm(TWO));

        assertThat(run.content()).isEqualTo("both are done");
        assertThat(leader.told()).containsExactly("pay a is done", "pay b is done");
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "pay b");
    }

    @Test
    void aMemberThatIsGoneKeepsTheTeamFromGoingOnUntilItIsBack() {
        RunOutput paused = startedWaitingForBoth();

        crew(leader, one);
        assertRefusedFor(paused, "two");

        assertGoesOnOnceTheyAreBack(paused);
    }

    @Test
    void aMemberOfAnotherNameIsAnotherMember() {
        RunOutput paused = startedWaitingForBoth();

        crew(leader, doing("Uno", confirmed("pay")), two);
        assertRefusedFor(paused, "one");

        assertGoesOnOnceTheyAreBack(paused);
    }

    @Test
    void aMemberMayHaveAnotherNameUnderItsId() {
        RunOutput paused = startedWaitingForBoth();
        Part renamed = doing();

        crew(
                leader,
                () -> Agent.builder()
                        .id("one")
                        .name("Uno")
                        .model(renamed.model())
                        .tools(confirmed("pay").get())
                        .build(),
                two);
        RunOutput run = goOn(paused, confirm(ONE), confirm(TWO));

        assertThat(run.content()).isEqualTo("both are done");
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "pay b");
    }

    @Test
    void aMemberThatIsGoneFromATeamInTheTeamKeepsItFromGoingOn() {
        Part outer = part(calls(give("inner", "go on")), text("crew is done"));
        crew(outer, () -> inner(one.build(), two.build()));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly("crew/inner/one: pay a", "crew/inner/two: pay b");

        crew(outer, () -> inner(two.build()));
        assertThatThrownBy(() -> lab.continueRun(
                        crew(), paused.runId(), confirm("crew/inner/two: pay b").to(paused)))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining("'one'");
        assertThat(effects()).isEmpty();

        crew(outer, () -> inner(one.build(), two.build()));
        RunOutput run = goOn(paused, confirm("crew/inner/one: pay a"), confirm("crew/inner/two: pay b"));
        assertThat(run.content()).isEqualTo("crew is done");
        assertThat(effects()).containsExactlyInAnyOrder("pay a", "pay b");
    }

    private Team inner(Runner... members) {
        return Team.builder()
                .name("Inner")
                .model(leader.model())
                .members(members)
                .build();
    }

    @Test
    void aMembersToolThatChangedDoesNotRunAndTheOtherMembersAnswerCanStillBeGiven() {
        RunOutput paused = startedWaitingForBoth();
        Part changed = doing();
        crew(leader, () -> member("One", changed.model(), lab.tool("pay").requiresUserInput("item")), two);

        assertThatThrownBy(() -> lab.continueRun(
                        crew(),
                        paused.runId(),
                        confirm(ONE).to(paused),
                        confirm(TWO).to(paused)))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining("pay changed");
        assertThat(effects()).isEmpty();
        RunOutput half = goOn(paused, confirm(TWO));
        assertThat(waiting(half)).containsExactly(ONE);
        RunOutput run = goOn(half, reject(ONE, "not like this"));

        assertThat(run.content()).isEqualTo("both are done");
        assertThat(leader.told().get(0)).contains("not like this");
        assertThat(leader.told().get(1)).isEqualTo("pay b is done");
        assertThat(effects()).containsExactly("pay b");
    }

    @Test
    void aTeamOfAnotherModeDoesNotGoOnWithWhatItCouldNotTake() {
        Part giving = part(calls(give("payer", "pay a")), text("all is paid"));
        Part payer = part(calls(call("pay", "a")), text("paid"));
        Plan paying = () -> member("Payer", payer.model(), confirmed("pay").get());
        crew(giving, paying);
        RunOutput paused = start();
        List<RunState> before = stored(paused);

        crew(TeamMode.BROADCAST, giving, paying);
        assertThatThrownBy(() -> goOn(paused, confirm("crew/payer: pay a")))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining("delegate_task_to_member, and that is no delegation any more");
        assertThat(stored(paused)).isEqualTo(before);
        assertThat(effects()).isEmpty();

        crew(giving, paying);
        RunOutput run = goOn(paused, confirm("crew/payer: pay a"));

        assertThat(run.content()).isEqualTo("all is paid");
        assertThat(giving.told()).containsExactly("paid");
        assertThat(effects()).containsExactly("pay a");
    }
}
