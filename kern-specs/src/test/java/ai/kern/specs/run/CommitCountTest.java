package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs cost, counted in commits. */
class CommitCountTest extends EngineSpec {
    private static final int CREATE = 1;
    private static final int END = 1;
    private static final int PAUSE = 1;
    private static final int FREE_BATCH = 2;

    private WatchedDb db;

    @BeforeEach
    void watch() {
        db = WatchedDb.in(lab);
    }

    @Test
    @Tag("RUN-2")
    void aRunOfTextIsCreatedAndEnded() {
        lab.run(agent(text("hello")), "hi");

        assertThat(db.commits()).hasSize(CREATE + END);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12})
    @Tag("RUN-2")
    void eachBatchOfFreeCallsIsClaimedAndStoredOnceHoweverManyCallsItHas(int size) {
        lab.run(agent(batch("look", size), batch("look", size), text("seen")), "look");

        assertThat(lab.ledger().effects()).hasSize(2 * size);
        assertThat(db.commits()).hasSize(CREATE + FREE_BATCH + FREE_BATCH + END);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Tag("RUN-2")
    void aPauseIsOneCommitHoweverManyCallsWait(int waiting) {
        lab.run(agent(batch("pay", waiting)), "pay");

        assertThat(db.commits()).hasSize(CREATE + PAUSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Tag("RUN-2")
    void aContinueOfProtectedCallsClaimsAndStoresEachAndEnds(int confirmed) {
        Agent agent = agent(batch("pay", confirmed), text("paid"));
        RunOutput paused = pausedRun(agent);

        RunOutput ended = lab.continueAll(agent, paused, Confirmations::confirm);

        assertThat(ended.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).hasSize(confirmed);
        assertThat(db.commits()).hasSize(2 * confirmed + END);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Tag("RUN-2")
    void aContinueOfRejectedCallsStoresTheAnswersAndEnds(int rejected) {
        Agent agent = agent(batch("pay", rejected), text("not paid"));
        RunOutput paused = pausedRun(agent);

        RunOutput ended = lab.continueAll(agent, paused, Confirmations::reject);

        assertThat(ended.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).isEmpty();
        assertThat(db.commits()).hasSize(1 + END);
    }

    @Test
    @Tag("RUN-2")
    void answersThatLeaveSomethingOpenAreOneCommit() {
        Agent agent = agent(batch("pay", 3), text("paid"));
        RunOutput paused = pausedRun(agent);

        RunOutput still = lab.continueRun(
                agent,
                paused.runId(),
                Confirmations.confirm(paused.activeRequirements().get(0)),
                Confirmations.reject(paused.activeRequirements().get(2)));

        assertThat(still.isPaused()).isTrue();
        assertThat(db.commits()).hasSize(1);
    }

    @Test
    @Tag("RUN-2")
    void aContinueWithoutAnyAnswerCommitsNothing() {
        Agent agent = agent(batch("pay", 1), text("paid"));
        RunOutput paused = pausedRun(agent);

        assertThat(lab.continueRun(agent, paused.runId()).isPaused()).isTrue();
        assertThat(db.commits()).isEmpty();
    }

    @Test
    @Tag("RUN-2")
    void aMixedBatchCostsTheSumOfItsParts() {
        Agent agent = agent(
                calls(call("look", "a"), call("pay", "a"), call("look", "b"), call("pay", "b")),
                batch("look", 2),
                text("done"));

        RunOutput paused = lab.run(agent, "look and pay");
        assertThat(db.commits()).hasSize(CREATE + FREE_BATCH + PAUSE);

        db.forget();
        RunOutput ended = lab.continueRun(
                agent,
                paused.runId(),
                Confirmations.confirm(paused.activeRequirements().get(0)),
                Confirmations.reject(paused.activeRequirements().get(1)));
        assertThat(ended.isCompleted()).isTrue();
        assertThat(db.commits()).hasSize(2 + FREE_BATCH + END);
    }

    @Test
    @Tag("RUN-2")
    void callsThatCanNeverRunAreOneCommit() {
        lab.run(
                agent(calls(call("nothing_of_that_name", "a"), ScriptedAnswer.call("look", "{}")), text("sorry")),
                "go");

        assertThat(db.commits()).hasSize(CREATE + 1 + END);
    }

    private RunOutput pausedRun(Agent agent) {
        RunOutput paused = lab.run(agent, "pay");
        assertThat(paused.isPaused()).isTrue();
        db.forget();
        return paused;
    }

    private Agent agent(ScriptedAnswer... answers) {
        return lab.agent(
                ScriptedModel.of(answers), lab.tool("look"), lab.tool("pay").requiresConfirmation());
    }

    private static ScriptedAnswer batch(String tool, int size) {
        return calls(IntStream.range(0, size)
                .mapToObj(number -> call(tool, "item" + number))
                .toArray(ScriptedCall[]::new));
    }
}
