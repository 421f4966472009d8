package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.event.RunStream;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run that waits for its reader is worked on: its lease is renewed, and nobody takes it over. */
@Tag("STR-2")
@Tag("HITL-13")
class HeldUpRunTest extends DoorSpec {
    private static final int MORE_THAN_WAIT = RunStream.BUFFERED + 44;

    @Test
    void whileItsModelSpeaks() {
        Db here = lab.db();
        Agent agent = lab.agent(new Talking(MORE_THAN_WAIT));

        try (RunStream stream = agent.stream("talk")) {
            assertIsNotTakenOver(here, stream.runId());

            assertThat(read(stream)).hasSize(MORE_THAN_WAIT + 5);
        }
    }

    @Test
    void whileManyAnswersAreTold() {
        Db here = lab.db();
        ScriptedCall[] many = IntStream.range(0, MORE_THAN_WAIT)
                .mapToObj(number -> call("pay", "" + number))
                .toArray(ScriptedCall[]::new);
        Agent agent = lab.agent(
                ScriptedModel.of(calls(many), text("nothing is paid")),
                lab.tool("pay").requiresConfirmation());
        RunOutput paused = agent.run("pay");
        List<Resolution> rejections = paused.activeRequirements().stream()
                .map((Requirement open) -> Confirmations.reject(open))
                .toList();

        try (RunStream stream = agent.continueStream(paused.runId(), rejections)) {
            assertIsNotTakenOver(here, stream.runId());

            assertThat(names(read(stream))).endsWith("RunCompleted").contains("ToolCallError");
        }
    }

    /** Waits until the run is held up, and lets more time pass than a lease lasts that is not renewed. */
    private void assertIsNotTakenOver(Db here, String runId) {
        await().until(() -> here.find(runId)
                .filter(run -> run.status() == RunStatus.RUNNING)
                .isPresent());
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("kern-lease-keeper")));
        lab.moveTime(Duration.ofSeconds(20));
        here.leases().renewNow();
        lab.moveTime(Duration.ofSeconds(20));
        lab.restart();

        assertThatThrownBy(() -> lab.recover(
                        lab.agent(ScriptedModel.of(), lab.tool("pay").requiresConfirmation()), runId))
                .isInstanceOf(RunConflictException.class)
                .hasMessageContaining("a process works on it");
    }
}
