package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.db.ExecutionPhase;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Latches;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a body that outlives its time: it may tell how it ended, and counts as alive until then. */
@Tag("TOOL-11")
@Tag("HITL-13")
class LateOutcomeTest extends ToolSpec {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration PART_OF_A_CLAIM = Duration.ofSeconds(20);

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean fails;

    private ScriptedModel model;
    private Agent agent;

    @AfterEach
    void release() {
        fails = true;
        mayEnd.countDown();
    }

    /** A tool whose first attempt goes on after its time until the test lets it end; later ones end at once. */
    private FunctionTool.Builder<Map<String, Object>> pay() {
        return FunctionTool.builder("pay").timeout(SHORT).call((arguments, context) -> {
            lab.ledger().add(context.idempotencyKey());
            if (context.attempt() > 1) {
                return "paid at last";
            }
            try {
                Latches.awaitIgnoringInterrupts(mayEnd);
                if (fails) {
                    throw new InterruptedException("stopped");
                }
                return "paid late";
            } finally {
                ended.countDown();
            }
        });
    }

    /** The run with its one question; the body is still at work. */
    private RunOutput inDoubt(ScriptedCall... calls) {
        model = callsOnce(calls);
        agent = lab.agent(model, pay().requiresConfirmation(), noting("quick"));
        RunOutput paused = lab.run(agent, "Pay.");
        RunOutput inDoubt = lab.continueAll(agent, paused, ToolSpec::confirm);
        onlyOpen(inDoubt, OutcomeUnknown.class);
        return inDoubt;
    }

    private OutcomeUnknown question(RunOutput run) {
        return onlyOpen(lab.find(agent, run.runId()), OutcomeUnknown.class);
    }

    private RunOutput runAgain(RunOutput inDoubt) {
        return lab.continueRun(agent, inDoubt.runId(), question(inDoubt).runAgain());
    }

    private void assertRunAgainIsRefused(RunOutput inDoubt) {
        assertThatExceptionOfType(RunConflictException.class)
                .isThrownBy(() -> runAgain(inDoubt))
                .withMessageContaining("may still be at work");
        assertThat(question(inDoubt).id()).as("the question stays").isNotEmpty();
        assertThat(lab.ledger().effects()).as("nothing was started").hasSize(1);
    }

    /** Runs the call again as soon as the store knows that its body has ended: no time passes for its claim. */
    private void endAndRunAgain(RunOutput inDoubt) throws Exception {
        mayEnd.countDown();
        Latches.await(ended);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(RunConflictException.class)
                .untilAsserted(() -> assertThat(runAgain(inDoubt).status()).isEqualTo(RunStatus.COMPLETED));
    }

    @Test
    void aLateResultSettlesTheQuestionAndTheRunGoesOnFromIt() {
        RunOutput inDoubt = inDoubt(call("pay"));

        mayEnd.countDown();
        RunOutput settled = awaitSettled(agent, inDoubt.runId());

        assertThat(settled.status()).as("nobody has continued it yet").isEqualTo(RunStatus.PAUSED);
        assertThat(settled.requirements().get(1).answer().orElseThrow().type()).isEqualTo(AnswerType.LATE_OUTCOME);
        RunOutput run = lab.continueRun(agent, inDoubt.runId());
        assertCompleted(run);
        assertThat(onlyResult(model).text()).isEqualTo("paid late");
        assertThat(onlyResult(model).error()).isFalse();
        assertThat(lab.ledger().effects()).as("it ran once").hasSize(1);
    }

    @Test
    void aLateResultOfABatchStandsInItsPlace() {
        RunOutput inDoubt = inDoubt(call("quick"), call("pay"), call("quick"));

        mayEnd.countDown();
        awaitSettled(agent, inDoubt.runId());
        RunOutput run = lab.continueRun(agent, inDoubt.runId());

        assertCompleted(run);
        assertThat(resultsOf(run)).containsExactly("quick is done", "paid late", "quick is done");
    }

