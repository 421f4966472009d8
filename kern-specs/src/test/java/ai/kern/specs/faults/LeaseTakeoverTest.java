package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.db.RunState;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.Fault;
import ai.kern.testkit.Fault.EngineStop;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who takes over a run that its process left, and when. */
@Tag("HITL-11")
@Tag("HITL-13")
class LeaseTakeoverTest extends EngineSpec {
    private static final Scenario SCENARIO = Scenario.named("a mixed batch");
    private static final int RECOVERERS = 2;

    private final ScriptedModel model = SCENARIO.model();

    /** Lets an engine stop at a place; the run that it leaves is RUNNING. */
    private String abandoned(Predicate<FaultPoint> where) {
        FaultPoint point = FaultCell.record(SCENARIO, lab).stream()
                .filter(where)
                .findFirst()
                .orElseThrow();
        FaultPlan plan = FaultPlan.of(point, Fault.stop());
        assertThat(catchThrowable(() -> FaultCell.play(SCENARIO, lab, SCENARIO.players(), plan)))
                .isInstanceOf(EngineStop.class);
        lab.decorate(db -> db);
        lab.restart();
        String runId = plan.runs().get(0);
        assertThat(lab.db().find(runId).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
        return runId;
    }

    private static boolean isBodyOfPay(FaultPoint point) {
        return point.place() == Place.BODY && point.name().startsWith("pay") && point.moment() == Moment.BEFORE;
    }

    private static boolean isFirstQuestion(FaultPoint point) {
        return point.place() == Place.MODEL && point.moment() == Moment.BEFORE;
    }

    private Agent agent() {
        return lab.agent(model, new Shop(lab.ledger()).tools());
    }

    private void judge(String runId) {
        RunOutput run = new Person(lab, false).bringToTheEnd(agent(), runId);
        new Auditor(SCENARIO, lab, runId).judge(run);
        model.verify();
    }

    @Test
    void aRunIsNotTakenOverWhileItsLeaseLives() {
        String runId = abandoned(LeaseTakeoverTest::isBodyOfPay);
        RunState before = lab.db().load(runId).orElseThrow();
        int effects = lab.ledger().effects().size();

        lab.moveTime(Duration.ofSeconds(25));
        assertThatExceptionOfType(RunConflictException.class)
                .isThrownBy(() -> lab.recover(agent(), runId))
                .withMessageContaining(runId)
                .withMessageContaining("RUNNING, and a process works on it, whose lease lasts until")
                .withMessageNotContainingAny("Acquire", "token", "PT30S");

        assertThat(lab.db().load(runId)).contains(before);
        assertThat(lab.ledger().effects()).hasSize(effects);
        assertThat(model.requests()).isEmpty();
        lab.moveTime(Duration.ofSeconds(6));
        assertThat(lab.recover(agent(), runId).status()).isEqualTo(RunStatus.PAUSED);
        judge(runId);
    }

    @RepeatedTest(3)
    void ofTwoWhoRecoverAtTheSameMomentOneDoes() {
        String runId = abandoned(LeaseTakeoverTest::isFirstQuestion);
        lab.expireLeases();

        List<Object> replies = recoverTogether(runId);

        assertThat(replies).filteredOn(RunOutput.class::isInstance).hasSize(1);
        assertThat(replies)
                .filteredOn(RunConflictException.class::isInstance)
                .singleElement()
                .asString()
                .containsPattern("run .* (RUNNING|PAUSED)");
        assertThat(model.requests()).as("the model is asked by one alone").hasSize(1);
        assertThat(new Shop(lab.ledger()).effects(runId + "-1-0")).hasSize(1);
        judge(runId);
    }

    @RepeatedTest(3)
    void ofTwoWhoRecoverAStartedCallOneAsksAboutIt() {
        String runId = abandoned(LeaseTakeoverTest::isBodyOfPay);
        lab.expireLeases();

        List<Object> replies = recoverTogether(runId);

        assertThat(replies).filteredOn(RunOutput.class::isInstance).hasSize(1);
        assertThat(replies).filteredOn(RunConflictException.class::isInstance).hasSize(1);
        assertThat(lab.find(agent(), runId).activeRequirements()).hasSize(1);
        judge(runId);
    }

    private List<Object> recoverTogether(String runId) {
        CyclicBarrier start = new CyclicBarrier(RECOVERERS);
        List<Background<Object>> all = new ArrayList<>();
        for (int i = 0; i < RECOVERERS; i++) {
            lab.restart();
            Agent agent = agent();
            all.add(Background.start(() -> {
                start.await(30, TimeUnit.SECONDS);
                try {
                    return lab.recover(agent, runId);
                } catch (RunConflictException refused) {
                    return refused;
                }
            }));
        }
        return all.stream().map(Background::join).toList();
    }

    @Test
    @Tag("RUN-9")
    void aCancelledRunIsNotTakenOver() {
        String runId = abandoned(LeaseTakeoverTest::isBodyOfPay);
        agent().cancel(runId);
        lab.expireLeases();

        assertThatExceptionOfType(RunConflictException.class)
                .isThrownBy(() -> lab.recover(agent(), runId))
                .withMessageContaining("CANCELLED");

        assertThat(new Shop(lab.ledger()).effects(runId + "-1-1")).isEmpty();
        assertThat(model.requests()).isEmpty();
    }
}
