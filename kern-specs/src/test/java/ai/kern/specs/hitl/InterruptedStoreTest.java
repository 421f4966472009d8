package ai.kern.specs.hitl;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.LeaseUse;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Latches;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** kern's own interrupt of a tool must not keep the tool's outcome from being stored. */
@Tag("HITL-13")
@Tag("TOOL-11")
@Tag("RUN-11")
class InterruptedStoreTest extends EngineSpec {
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    /** A tool that cannot stop half-way: it notes the interrupt, ends its work, and hands the interrupt on, as the books say. */
    private FunctionTool.Builder<Map<String, Object>> pay(boolean handsOn) {
        return FunctionTool.builder("pay").timeout(Duration.ofMillis(30)).call((arguments, context) -> {
            Latches.awaitIgnoringInterrupts(mayEnd);
            if (handsOn) {
                Thread.currentThread().interrupt();
            }
            return "paid late";
        });
    }

    private void settles(boolean handsOn) {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay")), text("done")), pay(handsOn).requiresConfirmation());
        RunOutput paused = lab.run(agent, "Pay.");
        RunOutput inDoubt = lab.continueAll(agent, paused, requirement -> ((Confirmation) requirement).confirm());
        assertThat(inDoubt.activeRequirements()).singleElement().isInstanceOf(OutcomeUnknown.class);

        mayEnd.countDown();

        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(lab.find(agent, paused.runId()).activeRequirements())
                        .isEmpty());
        assertThat(lab.find(agent, paused.runId())
                        .requirements()
                        .get(1)
                        .answer()
                        .orElseThrow()
                        .type())
                .isEqualTo(AnswerType.LATE_OUTCOME);
    }

    /** On JDK 21 and later with PostgreSQL: the worker is virtual, and an interrupted one cannot use a socket. */
    @Test
    void theLateOutcomeOfAToolThatHandsTheInterruptOnIsStored() {
        settles(true);
    }

    private void databaseIsAwayForASecond() {
        WatchedDb db = WatchedDb.in(lab);
        long[] first = new long[1];
        db.around((number, changeset, commit) -> {
            if (changeset.lease() instanceof LeaseUse.Late) {
                first[0] = first[0] == 0 ? System.nanoTime() : first[0];
                if (System.nanoTime() - first[0] < TimeUnit.SECONDS.toNanos(1)) {
                    throw WatchedDb.failure("away");
                }
            }
            commit.run();
        });
    }

    @Test
    void aLateOutcomeSurvivesADatabaseThatIsAwayForASecond() {
        databaseIsAwayForASecond();
        settles(false);
    }

    @Test
    void aLateOutcomeOfAToolThatHandsTheInterruptOnSurvivesItToo() {
        databaseIsAwayForASecond();
        settles(true);
    }
}
