package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.db.RunState;
import ai.kern.run.RunOutput;
import ai.kern.run.RunnerMismatchException;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("HITL-10")
class AgentIdTest extends EngineSpec {

    private AgentBuilder unnamed() {
        return Agent.builder()
                .model(ScriptedModel.of(calls(call("pay", "a")), text("paid")))
                .tools(lab.tool("pay").requiresConfirmation())
                .db(lab.db());
    }

    @ParameterizedTest
    @CsvSource({"Data manager, data-manager", "'  The 2nd: Agent! ', the-2nd-agent", "Übersetzer, übersetzer", "x, x"})
    void anIdIsDerivedFromTheName(String name, String id) {
        Agent agent = unnamed().name(name).build();

        assertThat(agent.id()).isEqualTo(id);
        assertThat(agent.name()).isEqualTo(name);
    }

    @Test
    void anIdThatIsGivenStandsBeforeTheName() {
        Agent agent = unnamed().name("Data manager").id("dm-1").build();

        assertThat(agent.id()).isEqualTo("dm-1");
        assertThat(agent.name()).isEqualTo("Data manager");
        assertThat(lab.run(agent, "pay").run().runnerId()).isEqualTo("dm-1");
    }

    @Test
    void anAgentWithADurableDatabaseAndNoIdIsNotBuilt() {
        assumeTrue(lab.kind().isDurable());

        assertThatThrownBy(() -> unnamed().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("id(");
        assertThatThrownBy(() -> unnamed().name("!!!").build()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAgentWithoutADurableDatabaseGetsAnIdOfItsOwn() {
        assumeTrue(!lab.kind().isDurable());

        assertThat(unnamed().build().id()).isNotEqualTo(unnamed().build().id());
    }

    @Test
    void aNewlyBuiltAgentOfTheSameNameContinuesTheRun() {
        RunOutput paused = lab.run(unnamed().name("Data manager").build(), "pay");
        lab.restart();

        Agent newlyBuilt = unnamed().name("Data manager").build();

        assertThat(lab.continueAll(newlyBuilt, paused, Confirmations::confirm).isCompleted())
                .isTrue();
    }

    @Test
    void aRunOfAnotherIdIsRefusedAtEveryDoor() {
        RunOutput paused = lab.run(unnamed().name("Data manager").build(), "pay");
        RunState before = lab.db().load(paused.runId()).orElseThrow();
        Agent other = unnamed().name("Another").build();

        assertThatThrownBy(() -> lab.continueAll(other, paused, Confirmations::confirm))
                .isInstanceOf(RunnerMismatchException.class)
                .hasMessageContaining("data-manager")
                .hasMessageContaining("another");
        assertThatThrownBy(() -> other.cancel(paused.runId())).isInstanceOf(RunnerMismatchException.class);
        assertThatThrownBy(() -> other.find(paused.runId())).isInstanceOf(RunnerMismatchException.class);
        assertThatThrownBy(() -> lab.recover(other, paused.runId())).isInstanceOf(RunnerMismatchException.class);
        assertThat(lab.db().load(paused.runId())).contains(before);
        assertThat(lab.ledger().effects()).isEmpty();
    }
}
