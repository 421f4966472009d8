package ai.kern.specs.recovery;

import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRecovery;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.MovedClock;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must not keep a recovery from the runs that it can recover. */
@Tag("HITL-13")
@Tag("RUN-11")
class RecoveryStopsTest extends EngineSpec {
    private void die(String id) {
        Agent dying = lab.builder(ScriptedModel.playing(request -> {
                    throw new ProcessDied();
                }))
                .id(id)
                .build();
        assertThatThrownBy(() -> lab.run(dying, "hello")).isInstanceOf(ProcessDied.class);
    }

    @Test
    void aHundredAbandonedRunsOfAnotherRunnerDoNotHideThoseOfThisOne() {
        MovedClock clock = new MovedClock();
        lab.clock(clock);
        for (int i = 0; i < 100; i++) {
            die("mail");
        }
        clock.move(Duration.ofSeconds(1));
        die("files");
        lab.expireLeases();
        try (RunRecovery recovery = RunRecovery.builder(lab.db())
                .runners(lab.agent(ScriptedModel.of(text("done"))))
                .build()) {
            List<RunOutput> recovered = recovery.recoverNow();

            assertThat(recovered)
                    .singleElement()
                    .satisfies(run -> assertThat(run.status()).isEqualTo(RunStatus.COMPLETED));
        }
    }

    @Test
    void anErrorOfOneRecoveredRunDoesNotEndAllLaterRounds() {
        die("files");
        lab.expireLeases();
        AtomicInteger asked = new AtomicInteger();
        Agent agent = lab.agent(ScriptedModel.playing(request -> {
            if (asked.incrementAndGet() == 1) {
                throw new StackOverflowError("deep");
            }
            return text("done");
        }));
        try (RunRecovery recovery = RunRecovery.builder(lab.db())
                .runners(agent)
                .interval(Duration.ofMillis(50))
                .build()) {
            recovery.start();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> asked.get() == 1);
            lab.moveTime(Duration.ofSeconds(62));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(lab.db().abandonedRuns(10)).isEmpty());
        }
    }
}
