package ai.kern.testkit;

import static ai.kern.testkit.Sample.LEASE;
import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.SESSION;
import static ai.kern.testkit.Sample.attempt;
import static ai.kern.testkit.Sample.call;
import static ai.kern.testkit.Sample.changeset;
import static ai.kern.testkit.Sample.claim;
import static ai.kern.testkit.Sample.entry;
import static ai.kern.testkit.Sample.next;
import static ai.kern.testkit.Sample.outcome;
import static ai.kern.testkit.Sample.requirement;
import static ai.kern.testkit.Sample.settlement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.RequirementStatus;
import ai.kern.db.RunQuery;
import ai.kern.db.RunState;
import ai.kern.db.SessionQuery;
import ai.kern.db.StatePatch;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that fail, stall and are lost at any statement. */
@Tag("DB-3")
abstract class FaultContract extends DbFixture {
    private final FaultyStore store = new FaultyStore();
    private final FaultyConnections faults = store.connections();
    private Run run = Sample.root("a");

    /** All that a commit may write. */
    record Snapshot(RunState state, Map<String, String> sessionState) {}

    @BeforeEach
    void openOnFaultyConnections() {
        store.open(contract(), folder, time().offset());
        run = prepare("a");
        create("b", NO_LEASE);
    }

    @AfterEach
    void closeAllConnections() {
        store.close();
    }

    private Db faulty() {
        return store.db();
    }

    /** A run to which everything can happen next. */
    private Run prepare(String id) {
        Run created = create(id, NO_LEASE);
        commit(changeset(id, NO_LEASE)
                .executions(List.of(claim(attempt(id, 1))))
                .requirements(List.of(requirement(id + "-open", call(id), 0)))
                .state(List.of(new StatePatch(SESSION, "old-" + id, Optional.of("1")))));
        return created;
    }

    /** A commit that writes to every table. */
    private static Changeset everything(Run next) {
        String id = next.id();
        return changeset(next, NO_LEASE)
                .session(Sample.session())
                .entries(List.of(entry(id, 0), entry(id, 1)))
                .executions(List.of(outcome(attempt(id, 1)), claim(attempt(id, 2))))
                .withoutOutcome(List.of(attempt(id, 2)))
                .requirements(List.of(requirement(id + "-next", call(id), 1)))
                .settlements(List.of(settlement(id + "-open", id, RequirementStatus.SETTLED)))
                .state(List.of(
                        new StatePatch(SESSION, "old-" + id, Optional.empty()),
                        new StatePatch(SESSION, "new-" + id, Optional.of("2"))))
                .build();
    }

    private Snapshot snapshot(String id) {
        return new Snapshot(load(id), db().sessionState(SESSION));
    }

    private int statementsOfACommit() {
        Run measured = prepare("measured");
        int statements = store.statementsOf(() -> faulty().commit(everything(next(measured, RunStatus.RUNNING))));
        assertThat(faults.statements().get(statements - 1)).endsWith("COMMIT");
        return statements;
    }

    @ParameterizedTest
    @EnumSource(Breakage.class)
    void aCommitThatBreaksBeforeItsEndLeavesNothingBehindAndCanBeRepeated(Breakage breakage) {
        int statements = statementsOfACommit();
        Changeset next = everything(next(run, RunStatus.RUNNING));
        Snapshot before = snapshot("a");
        int last = breakage == Breakage.FAILS ? statements : statements - 1;
        for (int statement = 1; statement <= last; statement++) {
            String place = "at statement " + statement + " of " + statements;
            store.breakAt(breakage, statement);

            assertThatThrownBy(() -> faulty().commit(next))
                    .as(place)
                    .isInstanceOf(DbException.class)
                    .hasMessageContaining(next.id())
                    .hasRootCauseInstanceOf(SQLException.class);

            store.assertStruck(place);
            assertThat(snapshot("a"))
                    .as("what is stored after a fault %s", place)
                    .isEqualTo(before);
        }
        faults.reset();
        faulty().commit(next);
        assertThat(load("a").run().changesetId()).isEqualTo(next.id());
    }

