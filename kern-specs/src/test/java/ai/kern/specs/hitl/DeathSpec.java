package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.LedgerTools.Item;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.util.List;

/** What the specifications of calls share whose process died while they ran. */
abstract class DeathSpec extends HitlSpec {
    final ScriptedModel model = batch(call("delete", "a"));
    boolean dies = true;

    /** A tool that takes effect, tells with which key, and takes its process with it as long as it {@link #dies}. */
    FunctionTool.Builder<Item> mortal(String name) {
        return tools.tool(name, (item, context) -> {
            lab.ledger().add("attempt " + context.attempt() + " key " + context.idempotencyKey());
            if (dies) {
                throw new ProcessDied();
            }
            return name + " " + item.item() + " is done";
        });
    }

    /** Continues until the process dies, and lets another find the run once the leases expired. */
    RunOutput dieAndRecover(Agent agent, RunOutput run, Object... toolsOfTheNext) {
        assertThat(catchThrowable(() -> lab.continueAll(agent, run, open -> ((Confirmation) open).confirm())))
                .isInstanceOf(ProcessDied.class);
        return recover(run.runId(), toolsOfTheNext);
    }

    RunOutput recover(String runId, Object... toolsOfTheNext) {
        lab.restart();
        lab.expireLeases();
        dies = false;
        return lab.recover(lab.agent(model, toolsOfTheNext), runId);
    }

    /** The attempts that were started, with their keys. */
    List<String> keys() {
        return effects().stream().filter(effect -> effect.startsWith("attempt")).toList();
    }

    /** The run that a tool named before its process died; its caller never learnt the id. */
    String runOfTheLedger() {
        String key = keys().get(0).substring("attempt 1 key ".length());
        return key.substring(0, key.length() - "-1-0".length());
    }
}
