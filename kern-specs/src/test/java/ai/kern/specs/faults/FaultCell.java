package ai.kern.specs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.DbException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.StoreKind;
import ai.kern.testkit.Fault;
import ai.kern.testkit.Fault.EngineStop;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.FaultPoint;
import ai.kern.testkit.FaultPoint.Moment;
import ai.kern.testkit.FaultPoint.Place;
import ai.kern.testkit.ScriptedModel;
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
        ScriptedModel model = scenario.model();
        RunOutput run = play(scenario, lab, model, recording);
        lab.decorate(db -> db);
        Auditor auditor = new Auditor(scenario, lab, run.runId());
        auditor.judge(run);
        model.verify();
        assertThat(Auditor.doubts(run)).as("doubts without a fault").isZero();
        assertThat(auditor.effects()).hasSize((int) scenario.bodies());
        return recording.points();
    }

    /** Lets the fault strike, has others bring the run to its end, and judges it. */
    Finding play(Lab lab) {
        FaultPlan plan = FaultPlan.of(place, kind.fault());
        ScriptedModel first = scenario.model();
        Optional<Throwable> struckDown = strike(lab, first, plan);
        assertThat(plan.hasStruck()).as("the fault strikes %s", place).isTrue();
        first.verify();
        judgeWhatTheCallerSaw(struckDown);

        String runId = plan.runs().get(0);
        if (kind == Kind.STOP_AGAIN) {
            runId = takeOverAndStop(lab, runId);
        }
        ScriptedModel model = scenario.model();
        RunOutput run = takeOver(lab, model, FaultPlan.recording(), runId);
        lab.decorate(db -> db);
        Auditor auditor = new Auditor(scenario, lab, run.runId());
        auditor.judge(run);
        model.verify();
        if (kind == Kind.FAILURE) {
            assertThat(Auditor.doubts(run)).as("doubts after a failure").isZero();
            assertThat(auditor.effects()).hasSize((int) scenario.bodies());
        }
        return new Finding(Auditor.doubts(run), auditor.effects().size());
    }

    private Optional<Throwable> strike(Lab lab, ScriptedModel model, FaultPlan plan) {
        try {
            play(scenario, lab, model, plan);
            return Optional.empty();
        } catch (EngineStop | DbException planned) {
            return Optional.of(planned);
        }
    }

    private static Agent agent(Lab lab, ScriptedModel model, FaultPlan plan) {
        return lab.builder(plan.model(model), new Shop(lab.ledger()).tools())
                .toolHooks(plan.toolHook())
                .build();
    }

    /** Plays a scenario in a process that a plan stands for. */
    static RunOutput play(Scenario scenario, Lab lab, ScriptedModel model, FaultPlan plan) {
        Db planned = plan.db(lab.db());
        return play(scenario, lab, model, plan, planned);
    }

    /** Plays a scenario in a process that a plan stands for, on a database of the plan. */
    static RunOutput play(Scenario scenario, Lab lab, ScriptedModel model, FaultPlan plan, Db planned) {
        lab.decorate(db -> planned);
        Agent agent = agent(lab, model, plan);
        RunOutput run = lab.run(agent, RunRequest.of("go"));
        return new Person(lab, scenario.oneByOne()).bringToTheEnd(agent, run.runId());
    }

    /** Takes a run over in another process, and brings it to its end. */
    private RunOutput takeOver(Lab lab, ScriptedModel model, FaultPlan plan, String runId) {
        lab.restart();
        lab.expireLeases();
        lab.decorate(db -> db);
        Db planned = plan.db(lab.db());
        lab.decorate(db -> planned);
        Agent agent = agent(lab, model, plan);
        Person person = new Person(lab, scenario.oneByOne());
        if (planned.find(runId).isPresent()) {
            return person.bringToTheEnd(agent, runId);
        }
        assertThat(place.step() == 1 && place.moment() == Moment.BEFORE)
                .as("the run is lost by a fault %s", place)
                .isTrue();
        // A run whose first commit never took place is none; whoever started it does so anew.
        return person.bringToTheEnd(agent, lab.run(agent, RunRequest.of("go")).runId());
    }

    /** The same, but that process ends too, unless the run has ended before; returns the run that it leaves. */
    private String takeOverAndStop(Lab lab, String runId) {
        FaultPlan plan = FaultPlan.atFirst(
                point -> point.place() == Place.COMMIT && point.step() == 2 && point.moment() == Moment.BEFORE,
                Fault.stop());
        ScriptedModel model = scenario.model();
        try {
            RunOutput ended = takeOver(lab, model, plan, runId);
            assertThat(plan.hasStruck()).as("nobody handles the stop").isFalse();
            return ended.runId();
        } catch (EngineStop planned) {
            model.verify();
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
