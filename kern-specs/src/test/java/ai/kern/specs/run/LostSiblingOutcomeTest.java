package ai.kern.specs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.db.DbException;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One failed look at the database between two calls of a batch. */
@Tag("RUN-11")
class LostSiblingOutcomeTest extends EngineSpec {
    private final ScriptedModel model = ScriptedModel.of(
            ScriptedAnswer.calls(LedgerTools.call("send", "a"), LedgerTools.call("send", "b")),
            ScriptedAnswer.text("done"));

    @Test
    void theOutcomeOfACallThatEndedIsNotLostWhenTheDatabaseCannotBeReadBeforeTheNext() {
        WatchedDb watched = WatchedDb.in(lab);
        AtomicReference<String> runId = new AtomicReference<>();
        Agent agent = lab.agent(
                model,
                lab.tool("send", (item, context) -> {
                            runId.set(context.runId());
                            return "sent " + item.item();
                        })
                        .onceOnly()
                        .parallel(false));
        watched.beforeFind(() -> {
            throw WatchedDb.failure("one read failed");
        });
        assertThat(catchThrowable(() -> lab.run(agent, "go"))).isInstanceOf(DbException.class);
        watched.beforeFind(() -> {});
        lab.expireLeases();

        RunOutput recovered = lab.recover(agent, runId.get());

        assertThat(lab.ledger().effects()).contains("send a");
        assertThat(recovered.toolExecutions().get(0).result()).contains("sent a");
    }
}