    @Test
    @Tag("RUN-13")
    void aCommitWhoseAnswerIsLostIsKnownToBeDoneWhenItIsReadBack() {
        int statements = statementsOfACommit();
        Run written = next(run, RunStatus.RUNNING);
        Changeset next = everything(written);
        store.breakAt(Breakage.LOSES_THE_CONNECTION, statements);

        assertThatThrownBy(() -> faulty().commit(next))
                .isInstanceOf(DbException.class)
                .hasMessageContaining(next.id());

        store.assertStruck("the commit");
        for (Db reader : List.of(faulty(), db())) {
            RunState state = reader.load("a").orElseThrow();
            assertThat(state.run()).isEqualTo(written);
            assertThat(state.entries()).isEqualTo(next.entries());
            assertThat(state.executions()).hasSize(3);
            assertThat(state.requirements()).hasSize(2);
        }
        assertThatExceptionOfType(RunConflictException.class)
                .as("it is not done twice")
                .isThrownBy(() -> faulty().commit(next));
    }

    @Test
    void aStallOfACommitHoldsUpNoReadAndShowsNothingOfIt() {
        int statements = statementsOfACommit();
        for (int statement = 1; statement <= statements; statement++) {
            String id = "a-" + statement;
            Changeset next = everything(next(prepare(id), RunStatus.RUNNING));
            Snapshot before = snapshot(id);
            faults.reset();
            Fault.Stall stall = faults.stallAt(statement);
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> faulty().commit(next));
            stall.awaitReached();

            for (Db reader : List.of(faulty(), db())) {
                assertThat(reader.load("b")).isPresent();
                assertThat(reader.runs(RunQuery.all()).items())
                        .extracting(Run::id)
                        .contains(id, "b");
                assertThat(reader.load(id)).contains(before.state());
                assertThat(reader.sessionState(SESSION)).isEqualTo(before.sessionState());
            }

            stall.release();
            commit.join();
            assertThat(load(id).run().changesetId()).isEqualTo(next.id());
        }
    }

    @TestFactory
    Stream<DynamicTest> whateverFailsAtAnyStatementIsAnErrorAndNeverAnEmptyResult() {
        commit(changeset(next(run, RunStatus.RUNNING), Sample.acquire("token")));
        Map<String, Runnable> uses = Map.of(
                "find", () -> faulty().find("a"),
                "load", () -> faulty().load("a"),
                "findSession", () -> faulty().findSession(SESSION),
                "sessionState", () -> faulty().sessionState(SESSION),
                "sessions", () -> faulty().sessions(SessionQuery.all()),
                "renameSession", () -> faulty().renameSession(SESSION, Optional.of("name")),
                "runs", () -> faulty().runs(RunQuery.all()),
                "abandonedRuns", () -> faulty().abandonedRuns(1),
                "renew", () -> faulty().renew(new LeaseRenewal(List.of("token"), List.of(attempt("a", 1)), LEASE)));
        return uses.entrySet().stream()
                .flatMap(use -> Stream.of(Breakage.values())
                        .map(breakage -> DynamicTest.dynamicTest(
                                use.getKey() + " " + breakage,
                                () -> store.verifyThatItThrows(use.getValue(), breakage))));
    }

    @ParameterizedTest
    @EnumSource(Breakage.class)
    void aDeletionThatBreaksBeforeItsEndDeletesNothing(Breakage breakage) {
        commit(changeset(next(run, RunStatus.CANCELLED), NO_LEASE));
        commit(changeset(next(load("b").run(), RunStatus.CANCELLED), NO_LEASE));
        Snapshot before = snapshot("a");
        boolean deleted = false;
        for (int statement = 1; !deleted; statement++) {
            store.breakAt(breakage, statement);
            try {
                faulty().deleteSession(SESSION);
                deleted = true;
            } catch (DbException planned) {
                boolean isLost = breakage == Breakage.LOSES_THE_CONNECTION
                        && faults.statements().get(statement - 1).endsWith("COMMIT");
                if (isLost) {
                    deleted = true;
                } else {
                    assertThat(snapshot("a"))
                            .as("what is stored after a fault at statement %d", statement)
                            .isEqualTo(before);
                }
            }
        }
        assertThat(db().findSession(SESSION)).isEmpty();
        assertThat(db().find("a")).isEmpty();
    }
}
