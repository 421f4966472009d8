package ai.kern.specs.team.trees;

import java.util.ArrayList;
import java.util.List;

/**
 * How a tree has to stand: what waits, what was done, what models were asked and what came of it. It follows from the plan and from
 * what was settled, by kern's documented rules and without any of its code.
 */
final class Forecast {
    private final List<String> effects = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();
    private final RunForecast root;

    /** A tree that was started. */
    Forecast(PlannedRun plan) {
        this.root = new RunForecast(plan, plan.task(), List.of(plan.member().id()), effects::add, questions::add);
        root.advance();
    }

    /**
     * A call that waits.
     *
     * @param run whose it is
     */
    record Open(RunForecast run, PlannedCall.Own call) {
        /** Takes what was answered or decided; {@link Forecast#advance} lets the tree go on by that. */
        void settle() {
            run.settle(call);
        }
    }

    /** The calls that wait. */
    List<Open> open() {
        return root.open().toList();
    }

    /** Lets the tree go on as far as it can. */
    void advance() {
        root.advance();
    }

    /** Whether the tree has its result. */
    boolean isOver() {
        return root.isOver();
    }

    /** What the tree comes to, once it is over. */
    String content() {
        return root.content().orElseThrow();
    }

    /** The effects so far, in no order that holds. */
    List<String> effects() {
        return effects;
    }

    /** What models were asked so far, in no order that holds. */
    List<String> questions() {
        return questions;
    }

    /** The root's run. */
    RunForecast root() {
        return root;
    }

    /** The runs that there are. */
    List<RunForecast> runs() {
        return root.all().toList();
    }

    /** The recorded calls of which there is a record by now. */
    List<Open> recorded() {
        return runs().stream()
                .flatMap(run -> run.begunCalls()
                        .filter(call -> call.tool().isDecided() || (call.tool().isRecorded() && run.isSettled(call)))
                        .map(call -> new Open(run, call)))
                .toList();
    }
}
