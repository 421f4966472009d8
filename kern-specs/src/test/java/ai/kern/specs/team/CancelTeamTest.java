package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.db.Changeset;
import ai.kern.db.LeaseUse;
import ai.kern.db.RunState;
import ai.kern.run.Delegation;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.run.ToolExecution;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Latches;
import ai.kern.specs.support.LedgerTools;
import ai.kern.specs.support.WatchedDb;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.DbDecorator;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.ToolArguments;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cancelling a team's run ends all runs below it. */
@Tag("RUN-9")
class CancelTeamTest extends TeamSpec {
    private final ScriptedModel leader = ScriptedModel.of(calls(give("payer", "pay a")), text("all is paid"));

    private Team team(Agent payer) {
        return team(TeamMode.COORDINATE, leader, payer);
    }

    private Agent payer() {
        return member(
                "Payer",
                ScriptedModel.of(calls(call("pay", "a")), text("paid")),
                lab.tool("pay").requiresConfirmation());
    }

    private RunStatus statusOf(String runId) {
        return lab.db().find(runId).orElseThrow().status();
    }

    @Test
    void aMemberThatIsGoneIsCancelledWithItsRecords() {
        Agent approved = Agent.builder()
                .name("Payer")
                .model(ScriptedModel.of(calls(call("pay", "a"))))
                .tools(lab.tool("pay").gate(ApprovalGate.required()))
                .memberOnly()
                .build();
        RunOutput paused = lab.run(team(approved), "pay");
        String memberRun = paused.activeRequirements().get(0).runId();
        lab.restart();

        team(member("Other", ScriptedModel.of())).cancel(paused.runId());

        assertThat(statusOf(paused.runId())).isEqualTo(RunStatus.CANCELLED);
        assertThat(statusOf(memberRun)).isEqualTo(RunStatus.CANCELLED);
        assertThat(((ApprovalDb) lab.db()).approvals().ofRun(paused.runId()))
                .extracting(ApprovalRecord::status)
                .containsExactly(ApprovalStatus.CANCELLED);
    }

    @Test
    void aMembersRunThatCouldNotBeReadIsCancelledByCancellingOnceMore() {
        RunOutput paused = lab.run(team(payer()), "pay");
        String memberRun = paused.activeRequirements().get(0).runId();
        leaveOut(memberRun, () -> team(payer()).cancel(paused.runId()));
        assertThat(statusOf(paused.runId())).isEqualTo(RunStatus.CANCELLED);
        assertThat(statusOf(memberRun)).isEqualTo(RunStatus.PAUSED);

        team(payer()).cancel(paused.runId());

        assertThat(statusOf(memberRun)).isEqualTo(RunStatus.CANCELLED);
    }

    /** Cancels a team's run while that of a member cannot be read. */
    private void leaveOut(String memberRun, ThrowingCallable cancelling) {
        lab.decorate(db -> new DbDecorator(db) {
            @Override
            public Optional<RunState> load(String runId) {
                if (runId.equals(memberRun)) {
                    throw WatchedDb.failure("the member's run cannot be read");
                }
                return super.load(runId);
            }
        });
        assertThatThrownBy(cancelling).hasMessageContaining("CANCELLED");
        lab.decorate(UnaryOperator.identity());
    }

    @Test
    void twoWhoCancelAtOnceWhatWasLeftOfATeamBothFindItCancelled() {
        RunOutput paused = lab.run(team(payer()), "pay");
        String memberRun = paused.activeRequirements().get(0).runId();
        leaveOut(memberRun, () -> team(payer()).cancel(paused.runId()));
        Team other = team(payer());
        WatchedDb watched = WatchedDb.in(lab);
        watched.around((number, changeset, commit) -> {
            if (number == 1) {
                other.cancel(paused.runId());
            }
            commit.run();
        });

        RunOutput run = team(payer()).cancel(paused.runId());

        assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(statusOf(memberRun)).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    @Tag("TEAM-8")
    void aMembersRunThatFailsTakesWithItWhatStillWaitsUnderIt() {
        Agent writer = member("Writer", ScriptedModel.of(text("written")));
        Team inner = Team.builder()
                .name("Inner")
                .model(ScriptedModel.of(calls(give("payer", "pay a"), call("write", "a"))))
                .members(payer())
                .tools(FunctionTool.builder("write")
                        .parameters(LedgerTools.Item.class)
                        .delegate(new Breaking(writer)))
                .build();
        ScriptedModel leading = ScriptedModel.of(calls(give("inner", "pay")), text("inner has failed"));

        RunOutput run = lab.run(team(TeamMode.COORDINATE, leading, inner), "pay");

        assertThat(run.content()).isEqualTo("inner has failed");
        assertThat(run.activeRequirements()).isEmpty();
        assertThat(run.requirements()).hasSize(1);
        assertThat(statusOf(run.requirements().get(0).runId())).isEqualTo(RunStatus.CANCELLED);
    }

    /** A delegation that cannot say what came of its member's work. */
    private record Breaking(Runner member) implements Delegation {
        @Override
        public List<Runner> members() {
            return List.of(member);
        }

        @Override
        public Plan plan(ToolArguments arguments, List<ToolExecution> earlier) {
            return new Assignments(List.of(new Assignment(member.id(), "write")));
        }

        @Override
        public Result result(ToolArguments arguments, List<MemberResult> results) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void aMembersRunThatBeginsWhileItsTeamIsCancelledIsCancelledToo() throws Exception {
        CountDownLatch cancelling = new CountDownLatch(1);
        CountDownLatch begins = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch broken = new CountDownLatch(1);
        AtomicReference<Run> memberRun = new AtomicReference<>();
        WatchedDb.in(lab).around((number, changeset, commit) -> {
            Optional<Run> created = createdMember(changeset);
            if (created.isPresent()) {
                memberRun.set(created.get());
                begins.countDown();
                Latches.awaitIgnoringInterrupts(cancelling);
                commit.run();
                begun.countDown();
                Latches.awaitIgnoringInterrupts(broken);
            } else if (changeset.lease() instanceof LeaseUse.Break) {
                cancelling.countDown();
                Latches.awaitIgnoringInterrupts(begun);
                commit.run();
                broken.countDown();
            } else {
                commit.run();
            }
        });
        Team team = team(payer());
        Background<RunOutput> running = Background.start(() -> lab.run(team, "pay"));
        Latches.await(begins);

        team.cancel(memberRun.get().rootId());

        assertThat(running.join().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(statusOf(memberRun.get().id())).isEqualTo(RunStatus.CANCELLED);
        assertThat(lab.ledger().effects()).isEmpty();
    }

    private static Optional<Run> createdMember(Changeset changeset) {
        return changeset.runs().stream()
                .filter(run -> !run.isRoot() && run.version() == 1)
                .findFirst();
    }
}
