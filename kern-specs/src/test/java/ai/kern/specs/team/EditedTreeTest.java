package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.requirement.Requirement;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.specs.support.PlainSql;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of a waiting tree are changed by plain SQL, in a way that only a repaired database would have them. */
@Tag("TEAM-5")
class EditedTreeTest extends TeamSpec {
    private PlainSql sql;

    @BeforeEach
    void connect() {
        assumeTrue(lab.kind().isDurable(), "memory has no SQL");
        sql = PlainSql.on(lab);
    }

    @AfterEach
    void disconnect() {
        if (lab.kind().isDurable()) {
            sql.close();
        }
    }

    private Agent payer() {
        return member(
                "Payer",
                ScriptedModel.playing(Script.byTurn(calls(call("pay", "a")), text("paid"))),
                lab.tool("pay").requiresConfirmation());
    }

    private Team inner() {
        return Team.builder()
                .name("Inner")
                .model(ScriptedModel.playing(Script.byTurn(calls(give("payer", "pay a")), text("inner is done"))))
                .members(payer())
                .build();
    }

    private Team crew(String member, Runner runner) {
        return team(
                TeamMode.COORDINATE,
                ScriptedModel.playing(Script.byTurn(calls(give(member, "pay")), text("all is done"))),
                runner);
    }

    private void setStatus(String runId, RunStatus status) {
        assertThat(sql.update("UPDATE kern_runs SET status = ? WHERE run_id = ?", status.name(), runId))
                .isOne();
    }

    private static String runOf(RunOutput run) {
        return run.activeRequirements().stream()
                .map(Requirement::runId)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTeamTakesNoteOfAMemberThatHasEndedWithoutIt() {
        Team crew = crew("payer", payer());
        RunOutput waiting = lab.run(crew, "go");
        setStatus(runOf(waiting), RunStatus.CANCELLED);

        RunOutput run = lab.continueRun(crew, waiting.runId());

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(run.toolExecutions()).singleElement().satisfies(delegation -> {
            assertThat(delegation.outcome()).contains(OutcomeStatus.FAILED);
            assertThat(delegation.result().orElseThrow()).contains("its run ended as CANCELLED");
        });
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    void aTeamInATeamTakesNoteOfAMemberThatHasEndedWithoutIt() {
        Team crew = crew("inner", inner());
        RunOutput waiting = lab.run(crew, "go");
        setStatus(runOf(waiting), RunStatus.CANCELLED);

        RunOutput run = lab.continueRun(crew, waiting.runId());

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(run.toolExecutions())
                .singleElement()
                .satisfies(delegation -> assertThat(delegation.result()).contains("inner is done"));
        assertThat(lab.ledger().effects()).isEmpty();
    }
}
