package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stalled owner stores its outcome after a recoverer has read the run, and before it asks about that outcome. */
@Tag("HITL-13")
class LateOutcomeBeforeQuestionTest extends EngineSpec {
    private final ScriptedModel model =
            ScriptedModel.of(ScriptedAnswer.calls(LedgerTools.call("pay", "a")), ScriptedAnswer.text("done"));
    private final Halt halt = new Halt();

    private FunctionTool.Builder<Item> pay() {
        return lab.tool("pay", (item, context) -> {
                    halt.pass(context);
                    return "paid";
                })
                .requiresConfirmation();
    }

    private RunOutput recoverWhileTheOwnerEnds() {
        Agent owner = lab.agent(model, pay());
        RunOutput run = lab.run(owner, "go");
        Background<RunOutput> sleeper =
                Background.start(() -> lab.continueAll(owner, run, open -> ((Confirmation) open).confirm()));
        halt.awaitArrival();
        lab.restart();
        lab.expireLeases();
        WatchedDb watched = WatchedDb.in(lab);
        watched.around((number, changeset, commit) -> {
            if (!changeset.requirements().isEmpty()) {
                halt.open();
                assertThat(catchThrowable(sleeper::join)).isInstanceOf(RunConflictException.class);
            }
            commit.run();
        });
        lab.recover(lab.agent(model, pay()), run.runId());
        return lab.find(lab.agent(model, pay()), run.runId());
    }

    @Test
    void nobodyIsAskedAboutAnOutcomeThatIsStored() {
        RunOutput run = recoverWhileTheOwnerEnds();

        assertThat(run.toolExecutions().get(0).result()).contains("paid");
        assertThat(run.activeRequirements()).isEmpty();
    }

    @Test
    void whatIsAskedCanBeAnswered() {
        RunOutput run = recoverWhileTheOwnerEnds();

        for (var open : run.activeRequirements()) {
            RunOutput ended = lab.continueRun(
                    lab.agent(model, pay()), run.runId(), ((OutcomeUnknown) open).giveUp("nobody knows"));
            assertThat(ended.isCompleted()).isTrue();
        }
    }
}
