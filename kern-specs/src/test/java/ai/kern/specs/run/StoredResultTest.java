package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunHook;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What was stored is where a run goes on from. A process dies here by an {@link Error} in the middle of a tool or model: the
 * engine stores nothing after it, and gives nothing back.
 */
@Tag("RUN-11")
class StoredResultTest extends EngineSpec {
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> started = new CopyOnWriteArrayList<>();

    /** Takes down the ids of runs. */
    private record StartedRuns(List<String> ids) implements RunHook {
        @Override
        public void beforeRun(RunOutput run) {
            ids.add(run.runId());
        }
    }

    private static final ScriptedAnswer[] LOOK = {calls(call("look", "a"), call("look", "b")), text("seen")};
    private static final ScriptedAnswer[] PAY = {calls(call("pay", "a"), call("pay", "b")), text("paid")};

    @Test
    void freeCallsWhoseResultsAreStoredDoNotRunAgainWhenTheProcessDiesAfterThem() {
        String runId = dyingRun(dyingAfterItsFirstTurn(LOOK));

        RunOutput run = recover(living(LOOK), runId);

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactlyInAnyOrder("look a", "look b");
        assertThat(run.toolExecutions().get(1).result()).contains("look b is done");
    }

    @Test
    void aProtectedCallWhoseResultIsStoredDoesNotRunAgainWhenTheProcessDiesAfterIt() {
        RunOutput paused = lab.run(living(PAY), "pay");
        assertThatThrownBy(() -> lab.continueAll(dyingAfterItsFirstTurn(PAY), paused, Confirmations::confirm))
                .isInstanceOf(ProcessDied.class);
        lab.restart();

        RunOutput run = recover(living(PAY), paused.runId());

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a", "pay b");
    }

    @Test
    void protectedCallsThatWereLetThroughAndNotClaimedYetRunOnceAfterTheProcessDiedInTheFirst() {
        RunOutput paused = lab.run(living(PAY), "pay");
        Agent dying = agent(
                PAY,
                lab.tool("pay", (item, context) -> {
                            throw new ProcessDied();
                        })
                        .requiresConfirmation());
        assertThatThrownBy(() -> lab.continueAll(dying, paused, Confirmations::confirm))
                .isInstanceOf(ProcessDied.class);
        lab.restart();

        RunOutput waiting = recover(living(PAY), paused.runId());
        assertThat(waiting.status()).isEqualTo(RunStatus.PAUSED);
        RunOutput run = lab.continueAll(living(PAY), waiting, open -> ((OutcomeUnknown) open).result("it was paid"));

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("pay a", "pay b");
    }

    @Test
    @Tag("TOOL-8")
    void aFreeCallWhoseOutcomeIsNotKnownRunsAgainUnderTheSameKeyAsALaterAttempt() {
        ScriptedAnswer[] script = {calls(call("look", "a")), text("seen")};
        String runId = dyingRun(agent(script, dyingTool()));

        RunOutput run = recover(agent(script, livingTool()), runId);

        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("look a", "look a");
        assertThat(keys).hasSize(2);
        assertThat(keys.get(0)).isEqualTo("1 " + runId + "-1-0");
        assertThat(keys.get(1)).isEqualTo("2 " + runId + "-1-0");
        assertThat(run.toolExecutions().get(0).attempts()).isEqualTo(2);
    }

    @Test
    void aFreeCallThatIsMarkedOnceOnlyIsNotRunAgainButAskedAbout() {
        ScriptedAnswer[] script = {calls(call("look", "a")), text("seen")};
        String runId = dyingRun(agent(script, dyingTool().onceOnly()));

        RunOutput waiting = recover(agent(script, livingTool().onceOnly()), runId);

        assertThat(waiting.isPaused()).isTrue();
        assertThat(waiting.activeRequirements()).singleElement().isInstanceOf(OutcomeUnknown.class);
        assertThat(lab.ledger().effects()).containsExactly("look a");
        RunOutput run = lab.continueAll(
                agent(script, livingTool().onceOnly()), waiting, open -> ((OutcomeUnknown) open).giveUp("leave it"));
        assertThat(run.isCompleted()).isTrue();
        assertThat(lab.ledger().effects()).containsExactly("look a");
    }

    @Test
    void aCallThatWasStartedOnceOnlyStaysSoThoughItsToolIsNotMarkedAnyMore() {
        ScriptedAnswer[] script = {calls(call("look", "a")), text("seen")};
        String runId = dyingRun(agent(script, dyingTool().onceOnly()));

        RunOutput waiting = recover(agent(script, livingTool()), runId);

        assertThat(waiting.activeRequirements()).singleElement().isInstanceOf(OutcomeUnknown.class);
        assertThat(lab.ledger().effects()).containsExactly("look a");
    }

    @Test
    void aRunThatDiedBeforeItsFirstAnswerAsksTheModelAfterItsRecovery() {
        String runId = dyingRun(agent(new ScriptedAnswer[0]));

        assertThat(recover(lab.agent(ScriptedModel.of(text("hello"))), runId).content())
                .isEqualTo("hello");
    }

    @Test
    void aRunIsNotTakenOverWhileItsLeaseStands() {
        String runId = dyingRun(dyingAfterItsFirstTurn(LOOK));

        assertThatThrownBy(() -> lab.recover(living(LOOK), runId)).isInstanceOf(RunConflictException.class);
    }

    private RunOutput recover(Agent agent, String runId) {
        lab.expireLeases();
        return lab.recover(agent, runId);
    }

    /** Starts a run that dies, and returns its id. What comes after it works on the database anew. */
    private String dyingRun(Agent agent) {
        assertThatThrownBy(() -> lab.run(agent, "go")).isInstanceOf(ProcessDied.class);
        lab.restart();
        return started.get(started.size() - 1);
    }

    private Agent living(ScriptedAnswer[] script) {
        return agent(script, lab.tool("look"), lab.tool("pay").requiresConfirmation());
    }

    private Agent dyingAfterItsFirstTurn(ScriptedAnswer[] script) {
        return agent(
                new ScriptedAnswer[] {script[0]},
                lab.tool("look"),
                lab.tool("pay").requiresConfirmation());
    }

    private Agent agent(ScriptedAnswer[] script, Object... tools) {
        ScriptedModel model = ScriptedModel.playing(request -> {
            long turn = request.messages().stream()
                    .filter(Message.Assistant.class::isInstance)
                    .count();
            if (turn == script.length) {
                throw new ProcessDied();
            }
            return script[(int) turn];
        });
        return lab.builder(model, tools).runHooks(new StartedRuns(started)).build();
    }

    private FunctionTool.Builder<?> dyingTool() {
        return lab.tool("look", (item, context) -> {
            keys.add(context.attempt() + " " + context.idempotencyKey());
            throw new ProcessDied();
        });
    }

    private FunctionTool.Builder<?> livingTool() {
        return lab.tool("look", (item, context) -> {
            keys.add(context.attempt() + " " + context.idempotencyKey());
            return "seen";
        });
    }
}
