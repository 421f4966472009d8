package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A team whose way of working changed while its run waited. */
@Tag("TEAM-8")
class ChangedTeamTest extends TeamSpec {
    private final ScriptedModel leader = ScriptedModel.of(calls(give("payer", "pay a")), text("all is paid"));

    private Team team(TeamMode mode) {
        Agent payer = member(
                "Payer",
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
        return team(mode, leader, payer);
    }

    @Test
    void aMembersResultIsKeptUntilTheTeamCanTakeItAgain() {
        RunOutput paused = lab.run(team(TeamMode.COORDINATE), "pay");

        assertThatThrownBy(() -> lab.continueAll(team(TeamMode.BROADCAST), paused, Confirmations::confirm))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("delegate_task_to_member");
        assertThat(lab.db().find(paused.runId()).orElseThrow().status()).isEqualTo(RunStatus.ERROR);

        RunOutput run = lab.retry(team(TeamMode.COORDINATE), paused.runId());

        assertThat(run.content()).isEqualTo("all is paid");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }
}
