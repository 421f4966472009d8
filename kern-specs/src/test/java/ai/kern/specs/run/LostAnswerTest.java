package ai.kern.specs.run;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.DbException;
import ai.kern.model.Message;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.Halt;
import ai.kern.specs.support.WatchedDb;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A database that does a commit and loses the answer, or does not do it at all, at each commit of a run in turn. */
@Tag("RUN-13")
class LostAnswerTest extends EngineSpec {
    /** create; claim and outcomes of the free calls; pause; claim and outcome of two protected calls; free calls; end. */
    private static final int COMMITS = 1 + 2 + 1 + 2 * 2 + 2 + 1;

    private static final List<Integer> OUTCOME_COMMITS = List.of(3, 6, 8, 10);

    private WatchedDb db;

    @BeforeEach
    void watch() {
        db = WatchedDb.in(lab);
    }

    static IntStream everyCommit() {
        return IntStream.rangeClosed(1, COMMITS);
    }

    static IntStream everyOutcome() {
        return OUTCOME_COMMITS.stream().mapToInt(Integer::intValue);
    }

    static IntStream everyOtherCommit() {
        return everyCommit().filter(number -> !OUTCOME_COMMITS.contains(number));
    }

    private Agent agent() {
        return lab.agent(
                ScriptedModel.of(
                        calls(call("look", "a"), call("pay", "a"), call("look", "b"), call("pay", "b")),
                        calls(call("look", "c"), call("look", "d")),
                        text("done")),
                lab.tool("look").onceOnly(),
                lab.tool("pay").requiresConfirmation());
    }

    private RunOutput runAndContinue(Agent agent) {
        return lab.continueAll(agent, lab.run(agent, "go"), Confirmations::confirm);
    }

    @Test
    void theRunOfTheseTestsHasAsManyCommitsAsTheyFail() {
        assertIsDoneOnce(runAndContinue(agent()));
        assertThat(db.commits()).hasSize(COMMITS);
    }

    @ParameterizedTest
    @MethodSource("everyCommit")
    void aCommitWhoseAnswerWasLostIsRecognisedAndTheRunGoesOn(int lost) {
        db.loseAnswer(lost);

        assertIsDoneOnce(runAndContinue(agent()));
        assertThat(db.commits()).hasSize(COMMITS);
    }

    @Test
    void aDatabaseThatLosesEveryAnswerLosesNothingElse() {
        db.around((number, changeset, commit) -> {
            commit.run();
            throw WatchedDb.failure("the answer of commit " + number + " was lost");
        });

        assertIsDoneOnce(runAndContinue(agent()));
        assertThat(db.commits()).hasSize(COMMITS);
    }

    @ParameterizedTest
    @MethodSource("everyOutcome")
    @Tag("RUN-11")
    void anOutcomeThatWasNotStoredIsStoredAgain(int failing) {
        db.fail(failing, failing + 1);

        assertIsDoneOnce(runAndContinue(agent()));
    }

    @ParameterizedTest
    @MethodSource("everyOutcome")
    @Tag("RUN-11")
    void anOutcomeIsStoredAgainWhenItCannotEvenBeReadBack(int failing) {
        AtomicInteger unreadable = new AtomicInteger();
        db.around((number, changeset, commit) -> {
            if (number == failing) {
                unreadable.set(1);
                throw WatchedDb.failure("commit " + number + " failed");
            }
            commit.run();
        });
        db.beforeFind(() -> {
            if (unreadable.getAndSet(0) == 1) {
                throw WatchedDb.failure("nothing can be read");
            }
        });

        assertIsDoneOnce(runAndContinue(agent()));
    }

