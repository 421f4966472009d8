package ai.kern.specs.team;

import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A leader, its members, and what they tell each other. */
class TeamTest extends ScenarioSpec {
    private final Part leader = part(calls(give("payer", "pay a")), text("all is done"));

    @Test
    @Tag("TEAM-1")
    void theLeaderGivesATaskAndSumsUp() {
        Part payer = part(text("paid by hand"));
        crew(leader, () -> member("Payer", payer.model()));

        RunOutput run = start();

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(leader.told()).containsExactly("paid by hand");
        assertThat(payer.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.messages())
                        .singleElement()
                        .satisfies(message -> assertThat(message.text()).isEqualTo("pay a")));
    }

    @Test
    void theLeaderIsToldWhichMembersThereAreWhenItNamesAnother() {
        Part wrong = part(calls(give("nobody", "pay a")), text("sorry"));
        crew(wrong, saying("Payer", "paid"), saying("Writer", "written"));

        assertThat(start().content()).isEqualTo("sorry");

        assertThat(wrong.told())
                .singleElement()
                .asString()
                .contains("nobody")
                .contains("payer")
                .contains("writer");
    }

    @Test
    @Tag("TEAM-7")
    void aMemberWithTheIdOfItsTeamIsRefusedWhenTheTeamIsBuilt() {
        assertThatThrownBy(() -> team(TeamMode.COORDINATE, ScriptedModel.of(), member("Crew", ScriptedModel.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'crew' has the id of the one that leads it");
    }

    @Test
    @Tag("TEAM-5")
    void aMemberWithoutAnIdThatOtherProcessesKnowIsRefusedOverADurableDatabase() {
        Agent nameless = Agent.builder().model(ScriptedModel.of()).build();
        Team inner = Team.builder()
                .name("Inner")
                .model(ScriptedModel.of())
                .members(nameless)
                .build();

        if (lab.kind().isDurable()) {
            assertThatThrownBy(() -> team(TeamMode.COORDINATE, ScriptedModel.of(), inner))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a member of 'inner' has no id");
        } else {
            assertThat(team(TeamMode.COORDINATE, ScriptedModel.of(), inner)
                            .describe()
                            .members())
                    .hasSize(1);
        }
    }

    @Test
    @Tag("TEAM-7")
    void twoMembersOfOneIdAreRefused() {
        assertThatThrownBy(() -> team(
                        TeamMode.COORDINATE,
                        ScriptedModel.of(),
                        member("Payer", ScriptedModel.of()),
                        member("payer", ScriptedModel.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("payer");
    }

    @Test
    @Tag("RUN-9")
    void cancellingTheTeamCancelsItsMembersRuns() {
        crew(leader, doing("Payer", confirmed("pay")));
        RunOutput paused = start();
        String memberRun = open(paused, "crew/payer: pay a").runId();

        crew().cancel(paused.runId());

        assertThat(lab.db().find(memberRun).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
        assertThatThrownBy(() -> lab.continueRun(
                        crew(), paused.runId(), confirm("crew/payer: pay a").to(paused)))
                .isInstanceOf(RunNotPausedException.class)
                .hasMessageContaining("CANCELLED");
        assertThat(effects()).isEmpty();
    }
}
