package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.UserInput;
import ai.kern.run.BatchMode;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of free calls beside protected ones. */
class BatchTest extends HitlSpec {
    private final ScriptedModel model =
            batch(call("list", "a"), call("delete", "b"), call("list", "c"), call("delete", "d"), call("list", "e"));

    private Agent agent(BatchMode mode) {
        return lab.builder(model, list(), delete()).batch(mode).build();
    }

    private void assertWaits(RunOutput run) {
        assertThat(run.isPaused()).isTrue();
        assertThat(run.activeRequirements())
                .extracting(open -> open.toolCall().arguments().json())
                .containsExactly("{\"item\":\"b\"}", "{\"item\":\"d\"}");
        assertThat(model.requests()).hasSize(1);
    }

    private RunOutput confirmAll(Agent agent, RunOutput run) {
        return lab.continueAll(agent, run, open -> ((Confirmation) open).confirm());
    }

    @Test
    @Tag("HITL-1")
    void byDefaultFreeCallsRunAndProtectedOnesWait() {
        Agent agent = lab.agent(model, list(), delete());

        RunOutput run = lab.run(agent, "go");

        assertWaits(run);
        assertThat(effects()).containsExactlyInAnyOrder("list a", "list c", "list e");
        assertThat(confirmAll(agent, run).isCompleted()).isTrue();
        assertThat(effects()).hasSize(5).endsWith("delete b", "delete d");
    }

    @Test
    @Tag("HITL-1")
    void freeCallsAfterTheFirstProtectedOneAreHeldBackWhereThatIsAskedFor() {
        Agent agent = agent(BatchMode.STOP_AT_FIRST_PROTECTED);

        RunOutput run = lab.run(agent, "go");

        assertWaits(run);
        assertThat(effects()).containsExactly("list a");
        assertThat(confirmAll(agent, run).isCompleted()).isTrue();
        assertThat(effects().subList(0, 3)).containsExactly("list a", "delete b", "delete d");
        assertThat(effects().subList(3, 5)).containsExactlyInAnyOrder("list c", "list e");
    }

    @Test
    @Tag("HITL-1")
    void theWholeBatchIsHeldBackWhereThatIsAskedFor() {
        Agent agent = agent(BatchMode.HOLD_ALL);

        RunOutput run = lab.run(agent, "go");

        assertWaits(run);
        assertThat(effects()).isEmpty();
        assertThat(confirmAll(agent, run).isCompleted()).isTrue();
        assertThat(effects()).hasSize(5).startsWith("delete b", "delete d");
        assertThat(effects().subList(2, 5)).containsExactlyInAnyOrder("list a", "list c", "list e");
    }

    @Test
    @Tag("HITL-1")
    @Tag("RUN-3")
    void resultsKeepTheOrderOfTheCallsInEveryMode() {
        for (BatchMode mode : BatchMode.values()) {
            Agent agent = agent(mode);

            confirmAll(agent, lab.run(agent, "go"));

            assertThat(results(model))
                    .as("%s", mode)
                    .containsExactly(
                            "list a is done",
                            "delete b is done",
                            "list c is done",
                            "delete d is done",
                            "list e is done");
        }
    }

    @Test
    @Tag("HITL-1")
    void heldBackCallsStayHeldBackWhileOneRequirementIsOpen() {
        Agent agent = agent(BatchMode.HOLD_ALL);
        RunOutput run = lab.run(agent, "go");

        RunOutput partly = lab.continueRun(
                agent, run.runId(), about(run, "b", Confirmation.class).confirm());

        assertThat(partly.isPaused()).isTrue();
        assertThat(effects()).isEmpty();
    }

    @Test
    @Tag("HITL-1")
    void heldBackCallsRunAlsoWhenAllProtectedOnesWereRejected() {
        Agent agent = agent(BatchMode.HOLD_ALL);
        RunOutput run = lab.run(agent, "go");

        RunOutput ended = lab.continueAll(agent, run, open -> ((Confirmation) open).reject("no"));

        assertThat(ended.isCompleted()).isTrue();
        assertThat(effects()).containsExactlyInAnyOrder("list a", "list c", "list e");
    }

    @Test
    @Tag("HITL-1")
    @Tag("HITL-17")
    void aRunKeepsTheModeItWasStartedWith() {
        RunOutput run = lab.run(
                lab.agent(model, list(), delete()),
                RunRequest.builder("go").batch(BatchMode.HOLD_ALL).build());
        assertThat(effects()).isEmpty();

        Agent another = agent(BatchMode.RUN_FREE);
        lab.continueRun(
                another, run.runId(), about(run, "b", Confirmation.class).confirm());

        assertThat(effects()).isEmpty();
    }

    @Test
    @Tag("HITL-1")
    @Tag("HITL-3")
    @Tag("RUN-3")
    void kindsOfProtectionMixInOneBatch() {
        ScriptedModel mixed = batch(
                call("delete", "a"),
                ScriptedAnswer.call("send", "{}"),
                call("print", "c"),
                call("list", "d"),
                ScriptedAnswer.call("nothing_of_this_name"));
        Agent agent = lab.agent(
                mixed,
                delete(),
                tools.tool("send").requiresUserInput("item"),
                tools.tool("print").externalExecution(),
                list());

        RunOutput run = lab.run(agent, "go");

        assertThat(run.activeRequirements())
                .extracting(Object::getClass)
                .isEqualTo(List.of(Confirmation.class, UserInput.class, ExternalExecution.class));
        assertThat(effects()).containsExactly("list d");
        lab.continueRun(agent, run.runId(), answers(run, open -> {
            if (open instanceof Confirmation confirmation) {
                return confirmation.confirm();
            }
            return open instanceof UserInput input
                    ? input.provide(Map.of("item", "b"))
                    : ((ExternalExecution) open).result("printed");
        }));
        assertThat(effects()).containsExactly("list d", "delete a", "send b");
        assertThat(results(mixed).subList(0, 4))
                .containsExactly("delete a is done", "send b is done", "printed", "list d is done");
        assertThat(results(mixed).get(4)).contains("nothing_of_this_name");
    }
}
