package ai.kern.specs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A tool's changes of the session's state are stored with its result, or the result is not taken. */
@Tag("RUN-8")
class LateStateTest extends EngineSpec {
    private final ScriptedModel model =
            ScriptedModel.of(ScriptedAnswer.calls(LedgerTools.call("pay", "a")), ScriptedAnswer.text("done"));
    private final Halt halt = new Halt();

    private FunctionTool.Builder<Item> pay() {
        return lab.tool("pay", (item, context) -> {
                    halt.pass(context);
                    context.state().put("balance", 90);
                    return "paid, the balance is in the state";
                })
                .requiresConfirmation();
    }

    @Test
    void aLateResultThatCountsComesWithItsChangesOfTheState() {
        Agent owner = lab.agent(model, pay());
        RunOutput run = lab.run(owner, "go");
        Background<RunOutput> sleeper =
                Background.start(() -> lab.continueAll(owner, run, open -> ((Confirmation) open).confirm()));
        halt.awaitArrival();
        lab.restart();
        lab.expireLeases();
        Agent next = lab.agent(model, pay());
        lab.recover(next, run.runId());
        halt.open();
        assertThat(catchThrowable(sleeper::join)).isInstanceOf(RunConflictException.class);

        RunOutput ended = lab.continueRun(next, run.runId());

        assertThat(ended.toolExecutions().get(0).result()).contains("paid, the balance is in the state");
        assertThat(lab.db().sessionState(run.sessionId())).containsEntry("balance", "90");
    }
}
