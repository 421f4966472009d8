package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.db.Changeset;
import ai.kern.db.ExecutionPhase;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.CountingDb;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing older than the current step is written again: what a commit holds depends on its step alone. */
class StepCostTest extends EngineSpec {
    private static final int RUNS = 1_000;
    private static final int TURNS = 40;
    private static final int MEGABYTE = 1024 * 1024;

    /** What one commit hands to the database. */
    private record Written(long rows, long bytes) {
        static Written by(Changeset changeset) {
            // a call's key counts up: its digits are no cost of what is older
            long keys = changeset.executions().stream()
                    .filter(execution -> execution.phase() == ExecutionPhase.CLAIM)
                    .mapToLong(claim -> claim.call().idempotencyKey().length())
                    .sum();
            return new Written(CountingDb.rows(changeset), CountingDb.bytes(changeset) - keys);
        }
    }

    @Test
    @Tag("RUN-2")
    void theThousandthRunOfASessionWritesWhatTheTenthWrote() {
        WatchedDb db = WatchedDb.in(lab);
        Agent agent = lab.agent(ScriptedModel.of(text("hello")));
        RunRequest request = RunRequest.builder("hi").session("the-session").build();
        List<Written> tenth = List.of();
        List<Written> last = List.of();
        for (int number = 1; number <= RUNS; number++) {
            db.forget();
            RunOutput run = lab.run(agent, request);
            assertThat(run.isCompleted()).isTrue();
            if (number == 10) {
                tenth = written(db.commits());
            }
            last = written(db.commits());
        }

        assertThat(tenth).hasSize(2).allMatch(written -> written.rows() > 0 && written.bytes() > 0);
        assertThat(last).isEqualTo(tenth);
    }

    @Test
    @Tag("RUN-2")
    void theFortiethTurnOfARunWritesWhatTheSecondWrote() {
        WatchedDb db = WatchedDb.in(lab);
        List<ScriptedAnswer> answers = new ArrayList<>();
        for (int turn = 1; turn <= TURNS; turn++) {
            answers.add(calls(call("look", "a").id("call_0")));
        }
        answers.add(text("seen"));

        lab.run(lab.agent(ScriptedModel.of(answers.toArray(ScriptedAnswer[]::new)), lab.tool("look")), "look often");

        assertThat(db.commits()).hasSize(1 + 2 * TURNS + 1);
        assertThat(turn(db, TURNS)).isEqualTo(turn(db, 2));
    }

    @Test
    @Tag("RUN-2")
    void whatARunWasStartedWithReachesTheDiskOnce() {
        assumeTrue(lab.kind().isDurable(), "memory has no disk");
        List<ScriptedAnswer> answers = new ArrayList<>();
        for (int turn = 1; turn <= 10; turn++) {
            answers.add(calls(call("look", "a")));
        }
        answers.add(text("seen"));
        Agent agent = lab.agent(ScriptedModel.of(answers.toArray(ScriptedAnswer[]::new)), lab.tool("look"));
        long before = lab.kind().loggedBytes(lab.folder());

        lab.run(
                agent,
                RunRequest.builder("look often")
                        .metadata("file", incompressible(MEGABYTE))
                        .build());

        // A commit of the 21 that follow must not add it again.
        assertThat(lab.kind().loggedBytes(lab.folder()) - before).isBetween((long) MEGABYTE, 2L * MEGABYTE);
    }

    private static String incompressible(int length) {
        return new Random(1)
                .ints(length, 'A', 'Z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The claim, with the model's message, and the outcome of a turn, counted from 1. */
    private static List<Written> turn(WatchedDb db, int turn) {
        return written(db.commits().subList(2 * turn - 1, 2 * turn + 1));
    }

    private static List<Written> written(List<Changeset> changesets) {
        return changesets.stream().map(Written::by).toList();
    }
}
