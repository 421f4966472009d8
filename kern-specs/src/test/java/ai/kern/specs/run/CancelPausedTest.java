package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotFoundException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.ProcessDied;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CancelPausedTest extends EngineSpec {

    private Agent agent() {
        return lab.agent(
                ScriptedModel.of(calls(call("pay", "a"), call("pay", "b")), text("paid")),
                lab.tool("pay").requiresConfirmation());
    }

    @Test
    @Tag("RUN-9")
    void aPausedRunIsCancelledAtOnceAndWaitsForNothingAnyMore() {
        RunOutput paused = lab.run(agent(), "pay");
        lab.restart();

        RunOutput cancelled = agent().cancel(paused.runId());

        assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(cancelled.activeRequirements()).isEmpty();
        assertThat(lab.db().find(paused.runId()).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    @Tag("RUN-9")
    void noToolOfACancelledRunStartsWhateverAnswersComeAfterwards() {
        RunOutput paused = lab.run(agent(), "pay");
        agent().cancel(paused.runId());
        lab.restart();

        assertThatThrownBy(() -> lab.continueAll(agent(), paused, Confirmations::confirm))
                .isInstanceOfSatisfying(
                        RunNotPausedException.class,
                        refused -> assertThat(refused.status()).isEqualTo(RunStatus.CANCELLED));
        lab.expireLeases();
        assertThatThrownBy(() -> lab.recover(agent(), paused.runId())).isInstanceOf(RunConflictException.class);
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("RUN-9")
    void noToolStartsWhenAnswersWereGivenBeforeTheCancellation() {
        Agent agent = agent();
        RunOutput paused = lab.run(agent, "pay");
        lab.continueRun(
                agent,
                paused.runId(),
                Confirmations.confirm(paused.activeRequirements().get(0)));

        agent.cancel(paused.runId());

        assertThatThrownBy(() -> lab.continueRun(
                        agent,
                        paused.runId(),
                        Confirmations.confirm(paused.activeRequirements().get(1))))
                .isInstanceOf(RunNotPausedException.class);
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("RUN-9")
    void aCancellationBetweenTheLoadAndTheClaimOfAContinueWins() {
        RunOutput paused = lab.run(agent(), "pay");
        Agent canceller = agent();
        WatchedDb db = WatchedDb.in(lab);
        db.around((number, changeset, commit) -> {
            if (number == 1) {
                canceller.cancel(paused.runId());
            }
            commit.run();
        });

        assertThatThrownBy(() -> lab.continueAll(agent(), paused, Confirmations::confirm))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining("CANCELLED");
        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(canceller.find(paused.runId()).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    @Tag("RUN-9")
    void aContinueThatClaimedFirstIsStoppedBeforeItsNextCall() {
        RunOutput paused = lab.run(agent(), "pay");
        WatchedDb db = WatchedDb.in(lab);
        Agent canceller = agent();
        db.around((number, changeset, commit) -> {
            commit.run();
            if (number == 1) {
                canceller.cancel(paused.runId());
            }
        });

        RunOutput ended = lab.continueAll(agent(), paused, Confirmations::confirm);

        assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("RUN-9")
    void aRunWhoseProcessIsGoneIsCancelledToo() {
        WatchedDb db = WatchedDb.in(lab);
        assertThatThrownBy(() -> lab.run(
                        lab.agent(
                                ScriptedModel.of(calls(call("look", "a")), text("seen")),
                                lab.tool("look", (item, context) -> {
                                    throw new ProcessDied();
                                })),
                        "look"))
                .isInstanceOf(ProcessDied.class);
        String runId = db.commits().get(0).rootId();

        assertThat(agent().cancel(runId).status()).isEqualTo(RunStatus.CANCELLED);
        lab.expireLeases();
        assertThatThrownBy(() -> lab.recover(agent(), runId)).isInstanceOf(RunConflictException.class);
    }

    @Test
    @Tag("RUN-9")
    void cancellingARunThatIsNotThereSaysSo() {
        assertThatThrownBy(() -> agent().cancel("no-such-run"))
                .isInstanceOf(RunNotFoundException.class)
                .hasMessageContaining("no-such-run");
    }

    @Test
    @Tag("RUN-9")
    @Tag("RUN-13")
    void aCancellationWhoseAnswerIsLostIsDone() {
        RunOutput paused = lab.run(agent(), "pay");
        WatchedDb db = WatchedDb.in(lab);
        db.loseAnswer(1);

        assertThat(agent().cancel(paused.runId()).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(db.commits()).hasSize(1);
    }
}
