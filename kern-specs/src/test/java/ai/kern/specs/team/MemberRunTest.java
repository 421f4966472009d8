package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunnerMismatchException;
import ai.kern.specs.support.Confirmations;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a member's run is to those who read it by itself, and to those who answer what it asked once it is over. */
class MemberRunTest extends TeamSpec {
    private final Agent payer() {
        ScriptedModel paying = ScriptedModel.playing(request ->
                request.messages().size() > 1 ? text("paid") : calls(call("pay", Script.lastUserText(request))));
        return Agent.builder()
                .name("Payer")
                .model(paying)
                .tools(lab.tool("pay").requiresConfirmation())
                .db(lab.db())
                .build();
    }

    private Team company(Agent payer) {
        Team inner = Team.builder()
                .name("Inner")
                .model(ScriptedModel.of(calls(give("payer", "a"), give("payer", "b")), text("inner is done")))
                .members(payer)
                .db(lab.db())
                .build();
        return team(TeamMode.COORDINATE, ScriptedModel.of(calls(give("inner", "pay")), text("all is done")), inner);
    }

    @Test
    @Tag("TEAM-2")
    void whatItWaitsForHasThePathFromTheTeamAlsoWhereItIsReadByItself() {
        Agent payer = payer();
        RunOutput paused = lab.run(company(payer), "go");
        Requirement first = paused.activeRequirements().get(0);

        assertThat(lab.find(payer, first.runId()).activeRequirements()).containsExactly(first);
    }

    @Test
    @Tag("STR-2")
    void itsEventsHaveThePathFromTheTeamAlsoWhereTheyAreRebuilt() {
        Agent payer = payer();
        RunOutput paused = lab.run(company(payer), "go");
        List<RunEvent> events = new ArrayList<>();

        try (RunStream stream = payer.follow(paused.activeRequirements().get(0).runId(), 0)) {
            stream.forEach(events::add);
        }

        assertThat(events)
                .isNotEmpty()
                .allSatisfy(
                        event -> assertThat(event.header().owner().path()).containsExactly("crew", "inner", "payer"));
    }

    @Test
    @Tag("HITL-5")
    void whatItAskedCannotBeAnsweredOnceItHasEndedAndTheAnswerIsToldSo() {
        Team team = company(payer());
        RunOutput paused = lab.run(team, "go");
        Requirement first = paused.activeRequirements().get(0);
        List<Resolution> both = Confirmations.confirmAll(paused);
        lab.continueRun(team, paused.runId(), both.get(0));

        for (ContinueRequest late : List.of(
                ContinueRequest.of(paused.runId(), both),
                ContinueRequest.builder(paused.runId()).askAnew(first.id()).build(),
                ContinueRequest.builder(paused.runId()).drop(first.id(), "no").build())) {
            assertThatThrownBy(() -> lab.continueRun(team, late))
                    .isInstanceOf(InvalidResolutionException.class)
                    .hasMessageContaining(first.id())
                    .hasMessageContaining("belongs to run " + first.runId() + ", which has ended");
        }
        assertThat(lab.ledger().effects()).containsExactly("pay a");
        assertThat(lab.find(team, paused.runId()).activeRequirements()).hasSize(1);
    }

    @Test
    @Tag("TEAM-3")
    void theTeamThatIsAskedForItNamesTheRunByWhichItIsContinued() {
        Team team = company(payer());
        RunOutput paused = lab.run(team, "go");
        String member = paused.activeRequirements().get(0).runId();

        assertThatThrownBy(() -> team.find(member))
                .isInstanceOf(RunnerMismatchException.class)
                .hasMessageContaining("run " + member + " was started by 'payer', and this is 'crew'")
                .hasMessageContaining("by its root, run " + paused.runId());
    }
}
