package ai.kern.specs.doors;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerMismatchException;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who waits for a run, in whichever process. */
@Tag("STR-1")
class AwaitTest extends DoorSpec {
    private final ScriptedModel paying = ScriptedModel.of(calls(call("pay", "a")), text("paid"));

    /** An agent of another process, where the store knows processes. */
    private Agent elsewhere() {
        lab.restart();
        return lab.agent(paying, lab.tool("pay").requiresConfirmation());
    }

    @Test
    void aRunIsAwaitedInAnotherProcessWhicheverDoorItWentThrough() {
        Thinking model = new Thinking();
        Background<RunOutput> run = Background.start(() -> lab.agent(model).run("think"));
        model.awaitQuestion();
        String runId = onlyRun();
        Agent there = elsewhere();
        Background<RunOutput> waiting = Background.start(() -> there.await(runId));

        model.mayAnswer();

        assertThat(waiting.join().content()).isEqualTo("thought");
        assertThat(run.join().isCompleted()).isTrue();
    }

    @Test
    void aRunThatWaitsForSomebodyIsThereForWhoAwaitsIt() {
        Agent agent = lab.agent(paying, lab.tool("pay").requiresConfirmation());

        RunOutput waiting = agent.await(agent.start("pay"));

        assertThat(waiting.isPaused()).isTrue();
        assertThat(elsewhere().await(waiting.runId())).isEqualTo(waiting);
    }

    @Test
    void whoAwaitsARunWhoseProcessDiedWaitsOnUntilItIsRecovered() {
        Agent dying = lab.agent(ScriptedModel.playing(request -> {
            throw new ProcessDied();
        }));
        assertThatThrownBy(() -> dying.run("pay")).isInstanceOf(ProcessDied.class);
        String runId = onlyRun();
        Agent there = elsewhere();
        lab.expireLeases();
        assertThat(there.await(runId, Duration.ofMillis(50))).isEmpty();
        Background<RunOutput> waiting = Background.start(() -> there.await(runId));

        lab.recover(there, runId);

        assertThat(waiting.join().status()).isEqualTo(RunStatus.PAUSED);
    }

    @Test
    void theRunOfAnotherAgentIsNeitherAwaitedNorFollowed() {
        RunOutput run = lab.agent(ScriptedModel.of(text("done"))).run("go");
        Agent other = lab.builder(ScriptedModel.of()).name("Another").build();

        assertThatThrownBy(() -> other.await(run.runId())).isInstanceOf(RunnerMismatchException.class);
        assertThatThrownBy(() -> other.await(run.runId(), Duration.ofMillis(1)))
                .isInstanceOf(RunnerMismatchException.class);
        assertThatThrownBy(() -> other.follow(run.runId(), 0)).isInstanceOf(RunnerMismatchException.class);
    }

    @Test
    void aTimeThatNobodyCanWaitIsRefused() {
        Agent agent = lab.agent(ScriptedModel.of(text("done")));
        String runId = agent.run("go").runId();

        assertThatThrownBy(() -> agent.await(runId, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 ms");
        assertThatThrownBy(() -> agent.await(runId, Duration.ofDays(366)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("365 days");
        assertThatThrownBy(() -> agent.follow(runId, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
