package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RunState;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.Fault;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * An engine that stands still while its lease expires and another takes its run: what it had not begun it does not begin, what
 * it had begun it tells of, and it writes nothing else.
 */
@Tag("HITL-13")
class StalledEngineTest extends EngineSpec {
    private static final Scenario TWO = Scenario.named("two protected calls of one tool");
    private static final Scenario FREE = Scenario.named("free, but once only");
    private static final Scenario MIXED = Scenario.named("a mixed batch");
    private static final Scenario PAY_TWICE = Scenario.named("two rounds of pauses");

    private Fault.Stall stall = Fault.stall();
    private Scenario scenario;
    private ScriptedModel model;
    private Db stalled;
    private String runId;

    @AfterEach
    void letEverybodyGo() {
        stall.release();
    }

    private Shop shop() {
        return new Shop(lab.ledger());
    }

    private static boolean isClaim(FaultPoint point, String place, Moment moment) {
        return point.place() == Place.COMMIT
                && point.moment() == moment
                && point.name().contains(ExecutionPhase.CLAIM + " " + place);
    }

    /** Plays a scenario on another thread until it stalls at a place of it. */
    private Background<RunOutput> stall(Scenario played, Predicate<FaultPoint> where) {
        scenario = played;
        model = played.model();
        List<FaultPoint> places = FaultCell.record(played, lab);
        FaultPoint point = places.stream().filter(where).findFirst().orElseThrow();
        FaultPlan plan = FaultPlan.of(point, stall);
        Db planned = plan.db(lab.db());
        Background<RunOutput> first =
                Background.start(() -> FaultCell.play(played, lab, played.players(), plan, planned));
        stall.awaitReached();
        stalled = planned;
        runId = plan.runs().get(0);
        return first;
    }

    /** Another engine takes the run over once the lease has expired. */
    private RunOutput takeOver() {
        return lab.recover(another(), runId);
    }

    private Agent another() {
        lab.decorate(db -> db);
        lab.restart();
        lab.expireLeases();
        return lab.agent(model, shop().tools());
    }

    private List<Shop.Effect> effects(String place) {
        return shop().effects(runId + "-" + place);
    }

    private void assertLost(Background<RunOutput> first) {
        assertThatExceptionOfType(RunConflictException.class)
                .isThrownBy(first::join)
                .withMessageContaining(runId)
                .withMessageMatching("(?s).* is (RUNNING|PAUSED|COMPLETED).*");
    }

    private void judge() {
        RunOutput run = new Person(lab, false).bringToTheEnd(lab.agent(model, shop().tools()), runId);
        new Auditor(scenario, lab, runId).judge(run);
        model.verify();
    }

    private static OutcomeUnknown onlyDoubt(RunOutput run) {
        assertThat(run.status()).isEqualTo(RunStatus.PAUSED);
        assertThat(run.activeRequirements()).singleElement().isInstanceOf(OutcomeUnknown.class);
        return (OutcomeUnknown) run.activeRequirements().get(0);
    }

    @Test
    @Tag("HITL-11")
    void aProtectedBodyDoesNotStartOnceTheKeeperKnowsThatTheLeaseIsLost() {
        Background<RunOutput> first = stall(TWO, point -> isClaim(point, "1-1", Moment.AFTER));
        onlyDoubt(takeOver());

        stalled.leases().renewNow();
        stall.release();

        assertLost(first);
        assertThat(effects("1-1")).as("it was claimed, and not started").isEmpty();
        assertThat(effects("1-0")).hasSize(1);
        judge();
    }

    @Test
    @Tag("RUN-11")
    void aFreeBodyThatRunsOnceOnlyDoesNotStartEither() {
        Background<RunOutput> first = stall(FREE, point -> isClaim(point, "1-0", Moment.AFTER));
        onlyDoubt(takeOver());

        stalled.leases().renewNow();
        stall.release();

        assertLost(first);
        assertThat(effects("1-0")).isEmpty();
        judge();
    }

