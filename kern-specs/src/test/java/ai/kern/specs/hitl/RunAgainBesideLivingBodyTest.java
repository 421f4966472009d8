package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.ExecutionPhase;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** runAgain is refused while the process that made the attempt still renews its claim, and needless once its outcome is there. */
@Tag("HITL-13")
class RunAgainBesideLivingBodyTest extends EngineSpec {
    private final ScriptedModel model = ScriptedModel.of(
            ScriptedAnswer.calls(LedgerTools.call("pay", "a"), LedgerTools.call("erase", "b")),
            ScriptedAnswer.text("done"));
    private final Halt halt = new Halt();

    @AfterEach
    void letGo() {
        halt.open();
    }

    /** Lets the first body end, and waits until its outcome is stored. */
    private void end(Db db, String runId) {
        halt.open();
        await().until(() -> db.load(runId).orElseThrow().executions().stream()
                .anyMatch(fact -> fact.phase() == ExecutionPhase.OUTCOME && fact.attempt() == 1));
    }

    private FunctionTool.Builder<Item> pay() {
        return lab.tool("pay", (item, context) -> {
                    if (context.attempt() == 1) {
                        halt.passDeaf(context);
                    }
                    return "paid at attempt " + context.attempt();
                })
                .requiresConfirmation();
    }

    private FunctionTool.Builder<Item> erase() {
        return lab.tool("erase").requiresConfirmation();
    }

    /** The lease of a process that could not renew for a while was taken; it renews again, and its body is at work. */
    @Test
    void itIsRefusedWhileAProcessThatLostItsLeaseRenewsAndItsBodyIsAtWork() {
        Db ownersDb = lab.db();
        Agent owner = lab.agent(model, pay(), erase());
        RunOutput run = lab.run(owner, "go");
        Background<RunOutput> sleeper =
                Background.start(() -> lab.continueAll(owner, run, open -> ((Confirmation) open).confirm()));
        halt.awaitArrival();
        lab.restart();
        lab.expireLeases();
        Agent next = lab.agent(model, pay(), erase());
        RunOutput doubt = lab.recover(next, run.runId());
        ownersDb.leases().renewNow();
        ownersDb.leases().renewNow();

        Throwable thrown = catchThrowable(() -> lab.continueRun(
                next, run.runId(), ((OutcomeUnknown) doubt.activeRequirements().get(0)).runAgain()));

        assertThat(lab.ledger().effects()).containsExactly("pay a");
        assertThat(thrown).isInstanceOf(RunConflictException.class).hasMessageContaining("may still be at work");
        halt.open();
        assertThat(catchThrowable(sleeper::join)).isInstanceOf(RunConflictException.class);
    }

    /** Says 'run again' at a moment at which the claim has lapsed, together with something that leaves the run PAUSED. */
    private RunOutput toldToRunAgainButStillPaused() {
        Agent owner = lab.agent(model, pay().timeout(Duration.ofMillis(50)), erase());
        RunOutput run = lab.run(owner, "go");
        RunOutput doubt = lab.continueAll(owner, run, open -> ((Confirmation) open).confirm());
        lab.expireLeases();
        RunOutput told = lab.continueRun(
                owner,
                ContinueRequest.builder(run.runId())
                        .answers(((OutcomeUnknown) doubt.activeRequirements().get(0)).runAgain())
                        .askAnew(doubt.requirements().stream()
                                .filter(one -> one.toolCall().toolName().equals("erase"))
                                .findFirst()
                                .orElseThrow()
                                .id())
                        .build());
        assertThat(told.isPaused()).isTrue();
        assertThat(told.activeRequirements()).hasSize(1);
        assertThat(lab.ledger().effects()).containsExactly("pay a");
        return told;
    }

    @Test
    void anEarlierRunAgainDoesNotStartACallWhoseClaimIsAliveNow() {
        RunOutput told = toldToRunAgainButStillPaused();
        lab.db().leases().renewNow();
        Agent next = lab.agent(model, pay(), erase());

        Throwable thrown = catchThrowable(() -> lab.continueAll(next, told, open -> ((Confirmation) open).confirm()));

        assertThat(lab.ledger().effects()).containsExactly("pay a");
        assertThat(thrown).isInstanceOf(RunConflictException.class).hasMessageContaining("may still be at work");
        end(lab.db(), told.runId());
    }

    @Test
    void anEarlierRunAgainDoesNotStartACallWhoseOutcomeWasStoredMeanwhile() {
        RunOutput told = toldToRunAgainButStillPaused();
        WatchedDb watched = WatchedDb.in(lab);
        watched.around((number, changeset, commit) -> {
            if (number == 1) {
                end(watched, told.runId());
            }
            commit.run();
        });
        Agent next = lab.agent(model, pay(), erase());

        Throwable thrown = catchThrowable(() -> lab.continueAll(next, told, open -> ((Confirmation) open).confirm()));

        assertThat(thrown).isInstanceOf(RunConflictException.class).hasMessageContaining("is stored by now");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
        RunOutput ended = lab.continueAll(next, lab.find(next, told.runId()), open -> ((Confirmation) open).confirm());
        assertThat(ended.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a", "erase b");
    }
}
