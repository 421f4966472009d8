package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.DbException;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolExecution;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.OneDoor;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that is away for longer than an outcome is tried to be stored: those nine seconds are the same behind each door. */
@OneDoor
class UnstorableOutcomeTest extends EngineSpec {

    @Test
    @Tag("RUN-13")
    @Tag("HITL-13")
    void anOutcomeThatCannotBeStoredAtAllLeavesAQuestionAndNoSecondPayment() {
        WatchedDb db = WatchedDb.in(lab);
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a"), call("pay", "b")), text("done")),
                lab.tool("pay").requiresConfirmation());
        RunOutput paused = lab.run(agent, "go");
        db.forget();
        int claim = 1;
        db.fail(claim + 1, Integer.MAX_VALUE);
        assertThatThrownBy(() -> lab.continueAll(agent, paused, Confirmations::confirm))
                .isInstanceOf(DbException.class);
        assertThat(lab.ledger().effects()).containsExactly("pay a");
        db.around((number, changeset, commit) -> commit.run());
        lab.expireLeases();

        RunOutput waiting = lab.recover(agent, paused.runId());

        assertThat(waiting.activeRequirements()).singleElement().isInstanceOf(OutcomeUnknown.class);
        RunOutput run = lab.continueAll(agent, waiting, open -> ((OutcomeUnknown) open).result("pay a was seen"));
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.toolExecutions())
                .extracting(ToolExecution::result)
                .extracting(result -> result.orElseThrow())
                .containsExactly("pay a was seen", "pay b is done");
        assertThat(lab.ledger().effects()).containsExactly("pay a", "pay b");
    }
}
