package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.run.Run;
import ai.kern.run.RunNotPausedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.Latches;
import ai.kern.specs.support.WatchedDb;
import ai.kern.team.Team;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** While one member waits, others have finished or are still at work. */
@Tag("TEAM-2")
@Tag("TEAM-4")
@Tag("TEAM-5")
class OthersWorkTest extends ScenarioSpec {
    private static final String WAITS = "crew/payer: pay a";

    private final Part leader = part(calls(give("writer", "write it"), give("payer", "pay a")), text("all is done"));

    @Test
    @Tag("TEAM-8")
    void whatAMemberHasFinishedIsKeptWordForWordAndNotDoneAgain() {
        String poem =
                "  Roses are \"red\",\n\tand 'violets' \\ are {\"blue\": null} \u00e9\u4e2d\ud83c\udf39 [PAUSED]\n";
        Part writer = part(calls(call("note", "x")), text(poem));
        crew(leader, () -> member("Writer", writer.model(), lab.tool("note")), doing("Payer", confirmed("pay")));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly(WAITS);

        RunOutput run = goOn(paused, confirm(WAITS));

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(leader.told()).containsExactly(poem, "pay a is done");
        assertThat(leader.requests()).hasSize(2);
        assertThat(writer.requests()).hasSize(2);
        assertThat(effects()).containsExactly("note x", "pay a");
    }

    @Test
    @Tag("HITL-12")
    void theTeamWaitsOnceTheSlowOneHasFinishedAndIsNotContinuedBefore() {
        Halt halt = new Halt();
        crew(leader, slow(halt), doing("Payer", confirmed("pay")));
        WatchedDb watched = WatchedDb.in(lab);
        CountDownLatch payerWaits = new CountDownLatch(1);
        watched.around((number, changeset, commit) -> {
            commit.run();
            if (changeset.runs().stream().anyMatch(OthersWorkTest::isWaitingMember)) {
                payerWaits.countDown();
            }
        });
        Team team = crew();
        lab.decorate(db -> db);

        Background<RunOutput> running = Background.start(() -> lab.run(team, "go"));
        String root = rootOf(halt);
        awaitIgnoringNothing(payerWaits);
        assertThat(statusOf(root)).isEqualTo(RunStatus.RUNNING);
        assertIsWorkedOn(root);
        halt.open();
        RunOutput paused = running.join();

        assertThat(waiting(paused)).containsExactly(WAITS);
        assertThat(leader.requests()).hasSize(1);
        RunOutput run = goOn(paused, confirm(WAITS));
        assertThat(leader.told()).containsExactly("dug", "pay a is done");
        assertThat(run.content()).isEqualTo("all is done");
        assertThat(effects()).containsExactly("dig x", "pay a");
    }

    private Plan slow(Halt halt) {
        Part digger = part(calls(call("dig", "x")), text("dug"));
        return () -> member("Writer", digger.model(), lab.tool("dig", (item, context) -> {
            halt.pass(context);
            return "a hole";
        }));
    }

    private static boolean isWaitingMember(Run run) {
        return !run.isRoot() && run.status() == RunStatus.PAUSED;
    }

    private static void awaitIgnoringNothing(CountDownLatch latch) {
        try {
            Latches.await(latch);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while a member was to wait", interrupted);
        }
    }

    /** The team's run, of which a member is at work in a tool. */
    private String rootOf(Halt halt) {
        return lab.db().find(halt.awaitArrival().runId()).orElseThrow().rootId();
    }

    private RunStatus statusOf(String runId) {
        return lab.db().find(runId).orElseThrow().status();
    }

    private void assertIsWorkedOn(String root) {
        assertThatThrownBy(() -> lab.continueRun(crew(), root))
                .isInstanceOf(RunNotPausedException.class)
                .hasMessageContaining(root)
                .hasMessageContaining("RUNNING")
                .hasMessageContaining("works on it");
    }

    @Test
    @Tag("HITL-11")
    @Tag("HITL-12")
    @Tag("TEAM-9")
    void whileAnAnsweredMemberWorksTheOthersQuestionCannotBeAnsweredAndIsNotLost() {
        Halt halt = new Halt();
        crew(
                leader,
                doing(
                        "Writer",
                        () -> lab.tool("write", (item, context) -> {
                                    halt.pass(context);
                                    return "written";
                                })
                                .requiresConfirmation()),
                doing("Payer", confirmed("pay")));
        RunOutput paused = start();
        assertThat(waiting(paused)).containsExactly("crew/writer: write it", WAITS);
        Team team = crew();

        Background<RunOutput> continuing = Background.start(() -> lab.continueRun(
                team, paused.runId(), confirm("crew/writer: write it").to(paused)));
        assertThat(rootOf(halt)).isEqualTo(paused.runId());
        assertThatThrownBy(() -> goOnUnseen(paused, confirm(WAITS))).isInstanceOf(RunNotPausedException.class);
        halt.open();
        RunOutput half = continuing.join();

        assertThat(waiting(half)).containsExactly(WAITS);
        assertThat(effects()).containsExactly("write it");
        assertThat(goOn(half, confirm(WAITS)).content()).isEqualTo("all is done");
        assertThat(effects()).containsExactly("write it", "pay a");
    }

    /** Answers what was seen before somebody else continued the run. */
    private RunOutput goOnUnseen(RunOutput run, Reply reply) {
        return lab.continueRun(crew(), run.runId(), reply.to(run));
    }
}
