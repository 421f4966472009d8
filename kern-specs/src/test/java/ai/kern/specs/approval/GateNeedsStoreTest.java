package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.agent.AgentBuilder;
import ai.kern.db.InMemoryDb;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RetryRequest;
import ai.kern.run.RunRequest;
import ai.kern.testkit.ScriptedModel;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A gated tool needs a store for approvals, or an agent that works as a member alone. */
@Tag("APPR-2")
class GateNeedsStoreTest extends ApprovalSpec {
    private final ScriptedModel model = calling(call("pay", "a"));

    private AgentBuilder builder() {
        return Agent.builder().name("Files").model(model).tools(gated("pay"));
    }

    @Test
    void anAgentWithoutADatabaseIsNotBuilt() {
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pay");
    }

    @Test
    void anAgentWhoseDatabaseKeepsNoApprovalsIsNotBuilt() {
        assertThatThrownBy(() -> builder().db(new InMemoryDb()).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pay");
    }

    @Test
    void everyDoorOfAMemberRefusesBeforeTheModelIsAsked() {
        Agent member = builder().memberOnly().build();

        Stream<ThrowingCallable> doors = Stream.of(
                () -> member.run("pay"),
                () -> member.runAsync("pay"),
                () -> member.stream("pay"),
                () -> member.start("pay"),
                () -> member.continueRun("a-run"),
                () -> member.continueRunAsync("a-run"),
                () -> member.continueStream(ContinueRequest.builder("a-run").build()),
                () -> member.await("a-run"),
                () -> member.follow("a-run", 0),
                () -> member.find("a-run"),
                () -> member.cancel("a-run"),
                () -> member.retry("a-run"),
                () -> member.retryAsync(RetryRequest.of("a-run")),
                () -> member.retryStream(RetryRequest.of("a-run")),
                () -> member.recover("a-run"),
                () -> member.run(RunRequest.of("pay")));
        assertThat(doors)
                .allSatisfy(door -> assertThatThrownBy(door)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("memberOnly"));
        assertThat(model.requests()).isEmpty();
        assertNothingRan();
    }
}
