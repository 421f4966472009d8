package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.run.Run;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import ai.kern.specs.support.MovedClock;
import ai.kern.testkit.Fault;
import ai.kern.testkit.Fault.EngineStop;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Clocks that jump back an hour. That of the application stamps and judges nothing, so nothing but stamps is different; that of
 * the database judges leases, which then last longer for whoever is gone, and never shorter for whoever is there.
 */
@Tag("HITL-13")
class ClockJumpTest extends EngineSpec {
    private static final Duration BACK = Duration.ofHours(-1);
    private static final Scenario SCENARIO = Scenario.named("a mixed batch");

    private final MovedClock clock = new MovedClock();

    private Stream<DynamicTest> jumpAtEachPlace(Runnable jump) {
        lab.clock(clock);
        return FaultCell.record(SCENARIO, lab).stream()
                .map(place -> dynamicTest(place.toString(), () -> {
                    FaultPlan plan = FaultPlan.of(place, reached -> jump.run());
                    Players players = SCENARIO.players();
                    RunOutput run = FaultCell.play(SCENARIO, lab, players, plan);
                    lab.decorate(db -> db);

                    assertThat(plan.hasStruck()).isTrue();
                    Auditor auditor = new Auditor(SCENARIO, lab, run.runId());
                    auditor.judge(run);
                    players.verify();
                    assertThat(Auditor.doubts(run)).isZero();
                    assertThat(auditor.effects()).hasSize((int) SCENARIO.bodies());
                }));
    }

    @TestFactory
    Stream<DynamicTest> aRunGoesOnAsEverWhenTheClockOfItsProcessJumpsBack() {
        return jumpAtEachPlace(() -> clock.move(BACK));
    }

    @TestFactory
    Stream<DynamicTest> aRunGoesOnAsEverWhenTheClockOfItsDatabaseJumpsBack() {
        return jumpAtEachPlace(() -> lab.moveTime(BACK));
    }

    private static boolean isBodyOfPay(FaultPoint point) {
        return point.place() == Place.BODY && point.name().startsWith("pay");
    }

    /** Lets an engine stop in a protected body; the run that it leaves is RUNNING. */
    private String abandon() {
        FaultPlan plan = FaultPlan.atFirst(ClockJumpTest::isBodyOfPay, Fault.stop());
        assertThat(catchThrowable(() -> FaultCell.play(SCENARIO, lab, SCENARIO.players(), plan)))
                .isInstanceOf(EngineStop.class);
        lab.decorate(db -> db);
        lab.restart();
        return plan.runs().get(0);
    }

    private Agent agent() {
        return lab.agent(SCENARIO.model(), new Shop(lab.ledger()).tools());
    }

    private void assertStillLeased(String runId) {
        assertThat(lab.db().abandonedRuns(Page.DEFAULT_SIZE)).isEmpty();
        assertThatExceptionOfType(RunConflictException.class)
                .isThrownBy(() -> lab.recover(agent(), runId))
                .withMessageContaining("RUNNING")
                .withMessageContaining("whose lease lasts until");
    }

    private void assertTakenOver(String runId) {
        assertThat(lab.db().abandonedRuns(Page.DEFAULT_SIZE))
                .extracting(Run::id)
                .containsExactly(runId);
        assertThat(lab.recover(agent(), runId).status()).isEqualTo(RunStatus.PAUSED);
        new Auditor(SCENARIO, lab, runId).judge(new Person(lab, false).bringToTheEnd(agent(), runId));
    }

    @Test
    void aRunWhoseProcessDiedIsNotTakenEarlyAndNotLostWhenTheDatabasesClockJumpsBack() {
        String runId = abandon();
        lab.moveTime(BACK);

        lab.moveTime(Duration.ofSeconds(31));
        assertStillLeased(runId);

        lab.moveTime(BACK.negated());
        assertTakenOver(runId);
    }

    @Test
    @Tag("RUN-9")
    void aRunWhoseProcessDiedCanBeCancelledWhileItsLeaseLastsTooLong() {
        String runId = abandon();
        lab.moveTime(BACK);

        assertThat(agent().cancel(runId).status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void aRunWhoseProcessStampedItInTheFutureIsTakenOverInTime() {
        lab.clock(clock);
        String runId = abandon();
        clock.move(BACK);

        assertStillLeased(runId);
        lab.expireLeases();
        assertTakenOver(runId);
    }

    @Test
    void aLeaseThatIsRenewedAfterTheJumpLastsAsLongAsAnyOther() {
        Fault.Stall stall = Fault.stall();
        FaultPlan plan = FaultPlan.atFirst(ClockJumpTest::isBodyOfPay, stall);
        Db planned = plan.db(lab.db());
        Background<RunOutput> first =
                Background.start(() -> FaultCell.play(SCENARIO, lab, SCENARIO.players(), plan, planned));
        try {
            stall.awaitReached();
            lab.decorate(db -> db);
            lab.restart();
            String runId = plan.runs().get(0);
            lab.moveTime(BACK);
            planned.leases().renewNow();

            lab.moveTime(Duration.ofSeconds(25));
            assertStillLeased(runId);
            lab.moveTime(Duration.ofSeconds(6));
            assertThat(lab.db().abandonedRuns(Page.DEFAULT_SIZE))
                    .extracting(Run::id)
                    .containsExactly(runId);
        } finally {
            stall.release();
        }
        new Auditor(SCENARIO, lab, plan.runs().get(0)).judge(first.join());
    }

    @Test
    void listsKeepTheOrderOfTheStampsAndEachRunIsOnOnePage() {
        lab.clock(clock);
        List<String> byStamp = new ArrayList<>();
        byStamp.add(runAfter(Duration.ZERO));
        byStamp.add(runAfter(Duration.ofMinutes(90)));
        byStamp.add(1, runAfter(BACK));
        byStamp.add(1, runAfter(Duration.ofMinutes(-1)));

        List<String> listed = new ArrayList<>();
        Optional<PagePosition> next = Optional.empty();
        do {
            RunQuery query = RunQuery.all().size(1);
            Page<Run> page = lab.db().runs(next.map(query::after).orElse(query));
            page.items().forEach(run -> listed.add(0, run.id()));
            next = page.next();
        } while (next.isPresent());

        assertThat(listed).containsExactlyElementsOf(byStamp);
    }

    private String runAfter(Duration moved) {
        clock.move(moved);
        return lab.run(agent(), "go").runId();
    }
}
