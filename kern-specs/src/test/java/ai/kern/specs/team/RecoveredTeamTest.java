package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.Changeset;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.ProcessDied;
import ai.kern.specs.support.WatchedDb;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A team's run is recovered by a process in which a team below lacks a member: it waits, and goes on once the member is back. */
@Tag("HITL-13")
@Tag("HITL-14")
@Tag("TEAM-5")
class RecoveredTeamTest extends TeamSpec {
    private Team company(Runner member) {
        Team inner = Team.builder()
                .name("Inner")
                .model(ScriptedModel.playing(Script.byTurn(calls(give("payer", "pay a")), text("inner is done"))))
                .members(member)
                .build();
        return team(
                TeamMode.COORDINATE,
                ScriptedModel.playing(Script.byTurn(calls(give("inner", "pay")), text("all is done"))),
                inner);
    }

    private Agent payer() {
        return member(
                "Payer",
                ScriptedModel.playing(Script.byTurn(calls(call("pay", "a")), text("paid"))),
                lab.tool("pay").requiresConfirmation());
    }

    /** Lets the process die before it commits to the payer's run, and has the tree recovered where there is no payer. */
    private String recoveredWithoutPayerAfterDeathBefore(Predicate<Changeset> place) {
        AtomicReference<String> root = new AtomicReference<>();
        WatchedDb.in(lab).around((number, changeset, commit) -> {
            root.compareAndSet(null, changeset.rootId());
            if (place.test(changeset)) {
                throw new ProcessDied();
            }
            commit.run();
        });
        Team dying = company(payer());
        assertThatThrownBy(() -> lab.run(dying, "go")).isInstanceOf(ProcessDied.class);
        lab.decorate(UnaryOperator.identity());
        lab.expireLeases();
        Team lacking = company(member("Other", ScriptedModel.of()));
        assertThatThrownBy(() -> lab.recover(lacking, root.get()))
                .isInstanceOf(ToolDefinitionChangedException.class)
                .hasMessageContaining("'payer'");
        assertThat(lab.db().find(root.get()).orElseThrow().status()).isEqualTo(RunStatus.PAUSED);
        return root.get();
    }

    private void assertGoesOnOnceThePayerIsBack(String runId) {
        RunOutput paused = lab.continueRun(company(payer()), runId);
        assertThat(owners(paused.activeRequirements())).containsExactly("crew/inner/payer");

        RunOutput run = lab.continueAll(company(payer()), paused, Confirmations::confirm);

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    void itGoesOnWithAMemberThatHadNotBegun() {
        String runId = recoveredWithoutPayerAfterDeathBefore(changeset ->
                changeset.runs().stream().anyMatch(run -> run.runnerId().equals("payer")));

        assertGoesOnOnceThePayerIsBack(runId);
    }

    @Test
    @Tag("STR-2")
    void itGoesOnWithAMemberThatWasAtWork() {
        String runId = recoveredWithoutPayerAfterDeathBefore(
                changeset -> !changeset.requirements().isEmpty());

        assertGoesOnOnceThePayerIsBack(runId);
    }
}