    @Test
    @Tag("HITL-11")
    void aClaimThatComesTooLateIsRefusedAndItsBodyDoesNotStart() {
        Background<RunOutput> first = stall(TWO, point -> isClaim(point, "1-1", Moment.BEFORE));

        RunOutput run = takeOver();
        assertThat(run.status()).as("nothing was in doubt").isEqualTo(RunStatus.COMPLETED);
        stall.release();

        assertLost(first);
        assertThat(effects("1-1")).hasSize(1);
        judge();
    }

    @Test
    void theOutcomeOfABodyThatHadStartedArrivesLateAndSettlesTheQuestion() {
        Background<RunOutput> first =
                stall(PAY_TWICE, point -> point.place() == Place.BODY && point.moment() == Moment.AFTER);
        OutcomeUnknown doubt = onlyDoubt(takeOver());

        stall.release();

        assertLost(first);
        RunOutput settled = lab.find(lab.agent(model, shop().tools()), runId);
        assertThat(settled.requirements().stream()
                        .filter(requirement -> requirement.id().equals(doubt.id()))
                        .map(requirement -> requirement.answer().orElseThrow().type()))
                .containsExactly(AnswerType.LATE_OUTCOME);
        RunOutput next = lab.continueRun(lab.agent(model, shop().tools()), runId);
        assertThat(next.toolExecutions().get(0).result()).contains(Shop.resultOf("pay", "a"));
        assertThat(next.activeRequirements()).singleElement().isInstanceOf(Confirmation.class);
        assertThat(effects("1-0")).hasSize(1);
        judge();
    }

    @Test
    void aLateOutcomeThatFindsTheQuestionAnsweredChangesNothing() {
        Background<RunOutput> first =
                stall(TWO, point -> point.place() == Place.BODY && point.moment() == Moment.AFTER);
        RunOutput doubtful = takeOver();
        RunOutput ended = lab.continueRun(
                lab.agent(model, shop().tools()), runId, onlyDoubt(doubtful).result(Person.SEEN));
        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);

        stall.release();

        assertLost(first);
        RunOutput now = lab.find(lab.agent(model, shop().tools()), runId);
        assertThat(now.run()).isEqualTo(ended.run());
        assertThat(now.toolExecutions()).isEqualTo(ended.toolExecutions());
        assertThat(lab.db().load(runId).orElseThrow().executions())
                .as("it is kept for the record")
                .filteredOn(fact -> fact.phase() == ExecutionPhase.LATE_OUTCOME)
                .hasSize(1);
        judge();
    }

    @Test
    void aStalledEngineThatWasReplacedWritesNothingMore() {
        Background<RunOutput> first =
                stall(TWO, point -> point.place() == Place.MODEL && point.name().equals("question 2"));
        RunOutput ended = takeOver();
        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        RunState rows = lab.db().load(runId).orElseThrow();

        stall.release();

        assertLost(first);
        assertThat(lab.db().load(runId)).contains(rows);
        judge();
    }

    @TestFactory
    Stream<DynamicTest> noCommitOfAReplacedEngineTakesEffect() {
        List<FaultPoint> commits = FaultCell.record(MIXED, lab).stream()
                .filter(point -> point.place() == Place.COMMIT && point.moment() == Moment.BEFORE && point.step() > 1)
                .toList();
        assertThat(commits).hasSize(MIXED.commits() - 1);
        return commits.stream()
                .map(commit -> dynamicTest(commit.toString(), () -> {
                    stall = Fault.stall();
                    Background<RunOutput> first = stall(MIXED, commit::equals);
                    RunOutput ended = new Person(lab, false).bringToTheEnd(another(), runId);
                    assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);

                    stall.release();

                    assertLost(first);
                    RunOutput now = lab.find(lab.agent(model, shop().tools()), runId);
                    assertThat(now.run()).isEqualTo(ended.run());
                    assertThat(now.messages()).isEqualTo(ended.messages());
                    assertThat(now.requirements()).isEqualTo(ended.requirements());
                    judge();
                }));
    }
}
