package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.db.ExecutionPhase;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolContext;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Outcomes that come after everybody stopped waiting for them. */
@Tag("HITL-13")
class LateOutcomeTest extends HitlSpec {
    private final ScriptedModel model = batch(call("delete", "a"));
    private final Halt halt = new Halt();

    @AfterEach
    void letGo() {
        halt.open();
    }

    /** A tool whose first attempt stalls until it is let go on, deaf to interrupts. */
    private FunctionTool.Builder<Item> stalling() {
        return tools.tool("delete", (item, context) -> {
                    if (context.attempt() == 1) {
                        passDeaf(context);
                        return "deleted late";
                    }
                    return "deleted at the second attempt";
                })
                .requiresConfirmation();
    }

    private void passDeaf(ToolContext context) {
        Background<Void> waiting = Background.start(() -> {
            halt.pass(context);
            return null;
        });
        boolean interrupted = true;
        while (interrupted) {
            try {
                waiting.join();
                interrupted = false;
            } catch (AssertionError deaf) {
                if (!(deaf.getCause() instanceof InterruptedException)) {
                    throw deaf;
                }
            }
        }
    }

    private FunctionTool.Builder<Item> slow() {
        return stalling().timeout(Duration.ofMillis(50));
    }

    private RunOutput runIntoTimeout() {
        Agent agent = lab.agent(model, slow());
        RunOutput run = lab.run(agent, "go");
        return lab.continueAll(agent, run, open -> ((Confirmation) open).confirm());
    }

    private void awaitLateOutcome(RunOutput run) {
        await().until(() -> stored(run).executions().stream()
                .anyMatch(fact ->
                        fact.call().index() == 0 && fact.attempt() == 1 && fact.phase() != ExecutionPhase.CLAIM));
    }

    @Test
    @Tag("TOOL-11")
    void aCallWhoseTimeRanOutIsInDoubtAndItsLateOutcomeSettlesIt() {
        RunOutput doubt = runIntoTimeout();
        only(doubt, OutcomeUnknown.class);
        assertThat(model.requests()).hasSize(1);

        halt.open();
        awaitLateOutcome(doubt);

        Agent next = lab.agent(model, slow());
        RunOutput settled = next.find(doubt.runId()).orElseThrow();
        assertThat(settled.isPaused()).isTrue();
        assertThat(settled.activeRequirements()).isEmpty();
        assertThat(settled.requirements().get(1).answer().orElseThrow().type()).isEqualTo(AnswerType.LATE_OUTCOME);
        assertThat(lab.continueRun(next, doubt.runId()).isCompleted()).isTrue();
        assertThat(effects()).containsExactly("delete a");
        assertThat(results(model)).containsExactly("deleted late");
    }

    @Test
    void runAgainIsRefusedWhileTheAttemptIsAlive() {
        RunOutput doubt = runIntoTimeout();

        assertRefused(
                        doubt,
                        model,
                        () -> lab.continueRun(
                                lab.agent(model, slow()),
                                doubt.runId(),
                                only(doubt, OutcomeUnknown.class).runAgain()))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining("PAUSED");
        assertThat(effects()).containsExactly("delete a");
        halt.open();
        awaitLateOutcome(doubt);
    }

    @Test
    void aBodyThatIsStillAtWorkKeepsItsClaimAliveByRenewals() {
        RunOutput doubt = runIntoTimeout();
        lab.moveTime(Duration.ofSeconds(20));
        lab.db().leases().renewNow();
        lab.moveTime(Duration.ofSeconds(20));

        assertRefused(
                        doubt,
                        model,
                        () -> lab.continueRun(
                                lab.agent(model, slow()),
                                doubt.runId(),
                                only(doubt, OutcomeUnknown.class).runAgain()))
                .isInstanceOf(RunConflictException.class);
        halt.open();
        awaitLateOutcome(doubt);
    }

    @Test
    void aLateOutcomeAfterSomebodyGaveUpChangesNothingButIsKept() {
        RunOutput doubt = runIntoTimeout();
        Agent next = lab.agent(model, slow());
        lab.continueRun(next, doubt.runId(), only(doubt, OutcomeUnknown.class).giveUp("no patience"));

        halt.open();
        await().until(() ->
                stored(doubt).executions().stream().anyMatch(fact -> fact.phase() == ExecutionPhase.LATE_OUTCOME));

        RunOutput read = next.find(doubt.runId()).orElseThrow();
        assertThat(read.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(read.toolExecutions().get(0).result().orElseThrow()).contains("no patience");
        assertThat(stored(doubt).executions().toString()).contains("deleted late");
    }

    @Test
    @Tag("HITL-11")
    void aStalledProcessThatWakesUpAfterAnotherTookOverSettlesTheDoubtAndLearnsOfIt() {
        Agent stalled = lab.agent(model, stalling());
        RunOutput run = lab.run(stalled, "go");
        Background<RunOutput> sleeper =
                Background.start(() -> lab.continueAll(stalled, run, open -> ((Confirmation) open).confirm()));
        halt.awaitArrival();
        lab.restart();
        lab.expireLeases();
        Agent next = lab.agent(model, stalling());
        RunOutput doubt = lab.recover(next, run.runId());
        only(doubt, OutcomeUnknown.class);

        halt.open();

        assertThat(catchThrowable(sleeper::join)).isInstanceOf(RunConflictException.class);
        RunOutput settled = next.find(run.runId()).orElseThrow();
        assertThat(settled.activeRequirements()).isEmpty();
        assertThat(lab.continueRun(next, run.runId()).isCompleted()).isTrue();
        assertThat(effects()).containsExactly("delete a");
        assertThat(results(model)).containsExactly("deleted late");
    }

    @Test
    void aLateOutcomeOfTheFirstAttemptDoesNotReplaceThatOfTheSecond() {
        Agent stalled = lab.agent(model, stalling());
        RunOutput run = lab.run(stalled, "go");
        Background<RunOutput> sleeper =
                Background.start(() -> lab.continueAll(stalled, run, open -> ((Confirmation) open).confirm()));
        halt.awaitArrival();
        lab.restart();
        lab.expireLeases();
        Agent next = lab.agent(model, stalling());
        RunOutput doubt = lab.recover(next, run.runId());
        RunOutput ended = lab.continueRun(
                next, run.runId(), only(doubt, OutcomeUnknown.class).runAgain());
        assertThat(ended.isCompleted()).isTrue();

        halt.open();
        assertThat(catchThrowable(sleeper::join)).isInstanceOf(RunConflictException.class);

        RunOutput read = next.find(run.runId()).orElseThrow();
        assertThat(read.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(read.toolExecutions().get(0).result()).contains("deleted at the second attempt");
        assertThat(effects()).hasSize(2);
        assertThat(stored(run).executions().toString()).contains("deleted late");
    }

    @Test
    @Tag("HITL-5")
    void runAgainIsRefusedOnceTheLateOutcomeIsThere() {
        RunOutput doubt = runIntoTimeout();
        OutcomeUnknown open = only(doubt, OutcomeUnknown.class);
        halt.open();
        awaitLateOutcome(doubt);

        assertRefused(doubt, model, () -> lab.continueRun(lab.agent(model, slow()), doubt.runId(), open.runAgain()))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining(open.id());
        assertThat(effects()).containsExactly("delete a");
    }
}
