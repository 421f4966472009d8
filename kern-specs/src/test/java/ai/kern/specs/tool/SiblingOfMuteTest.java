package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RunQuery;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one call of a batch throws is not the others' loss. */
@Tag("RUN-5")
@Tag("RUN-11")
class SiblingOfMuteTest extends EngineSpec {
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new NullPointerException("no code");
        }
    }

    @Test
    void theResultOfTheCallBesideItIsStored() {
        Agent agent = lab.agent(
                ScriptedModel.of(calls(call("pay"), call("odd")), text("done")),
                FunctionTool.builder("pay").onceOnly().call((arguments, context) -> {
                    lab.ledger().add("pay");
                    return "paid";
                }),
                FunctionTool.builder("odd").call((arguments, context) -> {
                    throw new Mute();
                }));
        assertThat(lab.run(agent, "Go.").isCompleted()).isTrue();

        String runId = lab.db().runs(RunQuery.all()).items().get(0).id();
        assertThat(lab.ledger().effects()).containsExactly("pay");
        assertThat(lab.db().load(runId).orElseThrow().executions()).anySatisfy(fact -> {
            assertThat(fact.phase()).isEqualTo(ExecutionPhase.OUTCOME);
            assertThat(fact.document()).contains("paid");
        });
    }
}
