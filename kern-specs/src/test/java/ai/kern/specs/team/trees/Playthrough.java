package ai.kern.specs.team.trees;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.approval.ApprovalPendingException;
import ai.kern.approval.Decision;
import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.support.Door;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.Ledger;
import ai.kern.specs.support.WatchedDb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Plays one tree: starts it, has a person and an administrator settle what waits, in portions by chance, and restarts in between,
 * until it has its result. After each step it is compared with the forecast.
 */
final class Playthrough {
    private static final Actor PERSON = Actor.of("ann");
    private static final int PATIENT = 12;

    private final Lab lab;
    private final Chance chance;
    private final UnaryOperator<Db> around;
    private final Answering answering;
    private final Forecast forecast;
    private final Cast cast;
    private final Judge judge;
    private final Set<Feature> features;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final List<Forecast.Open> decided = new ArrayList<>();
    private final Portion portion;
    private WatchedDb db;
    private Runner root;
    private int restarts;

    /** How much is settled at once in a tree. */
    private enum Portion {
        ONE,
        SOME,
        MOST,
        ALL
    }

    /** How a call that waits gets its answer. */
    @FunctionalInterface
    interface Answering {
        Resolution answer(Requirement requirement, PlannedCall.Own call);

        /** As it was planned. */
        static Resolution asPlanned(Requirement requirement, PlannedCall.Own call) {
            return call.tool().answer(requirement, call.item(), call.fate());
        }
    }

    /**
     * @param ledger an empty one
     * @param around what stands around the database
     */
    Playthrough(Lab lab, Ledger ledger, PlannedRun plan, Chance chance, UnaryOperator<Db> around, Answering answering) {
        this.lab = lab;
        this.chance = chance;
        this.around = around;
        this.answering = answering;
        this.forecast = new Forecast(plan);
        this.cast = new Cast(plan, ledger);
        this.judge = new Judge(forecast, cast, ledger);
        this.features = PlanFeatures.of(plan);
        this.portion = portionFor(plan);
        build();
    }

    private Portion portionFor(PlannedRun plan) {
        boolean isSmall = plan.all().count() <= PATIENT;
        return isSmall
                ? chance.oneOf(List.of(Portion.values()))
                : chance.oneOf(List.of(Portion.SOME, Portion.MOST, Portion.MOST, Portion.ALL));
    }

    private void build() {
        db = new WatchedDb(around.apply(lab.db()));
        root = cast.root(db);
    }

    /**
     * Plays the tree.
     *
     * @return its session
     */
    String play() {
        Door door = chance.oneOf(List.of(Door.values()));
        features.add(Feature.valueOf(door.name()));
        lab.goThrough(door);
        RunOutput output = judged(lab.run(root, "start"));
        noteWaiting();
        int pauses = 0;
        while (!forecast.isOver()) {
            pauses++;
            restartByChance(15);
            output = next(output);
            noteWaiting();
        }
        noteEnd(pauses);
        noteRuns();
        judge.judgeRuns(List.copyOf(runs.values()));
        return output.sessionId();
    }

    /** What the tree turned out to have. */
    Set<Feature> features() {
        return features;
    }

    /** Opens the database and builds all anew. */
    private void restartByChance(int percent) {
        if (chance.percent(percent)) {
            noteRuns();
            lab.reopen();
            build();
            restarts++;
        }
    }

    private void noteRuns() {
        db.commits().stream().map(Changeset::runs).flatMap(List::stream).forEach(run -> runs.put(run.id(), run));
    }

    private RunOutput next(RunOutput output) {
        List<Forecast.Open> open = forecast.open();
        List<Forecast.Open> chosen = chosen(open);
        decide(
                output,
                chosen.stream().filter(one -> one.call().tool().isDecided()).toList());
        List<Forecast.Open> answered =
                chosen.stream().filter(one -> !one.call().tool().isDecided()).toList();
        if (chosen.isEmpty() && decided.isEmpty()) {
            return continueInVain(output, open);
        }
        return settle(output, open, answered);
    }

    private RunOutput settle(RunOutput output, List<Forecast.Open> open, List<Forecast.Open> answered) {
        noteSettling(open, answered);
        List<Resolution> answers = answered.stream()
                .map(one -> answering.answer(Judge.requirement(output, one), one.call()))
                .toList();
        answered.forEach(Forecast.Open::settle);
        decided.forEach(Forecast.Open::settle);
        decided.clear();
        forecast.advance();
        return judged(lab.continueRun(
                root,
                ContinueRequest.builder(output.runId())
                        .answers(answers)
                        .by(PERSON)
                        .build()));
    }

