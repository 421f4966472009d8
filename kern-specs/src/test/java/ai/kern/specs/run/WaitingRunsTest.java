package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kern.agent.Agent;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STR-4")
class WaitingRunsTest extends EngineSpec {
    private static final int RUNS = 50;

    @Test
    void aPausedRunHoldsNoThread() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
        lab.run(agent, "pay");
        await().untilAsserted(() -> assertThat(engineThreads()).isEmpty());
        int before = liveThreads().size();

        for (int number = 1; number <= RUNS; number++) {
            assertThat(lab.run(agent, "pay").isPaused()).isTrue();
        }

        await().untilAsserted(() -> {
            assertThat(engineThreads()).isEmpty();
            assertThat(liveThreads()).hasSizeLessThanOrEqualTo(before);
        });
    }

    @Test
    void aRunThatWorksHoldsTheThreadThatRenewsItsLeaseUntilItPauses() {
        Halt halt = new Halt();
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look", "a")), calls(call("pay", "a")), text("paid")),
                lab.tool("look", (item, context) -> {
                    halt.pass(context);
                    return "seen";
                }),
                lab.tool("pay").requiresConfirmation());

        Background<RunOutput> run = Background.start(() -> lab.run(agent, "pay"));
        halt.awaitArrival();
        assertThat(engineThreads()).contains("kern-lease-keeper");
        halt.open();

        assertThat(run.join().isPaused()).isTrue();
        await().untilAsserted(() -> assertThat(engineThreads()).isEmpty());
    }

    /** The engine's threads; those of the database belong to it, however many runs it has. */
    private static List<String> engineThreads() {
        return liveThreads().stream()
                .filter(name -> name.startsWith("kern-tool") || name.startsWith("kern-lease"))
                .toList();
    }

    /**
     * All but those of the database, and the JVM's own that carry virtual threads: of these there are as many as connections and
     * processors, however many runs there are.
     */
    private static List<String> liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> Stream.of(
                                "awaitility", "kern-postgres", "kern-sqlite", "ForkJoinPool-", "VirtualThread-")
                        .noneMatch(name::startsWith))
                .toList();
    }
}
