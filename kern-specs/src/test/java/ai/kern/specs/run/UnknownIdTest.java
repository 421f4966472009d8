package ai.kern.specs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kern.agent.Agent;
import ai.kern.db.Limits;
import ai.kern.run.RunNotFoundException;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An id from outside that no run has is the id of no run, whatever it is made of, and on every store. */
@Tag("DB-1")
class UnknownIdTest extends EngineSpec {

    static Stream<String> ids() {
        return Stream.of(
                "no-such-run",
                "",
                "no\u0000such",
                "no\uD800such",
                "\u202Eno\u001B[2Jsuch",
                "x".repeat(Limits.NAME_BYTES + 1),
                "x".repeat(Limits.DOCUMENT_BYTES));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void noRunIsFoundContinuedRetriedCancelledOrRecovered(String id) {
        Agent agent = lab.agent(ScriptedModel.of(ScriptedAnswer.text("done")));

        assertThat(agent.find(id)).isEmpty();
        assertThat(agent.find(id, "ann")).isEmpty();
        assertNotFound(() -> lab.continueRun(agent, id));
        assertNotFound(() -> lab.retry(agent, id));
        assertNotFound(() -> agent.cancel(id));
        assertNotFound(() -> agent.cancel(id, "ann"));
        assertNotFound(() -> lab.recover(agent, id));
    }

    private static void assertNotFound(ThrowingCallable door) {
        RunNotFoundException thrown = catchThrowableOfType(RunNotFoundException.class, door);
        assertThat(thrown).isNotNull();
        assertThat(thrown.getMessage())
                .hasSizeLessThan(1_000)
                .doesNotContainPattern("\\p{Cntrl}")
                .doesNotContain("\u202E");
    }
}