    /** Compares what a door gave back, and what any process finds then. */
    private RunOutput judged(RunOutput output) {
        judge.judge(output, db);
        judge.judge(lab.find(root, output.runId()), db);
        return output;
    }

    /** Those of the calls that wait which are settled next, in any order. */
    private List<Forecast.Open> chosen(List<Forecast.Open> open) {
        List<Forecast.Open> undecided =
                open.stream().filter(one -> !decided.contains(one)).toList();
        int count = chance.percent(8)
                ? 0
                : switch (portion) {
                    case ONE -> 1;
                    case SOME -> chance.between(1, 3);
                    case MOST -> chance.between((undecided.size() + 1) / 2, undecided.size());
                    case ALL -> undecided.size();
                };
        return chance.shuffled(undecided).subList(0, Math.min(count, undecided.size()));
    }

    private void decide(RunOutput output, List<Forecast.Open> calls) {
        for (Forecast.Open one : calls) {
            PlannedCall.Own call = one.call();
            String record = ((AwaitingDecision) Judge.requirement(output, one)).recordId();
            Decision decision = call.tool().decision(call.item(), call.fate());
            if (call.fate() == Fate.REJECTED) {
                db.approvals().reject(record, decision);
            } else {
                db.approvals().approve(record, decision);
            }
            decided.add(one);
        }
        if (!decided.isEmpty()) {
            int before = restarts;
            restartByChance(10);
            add(restarts > before, Feature.RESTARTED_BETWEEN_DECISION_AND_CONTINUE);
        }
    }

    /** A continue that brings nothing changes nothing. */
    private RunOutput continueInVain(RunOutput output, List<Forecast.Open> open) {
        features.add(Feature.CONTINUED_IN_VAIN);
        ContinueRequest empty = ContinueRequest.builder(output.runId()).build();
        if (open.stream().anyMatch(one -> one.call().tool().isDecided())) {
            assertThatThrownBy(() -> lab.continueRun(root, empty)).isInstanceOf(ApprovalPendingException.class);
            return judged(output);
        }
        return judged(lab.continueRun(root, empty));
    }

    private void add(boolean isThere, Feature feature) {
        if (isThere) {
            features.add(feature);
        }
    }

    private void noteWaiting() {
        List<RunForecast> waiting =
                forecast.open().stream().map(Forecast.Open::run).distinct().toList();
        add(waiting.size() >= 2, Feature.TWO_RUNS_WAIT_AT_ONCE);
        add(waiting.size() >= 5, Feature.FIVE_RUNS_WAIT_AT_ONCE);
        add(waiting.size() >= 2 && waiting.contains(forecast.root()), Feature.THE_ROOT_AND_A_MEMBER_WAIT_AT_ONCE);
        add(waiting.stream().anyMatch(run -> run.path().size() == 1 + TreeGenerator.DEEPEST), Feature.WAITS_AT_DEPTH_5);
        add(
                forecast.runs().stream().anyMatch(RunForecast::waitsInTheMiddleOfItsList),
                Feature.A_LIST_WAITS_IN_ITS_MIDDLE);
    }

    private void noteSettling(List<Forecast.Open> open, List<Forecast.Open> answered) {
        int settled = answered.size() + decided.size();
        add(settled == open.size(), Feature.ALL_ANSWERED_AT_ONCE);
        add(settled < open.size(), Feature.SOME_ANSWERED_AND_SOME_NOT);
        add(settled == 1 && open.size() > 1, Feature.ONE_OF_SEVERAL_ANSWERED);
        add(!answered.isEmpty() && !decided.isEmpty(), Feature.ANSWERED_AND_DECIDED_IN_ONE);
        add(answered.isEmpty() && !decided.isEmpty(), Feature.CONTINUED_BY_DECISIONS_ALONE);
    }

    private void noteEnd(int pauses) {
        add(pauses == 0, Feature.NOBODY_WAITS);
        add(pauses >= 5, Feature.WAITS_FIVE_TIMES);
        add(forecast.runs().stream().anyMatch(RunForecast::waitedTwice), Feature.A_RUN_WAITS_TWICE);
        add(restarts >= 1, Feature.RESTARTED);
        add(restarts >= 2, Feature.RESTARTED_TWICE);
    }
}