    @Test
    void aLateResultSettlesTheQuestionOfAOnceOnlyCall() {
        model = callsOnce(call("pay"));
        agent = lab.agent(model, pay().onceOnly());
        RunOutput inDoubt = lab.run(agent, "Pay.");
        onlyOpen(inDoubt, OutcomeUnknown.class);

        mayEnd.countDown();
        awaitSettled(agent, inDoubt.runId());

        assertCompleted(lab.continueRun(agent, inDoubt.runId()));
        assertThat(onlyResult(model).text()).isEqualTo("paid late");
    }

    @Test
    void aBodyThatThrowsBecauseOfTheInterruptSettlesNothing() throws Exception {
        fails = true;
        RunOutput inDoubt = inDoubt(call("pay"));

        endAndRunAgain(inDoubt);

        RunOutput run = lab.find(agent, inDoubt.runId());
        assertThat(run.requirements().get(1).answer().orElseThrow().type()).isEqualTo(AnswerType.RUN_AGAIN);
        assertThat(onlyResult(model).text()).isEqualTo("paid at last");
        assertThat(lab.ledger().effects()).as("twice under one key").hasSize(2);
        assertThat(lab.ledger().effects().get(1))
                .isEqualTo(lab.ledger().effects().get(0));
    }

    @Test
    void runAgainIsRefusedWhileTheBodyIsStillAtWork() {
        assertRunAgainIsRefused(inDoubt(call("pay")));
    }

    @Test
    void theClaimOfABodyThatIsStillAtWorkIsRenewed() {
        RunOutput inDoubt = inDoubt(call("pay"));

        for (int times = 0; times < 3; times++) {
            lab.moveTime(PART_OF_A_CLAIM);
            lab.db().leases().renewNow();
        }

        assertRunAgainIsRefused(inDoubt);
    }

    @Test
    void runAgainIsAllowedOnceTheProcessOfTheBodyRenewsNoMore() {
        RunOutput inDoubt = inDoubt(call("pay"));

        lab.expireLeases();

        assertCompleted(runAgain(inDoubt));
        assertThat(onlyResult(model).text()).isEqualTo("paid at last");
    }

    @Test
    void otherAnswersAreTakenWhileTheBodyIsStillAtWork() {
        RunOutput inDoubt = inDoubt(call("pay"));

        RunOutput run =
                lab.continueRun(agent, inDoubt.runId(), question(inDoubt).giveUp("asked the bank, nobody knows"));

        assertCompleted(run);
        assertThat(onlyResult(model).error()).isTrue();
        assertThat(onlyResult(model).text()).contains("not known whether it took effect", "asked the bank");
    }

    @Test
    void aResultThatComesAfterSomebodyAnsweredIsKeptForTheRecordAndChangesNothing() {
        RunOutput inDoubt = inDoubt(call("pay"));
        RunOutput run =
                lab.continueRun(agent, inDoubt.runId(), question(inDoubt).result("the bank says: paid"));

        mayEnd.countDown();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> lab.db().load(run.runId()).orElseThrow().executions().stream()
                        .anyMatch(fact -> fact.phase() == ExecutionPhase.LATE_OUTCOME
                                && fact.document().contains("paid late")));

        RunOutput now = lab.find(agent, run.runId());
        assertThat(now.run()).isEqualTo(run.run());
        assertThat(resultsOf(now)).containsExactly("the bank says: paid");
    }

    @Test
    @Tag("RUN-9")
    void aLateResultOfACancelledRunIsStoredAndTheRunStaysCancelled() {
        RunOutput inDoubt = inDoubt(call("pay"));
        agent.cancel(inDoubt.runId());

        mayEnd.countDown();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> resultsOf(lab.find(agent, inDoubt.runId())).contains("paid late"));

        RunOutput run = lab.find(agent, inDoubt.runId());
        assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(run.toolExecutions().get(0).outcome()).contains(OutcomeStatus.SUCCEEDED);
        assertThatExceptionOfType(RunNotPausedException.class)
                .isThrownBy(() -> lab.continueRun(agent, inDoubt.runId()));
        assertThat(model.requests()).hasSize(1);
    }
}
