package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.RunState;
import ai.kern.run.ContinueRequest;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RUN-10")
class OwnershipTest extends EngineSpec {

    private Agent agent() {
        return lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
    }

    @Test
    void aRunInAnotherUsersSessionIsRefusedAndNothingIsStored() {
        lab.run(agent(), RunRequest.builder("pay").session("anns").user("ann").build());
        WatchedDb db = WatchedDb.in(lab);

        refused(() -> lab.run(
                agent(), RunRequest.builder("pay").session("anns").user("bob").build()));

        assertThat(db.commits()).isEmpty();
        assertThat(lab.db().findSession("anns").orElseThrow().userId()).contains("ann");
    }

    @Test
    void anotherUserCanNeitherContinueNorCancelNorReadARun() {
        RunOutput anns = lab.run(agent(), RunRequest.builder("pay").user("ann").build());
        RunState before = lab.db().load(anns.runId()).orElseThrow();
        lab.restart();

        refused(() -> lab.continueRun(agent(), confirming(anns).user("bob").build()));
        refused(() -> agent().cancel(anns.runId(), "bob"));
        refused(() -> agent().find(anns.runId(), "bob"));

        assertThat(lab.db().load(anns.runId())).contains(before);
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    void theOwnerContinuesCancelsAndReads() {
        RunOutput continued =
                lab.run(agent(), RunRequest.builder("pay").user("ann").build());
        RunOutput cancelled =
                lab.run(agent(), RunRequest.builder("pay").user("ann").build());

        assertThat(agent().find(continued.runId(), "ann")).isPresent();
        assertThat(lab.continueRun(agent(), confirming(continued).user("ann").build())
                        .isCompleted())
                .isTrue();
        assertThat(agent().cancel(cancelled.runId(), "ann").status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void aCallThatNamesNoUserIsTheApplicationsOwnAndPasses() {
        RunRequest request =
                RunRequest.builder("pay").session("anns").user("ann").build();
        RunOutput continued = lab.run(agent(), request);
        RunOutput cancelled = lab.run(agent(), request);

        RunOutput inAnnsSession =
                lab.run(agent(), RunRequest.builder("pay").session("anns").build());

        assertThat(inAnnsSession.isPaused()).isTrue();
        assertThat(agent().find(continued.runId())).isPresent();
        assertThat(lab.continueRun(agent(), confirming(continued).build()).isCompleted())
                .isTrue();
        assertThat(agent().cancel(cancelled.runId()).status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void whatHasNoOwnerIsRefusedToNobody() {
        RunRequest request = RunRequest.builder("pay").session("nobodys").build();
        RunOutput continued = lab.run(agent(), request);
        RunOutput cancelled = lab.run(agent(), request);

        assertThat(agent().find(continued.runId(), "bob")).isPresent();
        assertThat(lab.continueRun(agent(), confirming(continued).user("bob").build())
                        .isCompleted())
                .isTrue();
        assertThat(agent().cancel(cancelled.runId(), "bob").status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(lab.run(
                                agent(),
                                RunRequest.builder("pay")
                                        .session("nobodys")
                                        .user("bob")
                                        .build())
                        .userId())
                .contains("bob");
    }

    @Test
    void aRunWithoutAUserInAnotherUsersSessionIsThatUsers() {
        lab.run(agent(), RunRequest.builder("pay").session("anns").user("ann").build());
        RunOutput unnamed =
                lab.run(agent(), RunRequest.builder("pay").session("anns").build());

        refused(() -> agent().find(unnamed.runId(), "bob"));
        refused(() -> agent().cancel(unnamed.runId(), "bob"));
        refused(() -> lab.continueRun(agent(), confirming(unnamed).user("bob").build()));

        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(lab.continueRun(agent(), confirming(unnamed).user("ann").build())
                        .isCompleted())
                .isTrue();
    }

    @Test
    void aRefusalDoesNotTellWhoTheOwnerIs() {
        RunOutput anns = lab.run(
                agent(),
                RunRequest.builder("pay").session("s-1").user("ann-the-owner").build());

        assertThatThrownBy(() -> agent().find(anns.runId(), "bob")).hasMessageNotContaining("ann-the-owner");
        assertThatThrownBy(() -> lab.run(
                        agent(),
                        RunRequest.builder("pay").session("s-1").user("bob").build()))
                .hasMessageNotContaining("ann-the-owner");
    }

    private static ContinueRequest.Builder confirming(RunOutput run) {
        return ContinueRequest.builder(run.runId())
                .answers(run.activeRequirements().stream()
                        .map(Confirmations::confirm)
                        .toList());
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(OwnerMismatchException.class).hasMessageContaining("bob");
    }
}
