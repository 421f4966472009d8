package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.Runner;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.Fault;
import ai.kern.testkit.Fault.EngineStop;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import java.util.List;
import java.util.Optional;

/**
 * One cell of the matrix: a scenario with one fault at one place, on one store.
 *
 * @param number its number, the same each time
 */
record FaultCell(int number, StoreKind store, Scenario scenario, FaultPoint place, Kind kind) {

    /** What goes wrong. */
    enum Kind {
        /** The process ends. */
        STOP("the engine stops"),
        /** The process ends, and so does the one that takes over: when it has begun something and not yet stored what came of it. */
        STOP_AGAIN("the engine stops, and the next one before its second commit is done"),
        /** The database fails: before the commit it is not stored, after it its answer is lost. */
        FAILURE("the database fails");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        Fault fault() {
            return this == FAILURE ? Fault.failure() : Fault.stop();
        }

        boolean canStrikeAt(FaultPoint place) {
            return this != FAILURE || place.place() == Place.COMMIT;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** What came of a cell. */
    record Finding(long doubts, int effects) {}

    /** The places at which a fault can strike, by playing the scenario without one. */
    static List<FaultPoint> record(Scenario scenario, Lab lab) {
        FaultPlan recording = FaultPlan.recording();
        Players players = scenario.players();
        RunOutput run = play(scenario, lab, players, recording);
        lab.decorate(db -> db);
        Auditor auditor = new Auditor(scenario, lab, run.runId());
        auditor.judge(run);
        players.verify();
        assertThat(Auditor.doubts(run)).as("doubts without a fault").isZero();
        assertThat(auditor.effects()).hasSize((int) scenario.bodies());
        return recording.points();
    }

    /** Lets the fault strike, has others bring the run to its end, and judges it. */
    Finding play(Lab lab) {
        FaultPlan plan = FaultPlan.of(place, kind.fault());
        Players first = scenario.players();
        Optional<Throwable> struckDown = strike(lab, first, plan);
        assertThat(plan.hasStruck()).as("the fault strikes %s", place).isTrue();
        first.verify();
        judgeWhatTheCallerSaw(struckDown);

        String runId = plan.runs().get(0);
        if (kind == Kind.STOP_AGAIN) {
            runId = takeOverAndStop(lab, runId);
        }
        Players players = scenario.players();
        RunOutput run = takeOver(lab, players, FaultPlan.recording(), runId);
        lab.decorate(db -> db);
        Auditor auditor = new Auditor(scenario, lab, run.runId());
        auditor.judge(run);
        players.verify();
        if (kind == Kind.FAILURE) {
            assertThat(Auditor.doubts(run)).as("doubts after a failure").isZero();
            assertThat(auditor.effects()).hasSize((int) scenario.bodies());
        }
        return new Finding(Auditor.doubts(run), auditor.effects().size());
    }

    private Optional<Throwable> strike(Lab lab, Players players, FaultPlan plan) {
        try {
            play(scenario, lab, players, plan);
            return Optional.empty();
        } catch (EngineStop | DbException planned) {
            return Optional.of(planned);
        }
    }

    /** Plays a scenario in a process that a plan stands for. */
    static RunOutput play(Scenario scenario, Lab lab, Players players, FaultPlan plan) {
        Db planned = plan.db(lab.db());
        return play(scenario, lab, players, plan, planned);
    }

    /** Plays a scenario in a process that a plan stands for, on a database of the plan. */
    static RunOutput play(Scenario scenario, Lab lab, Players players, FaultPlan plan, Db planned) {
        lab.decorate(db -> planned);
        Runner runner = players.runner(lab, plan);
        RunOutput run = lab.run(runner, RunRequest.of("go"));
        return new Person(lab, scenario.oneByOne()).bringToTheEnd(runner, run.runId());
    }

    /** Takes a run over in another process, and brings it to its end. */
    private RunOutput takeOver(Lab lab, Players players, FaultPlan plan, String runId) {
        lab.restart();
        lab.expireLeases();
        lab.decorate(db -> db);
        Db planned = plan.db(lab.db());
        lab.decorate(db -> planned);
        Runner runner = players.runner(lab, plan);
        Person person = new Person(lab, scenario.oneByOne());
        if (planned.find(runId).isPresent()) {
            return person.bringToTheEnd(runner, runId);
        }
        assertThat(place.step() == 1 && place.moment() == Moment.BEFORE)
                .as("the run is lost by a fault %s", place)
                .isTrue();
        // A run whose first commit never took place is none; whoever started it does so anew.
        return person.bringToTheEnd(runner, lab.run(runner, RunRequest.of("go")).runId());
    }

    /** The same, but that process ends too, unless the run has ended before; returns the run that it leaves. */
    private String takeOverAndStop(Lab lab, String runId) {
        FaultPlan plan = FaultPlan.atFirst(
                point -> point.place() == Place.COMMIT && point.step() == 2 && point.moment() == Moment.BEFORE,
                Fault.stop());
        Players players = scenario.players();
        try {
            RunOutput ended = takeOver(lab, players, plan, runId);
            assertThat(plan.hasStruck()).as("nobody handles the stop").isFalse();
            return ended.runId();
        } catch (EngineStop planned) {
            players.verify();
            return plan.runs().get(0);
        }
    }

    private boolean isLostAnswer() {
        return kind == Kind.FAILURE && place.moment() == Moment.AFTER;
    }

    private void judgeWhatTheCallerSaw(Optional<Throwable> seen) {
        if (kind != Kind.FAILURE) {
            assertThat(seen).containsInstanceOf(EngineStop.class);
        } else if (isLostAnswer()) {
            assertThat(seen).as("a lost answer is read back").isEmpty();
        } else {
            seen.ifPresent(failure -> assertThat(failure).isInstanceOf(DbException.class));
        }
    }

    @Override
    public String toString() {
        return number + ": " + store + ", " + scenario + ", " + kind + " " + place;
    }
}
