package ai.kern.specs.db;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.OneDoor;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is interrupted learns all the same what became of what he stores, and is interrupted afterwards. */
@Tag("DB-3")
@OneDoor
class InterruptedCallerTest extends EngineSpec {

    /** An interrupted thread's result of some work, and whether it was still interrupted behind it. */
    private record Outcome<T>(T value, boolean isInterrupted) {}

    private static <T> Outcome<T> interrupted(CallerThread kind, Supplier<T> work) throws Exception {
        CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
        kind.start(() -> {
            Thread.currentThread().interrupt();
            try {
                T value = work.get();
                outcome.complete(new Outcome<>(value, Thread.currentThread().isInterrupted()));
            } catch (Throwable thrown) {
                outcome.completeExceptionally(thrown);
            }
        });
        return outcome.get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void aThreadThatIsInterruptedAlreadyStoresAndReads(CallerThread kind) throws Exception {
        Outcome<Boolean> outcome = interrupted(kind, () -> {
            lab.db().commit(Rows.creation("run"));
            return lab.db().find("run").isPresent();
        });

        assertThat(outcome).isEqualTo(new Outcome<>(true, true));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("RUN-4")
    void aThreadThatIsInterruptedAlreadyRunsAnAgent(CallerThread kind) throws Exception {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("look")), text("done")),
                FunctionTool.builder("look").call((arguments, context) -> "seen"));

        Outcome<RunOutput> outcome = interrupted(kind, () -> lab.run(agent, "Go."));

        assertThat(outcome.value().isCompleted()).isTrue();
    }
}