    @ParameterizedTest
    @MethodSource("everyOutcome")
    @Tag("RUN-11")
    void anOutcomeWhoseAnswerWasLostAndThatCannotBeReadBackIsNotStoredTwice(int failing) {
        AtomicInteger unreadable = new AtomicInteger();
        db.around((number, changeset, commit) -> {
            commit.run();
            if (number == failing) {
                unreadable.set(1);
                throw WatchedDb.failure("the answer of commit " + number + " was lost");
            }
        });
        db.beforeFind(() -> {
            if (unreadable.getAndSet(0) == 1) {
                throw WatchedDb.failure("nothing can be read");
            }
        });

        assertIsDoneOnce(runAndContinue(agent()));
        assertThat(db.commits()).hasSize(COMMITS);
    }

    @ParameterizedTest
    @MethodSource("everyOtherCommit")
    void aCommitThatWasNotDoneIsTheCallersToKnowAndTheRunGoesOnFromBeforeIt(int failing) {
        db.fail(failing, failing);

        RunOutput run = untilItEnds(agent());

        assertIsDoneOnce(run);
    }

    @Test
    @Tag("RUN-11")
    void aLateOutcomeIsStoredAgainWhenItsCommitFailsAndOnceWhenItsAnswerIsLost() {
        for (boolean done : List.of(true, false)) {
            Halt halt = new Halt();
            Agent agent = lab.agent(
                    ScriptedModel.of(calls(call("look", "a")), text("seen")), lab.tool("look", (item, context) -> {
                        halt.pass(context);
                        return "seen";
                    }));
            Background<RunOutput> running = Background.start(() -> lab.run(agent, "look"));
            String runId = halt.awaitArrival().runId();
            agent.cancel(runId);
            AtomicInteger late = new AtomicInteger();
            db.around((number, changeset, commit) -> {
                boolean fails = changeset.runs().isEmpty() && late.incrementAndGet() == 1;
                if (!fails || done) {
                    commit.run();
                }
                if (fails) {
                    throw WatchedDb.failure("commit " + number + " failed");
                }
            });
            halt.open();

            RunOutput ended = running.join();

            assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(ended.toolExecutions().get(0).outcome()).contains(OutcomeStatus.SUCCEEDED);
            assertThat(lab.db().load(runId).orElseThrow().executions())
                    .as("the claim and one outcome")
                    .hasSize(2);
            db.around((number, changeset, commit) -> commit.run());
        }
    }

    /** Does what an application does whose database fails now and then. */
    private RunOutput untilItEnds(Agent agent) {
        Optional<RunOutput> output = Optional.empty();
        String runId = "";
        int failures = 0;
        while (output.isEmpty() || !output.get().isCompleted()) {
            Optional<Run> stored = runId.isEmpty() ? Optional.empty() : lab.db().find(runId);
            try {
                output = Optional.of(next(agent, stored));
            } catch (DbException failure) {
                assertThat(++failures).as("how often the caller was told").isEqualTo(1);
            }
            runId = db.commits().isEmpty() ? "" : db.commits().get(0).rootId();
        }
        assertThat(failures).isEqualTo(1);
        return output.get();
    }

    private RunOutput next(Agent agent, Optional<Run> stored) {
        if (stored.isEmpty()) {
            return lab.run(agent, "go");
        }
        String runId = stored.get().id();
        if (stored.get().status() == RunStatus.PAUSED) {
            return lab.continueAll(agent, agent.find(runId).orElseThrow(), Confirmations::confirm);
        }
        lab.expireLeases();
        return lab.recover(agent, runId);
    }

    private void assertIsDoneOnce(RunOutput run) {
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(lab.ledger().effects())
                .containsExactlyInAnyOrder("look a", "look b", "pay a", "pay b", "look c", "look d");
        assertThat(run.messages())
                .filteredOn(Message.ToolResult.class::isInstance)
                .extracting(Message::text)
                .containsExactly(
                        "look a is done",
                        "pay a is done",
                        "look b is done",
                        "pay b is done",
                        "look c is done",
                        "look d is done");
        assertThat(lab.db().find(run.runId()).orElseThrow().status()).isEqualTo(RunStatus.COMPLETED);
    }
}
