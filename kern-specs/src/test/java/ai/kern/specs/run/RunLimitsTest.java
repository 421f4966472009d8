package ai.kern.specs.run;

import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.agent.Agent;
import ai.kern.db.LimitExceededException;
import ai.kern.db.Limits;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunLimitsTest extends EngineSpec {
    private static final String TOO_LARGE = "x".repeat(Limits.DOCUMENT_BYTES);

    @Test
    @Tag("RUN-1")
    void anInputBeyondTheLimitIsRefusedBeforeAnythingIsStored() {
        WatchedDb db = WatchedDb.in(lab);
        ScriptedModel model = ScriptedModel.of(text("hello"));
        Agent agent = lab.agent(model);

        assertThatThrownBy(() -> lab.run(
                        agent,
                        RunRequest.builder(TOO_LARGE).session("the-session").build()))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining(String.valueOf(Limits.DOCUMENT_BYTES));

        assertThat(db.commits()).isEmpty();
        assertThat(lab.db().findSession("the-session")).isEmpty();
        assertThat(model.requests()).isEmpty();
    }

    @Test
    @Tag("RUN-1")
    void metadataBeyondTheLimitIsRefusedBeforeAnythingIsStored() {
        WatchedDb db = WatchedDb.in(lab);
        Agent agent = lab.agent(ScriptedModel.of(text("hello")));

        assertThatThrownBy(() -> lab.run(
                        agent,
                        RunRequest.builder("hi").metadata("all", TOO_LARGE).build()))
                .isInstanceOf(LimitExceededException.class);
        assertThat(db.commits()).isEmpty();
    }

    @Test
    @Tag("RUN-4")
    void aMessageOfTheModelBeyondTheLimitEndsTheRunAsError() {
        Agent agent = lab.agent(ScriptedModel.of(text(TOO_LARGE)));

        assertEndsAsError(agent);
    }

    @Test
    @Tag("RUN-4")
    void argumentsOfTheModelBeyondTheLimitEndTheRunAsErrorAndNothingRuns() {
        Agent agent = lab.agent(
                ScriptedModel.of(ScriptedAnswer.calls(LedgerTools.call("look", TOO_LARGE))), lab.tool("look"));

        assertEndsAsError(agent);
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("RUN-5")
    void aResultBeyondTheLimitIsAnErrorForTheModelAndTheRunGoesOn() {
        Agent agent = lab.agent(
                ScriptedModel.of(ScriptedAnswer.calls(LedgerTools.call("look", "a")), text("too much")),
                lab.tool("look", (item, context) -> "x".repeat(Limits.TOOL_RESULT_BYTES + 1)));

        RunOutput run = lab.run(agent, "look");

        assertThat(run.isCompleted()).isTrue();
        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.FAILED);
        assertThat(run.toolExecutions().get(0).result().orElseThrow()).hasSizeLessThan(1_000);
    }

    private void assertEndsAsError(Agent agent) {
        RunFailedException thrown = catchThrowableOfType(RunFailedException.class, () -> lab.run(agent, "hi"));
        assertThat(thrown).isNotNull().hasCauseInstanceOf(LimitExceededException.class);
        RunOutput stored = agent.find(thrown.runId()).orElseThrow();
        assertThat(stored.status()).isEqualTo(RunStatus.ERROR);
        assertThat(stored.failure().orElseThrow().message()).contains(String.valueOf(Limits.DOCUMENT_BYTES));
    }
}
