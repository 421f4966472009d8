package ai.kern.testkit;

import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.creation;
import static ai.kern.testkit.Sample.root;
import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.InMemoryDb;
import ai.kern.db.LeaseRenewal;
import ai.kern.db.RunQuery;
import ai.kern.db.SessionQuery;
import ai.kern.run.RunConflictException;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.tool.FunctionTool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FaultPlanTest {
    private final Db inner = new InMemoryDb();

    private static void create(Db db, String id) {
        db.commit(creation(root(id), NO_LEASE).build());
    }

    private static FaultPoint commit(int number, Moment moment) {
        return new FaultPoint(number, Place.COMMIT, "PENDING", moment);
    }

    private Agent agent(FaultPlan plan) {
        return Agent.builder()
                .name("Files")
                .model(plan.model(ScriptedModel.of(calls(call("list", "{}")), text("done"))))
                .tools(FunctionTool.builder("list").call((none, context) -> "a.txt"))
                .toolHooks(plan.toolHook())
                .db(plan.db(inner))
                .build();
    }

    @Test
    void recordsEveryPlaceOfAnAgentsWork() {
        FaultPlan plan = FaultPlan.recording();

        String runId = agent(plan).run("go").runId();

        assertThat(plan.points())
                .extracting(FaultPoint::toString)
                .containsSubsequence(
                        "before commit 1 (RUNNING)",
                        "after commit 1 (RUNNING)",
                        "before question 1 to the model",
                        "after question 1 to the model",
                        "before commit 2 (RUNNING, CLAIM 1-0)",
                        "after commit 2 (RUNNING, CLAIM 1-0)",
                        "before the body of list 1-0, attempt 1",
                        "after the body of list 1-0, attempt 1");
        assertThat(plan.runs()).containsExactly(runId);
        assertThat(plan.hasStruck()).isFalse();
    }

    @Test
    void aCommitThatFailedByItselfHasNoPlaceAfterIt() {
        FaultPlan plan = FaultPlan.recording();
        Db db = plan.db(inner);
        create(db, "a");

        assertThatThrownBy(() -> create(db, "a")).isInstanceOf(RunConflictException.class);

        assertThat(plan.points())
                .containsExactly(commit(1, Moment.BEFORE), commit(1, Moment.AFTER), commit(2, Moment.BEFORE));
    }

    @Test
    void failsBeforeACommitOnce() {
        FaultPlan plan = FaultPlan.of(commit(2, Moment.BEFORE), Fault.failure());
        Db db = plan.db(inner);
        create(db, "a");

        assertThatThrownBy(() -> create(db, "b"))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("before commit 2 (PENDING)")
                .hasCauseInstanceOf(IllegalStateException.class);

        assertThat(db.find("b")).isEmpty();
        assertThat(plan.hasStruck()).isTrue();
        create(db, "b");
        assertThat(db.find("b")).isPresent();
    }

    @Test
    void losesTheAnswerOfACommit() {
        Db db = FaultPlan.of(commit(1, Moment.AFTER), Fault.failure()).db(inner);

        assertThatThrownBy(() -> create(db, "a")).isInstanceOf(DbException.class);

        assertThat(db.find("a")).isPresent();
    }

    private FaultPlan stopped(Fault end, Consumer<Db> keep) {
        FaultPlan plan = FaultPlan.of(commit(1, Moment.AFTER), end);
        Db db = plan.db(inner);
        keep.accept(db);
        assertThatThrownBy(() -> create(db, "a")).isInstanceOf(Error.class);
        return plan;
    }

    @TestFactory
    Stream<DynamicTest> afterAStopNothingIsReadOrWritten() {
        Db[] kept = new Db[1];
        stopped(Fault.stop(), db -> kept[0] = db);
        Db db = kept[0];
        Map<String, Runnable> uses = Map.ofEntries(
                Map.entry("commit", () -> create(db, "b")),
                Map.entry("find", () -> db.find("a")),
                Map.entry("load", () -> db.load("a")),
                Map.entry("findSession", () -> db.findSession(Sample.SESSION)),
                Map.entry("sessionState", () -> db.sessionState(Sample.SESSION)),
                Map.entry("sessions", () -> db.sessions(SessionQuery.all())),
                Map.entry("renameSession", () -> db.renameSession(Sample.SESSION, Optional.of("name"))),
                Map.entry("deleteSession", () -> db.deleteSession(Sample.SESSION)),
                Map.entry("runs", () -> db.runs(RunQuery.all())),
                Map.entry("abandonedRuns", () -> db.abandonedRuns(1)),
                Map.entry("renew", () -> db.renew(new LeaseRenewal(List.of(), List.of(), Sample.LEASE))));
        return uses.entrySet().stream()
                .map(use -> DynamicTest.dynamicTest(use.getKey(), () -> {
                    assertThatThrownBy(use.getValue()::run)
                            .isInstanceOf(Fault.EngineStop.class)
                            .hasMessageContaining("after commit 1");
                    assertThat(inner.find("a")).isPresent();
                    assertThat(inner.find("b")).isEmpty();
                }));
    }

    @Test
    void afterAStopNoModelIsAskedAndNoLeaseIsKept() {
        FaultPlan plan = stopped(Fault.stop(), db -> db.leases().keep("t", () -> {}));

        assertThatThrownBy(() -> agent(plan).run("go")).isInstanceOf(Fault.EngineStop.class);

        assertThat(plan.points()).extracting(FaultPoint::place).containsOnly(Place.COMMIT);
    }

    @Test
    void aStoppedDatabaseCanBeClosed() {
        Db[] kept = new Db[1];
        stopped(Fault.stop(), db -> kept[0] = db);

        kept[0].close();
    }

    @Test
    void anyErrorIsTheEnd() {
        StackOverflowError error = new StackOverflowError();
        FaultPlan plan = FaultPlan.of(commit(1, Moment.BEFORE), point -> {
            throw error;
        });
        Db db = plan.db(inner);

        assertThatThrownBy(() -> create(db, "a")).isSameAs(error);
        assertThatThrownBy(() -> create(db, "a")).isSameAs(error);
    }

    @Test
    void answersLate() throws Exception {
        Fault.Stall stall = Fault.stall();
        Db db = FaultPlan.of(commit(1, Moment.AFTER), stall).db(inner);
        Thread caller = new Thread(() -> create(db, "a"));
        caller.start();

        stall.awaitReached();
        assertThat(db.find("a")).isPresent();
        assertThat(caller.isAlive()).isTrue();
        stall.release();
        caller.join();
    }

    @Test
    void renewsItsOwnLeasesThroughItself() {
        Db db = FaultPlan.recording().db(inner);
        db.commit(creation(root("a"), Sample.acquire("t")).build());
        CountingDb counting = new CountingDb(db);
        counting.leases().keep("t", () -> {});
        counting.leases().renewNow();

        assertThat(counting.renewals()).isEqualTo(1);
        counting.close();
    }
}
