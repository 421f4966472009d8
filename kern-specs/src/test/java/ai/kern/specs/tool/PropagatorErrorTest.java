package ai.kern.specs.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.kern.agent.Agent;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A context propagator that fails on the tool's thread with an Error, as one does whose class is not there. */
class PropagatorErrorTest extends EngineSpec {
    private final ScriptedModel model = ScriptedModel.of(
            ScriptedAnswer.calls(LedgerTools.call("send", "a"), LedgerTools.call("send", "b")),
            ScriptedAnswer.text("done"));

    @Test
    @Tag("RUN-4")
    void theRunDoesNotHangForEverWithItsLeaseRenewed() {
        Agent agent = lab.builder(model, lab.tool("send"))
                .contextPropagator(work -> () -> {
                    endQuietly();
                    throw new NoClassDefFoundError("org/slf4j/MDC");
                })
                .build();

        Throwable thrown = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> Assertions.catchThrowable(() -> lab.run(agent, "go")));

        assertThat(thrown).isInstanceOf(NoClassDefFoundError.class);
    }

    /** The error that comes now ends this thread, which nobody need read on the console. */
    private static void endQuietly() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, planned) -> {});
    }
}
