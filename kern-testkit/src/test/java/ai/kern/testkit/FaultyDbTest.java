package ai.kern.testkit;

import static ai.kern.testkit.Sample.NO_LEASE;
import static ai.kern.testkit.Sample.creation;
import static ai.kern.testkit.Sample.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.db.InMemoryDb;
import ai.kern.db.LeaseRenewal;
import ai.kern.run.RunConflictException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultyDbTest {
    private final Db inner = new InMemoryDb();
    private final FaultyDb db = new FaultyDb(inner);

    private void create(String id) {
        db.commit(creation(root(id), NO_LEASE).build());
    }

    @Test
    void recordsThePointsOfAScenario() {
        create("a");
        create("b");

        assertThat(db.points())
                .extracting(FaultPoint::toString)
                .containsExactly(
                        "before commit 1 (run PENDING)",
                        "after commit 1 (run PENDING)",
                        "before commit 2 (run PENDING)",
                        "after commit 2 (run PENDING)");
    }

    @Test
    void aCommitThatFailedByItselfHasNoPointAfterIt() {
        create("a");
        assertThatThrownBy(() -> create("a")).isInstanceOf(RunConflictException.class);

        assertThat(db.points()).hasSize(3);
    }

    @Test
    void failsBeforeACommitOnce() {
        create("a");
        db.strike(FaultPoint.before(2), Fault.failure());

        assertThatThrownBy(() -> create("b"))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("before commit 2 (run PENDING)");
        assertThat(db.find("b")).isEmpty();
        assertThat(db.hasStruck()).isTrue();
        create("b");
        assertThat(db.find("b")).isPresent();
    }

    @Test
    void losesTheAnswerOfACommit() {
        db.strike(FaultPoint.after(1), Fault.failure());

        assertThatThrownBy(() -> create("a")).isInstanceOf(DbException.class);

        assertThat(db.find("a")).isPresent();
    }

    @Test
    void afterAStopNothingWorksAnyMoreButTheDatabaseItself() {
        FaultPoint recorded = new FaultPoint(1, FaultPoint.Moment.AFTER, "as it was recorded");
        db.strike(recorded, Fault.stop());

        assertThatThrownBy(() -> create("a"))
                .isInstanceOf(Fault.EngineStop.class)
                .hasMessageContaining("after commit 1");
        assertThatThrownBy(() -> create("b")).isInstanceOf(Fault.EngineStop.class);
        assertThatThrownBy(() -> db.find("a")).isInstanceOf(Fault.EngineStop.class);
        assertThatThrownBy(() -> db.load("a")).isInstanceOf(Fault.EngineStop.class);
        assertThatThrownBy(() -> db.findSession("s")).isInstanceOf(Fault.EngineStop.class);
        assertThatThrownBy(() -> db.sessionState("s")).isInstanceOf(Fault.EngineStop.class);
        assertThatThrownBy(() -> db.renew(new LeaseRenewal(List.of(), List.of(), Sample.LEASE)))
                .isInstanceOf(Fault.EngineStop.class);

        assertThat(inner.find("a")).isPresent();
        assertThat(inner.find("b")).isEmpty();
    }

    @Test
    void throwsWhateverErrorItIsGiven() {
        StackOverflowError error = new StackOverflowError();
        db.strike(FaultPoint.before(1), point -> {
            throw error;
        });

        assertThatThrownBy(() -> create("a")).isSameAs(error);
        assertThatThrownBy(() -> create("a")).isSameAs(error);
    }

    @Test
    void answersLate() throws Exception {
        Fault.Stall stall = Fault.stall();
        db.strike(FaultPoint.after(1), stall);
        Thread caller = new Thread(() -> create("a"));
        caller.start();

        stall.awaitReached();
        assertThat(db.find("a")).isPresent();
        assertThat(caller.isAlive()).isTrue();
        stall.release();
        caller.join();
    }

    @Test
    void renewsItsOwnLeasesThroughItself() {
        db.commit(creation(root("a"), Sample.acquire("t")).build());
        CountingDb counting = new CountingDb(db);
        counting.leases().keep("t", () -> {});
        counting.leases().renewNow();

        assertThat(counting.renewals()).isEqualTo(1);
        counting.close();
    }
}
