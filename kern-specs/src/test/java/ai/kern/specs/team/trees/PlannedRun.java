package ai.kern.specs.team.trees;

import ai.kern.team.TeamMode;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a member will do about a task: calls in rounds, and then an answer, unless it fails. One of a team in mode ROUTE ends with
 * the first round in which members have answers to all tasks, and one in mode TASKS with that in which the leader finishes. In a
 * round without calls a leader answers though tasks of its list are left, and is sent back.
 */
final class PlannedRun {
    private final Member member;
    private final String task;
    private final List<List<PlannedCall>> rounds;
    private final boolean failing;

    PlannedRun(Member member, String task, List<List<PlannedCall>> rounds, boolean failing) {
        this.member = member;
        this.task = task;
        this.rounds = rounds.stream().map(List::copyOf).toList();
        this.failing = failing;
    }

    Member member() {
        return member;
    }

    String task() {
        return task;
    }

    List<List<PlannedCall>> rounds() {
        return rounds;
    }

    /** Whether its model fails where it should answer. */
    boolean isFailing() {
        return failing && !isRouted();
    }

    /** Whether a member's answer is its answer. */
    boolean isRouted() {
        return member.leads(TeamMode.ROUTE) && rounds.stream().anyMatch(PlannedRun::isAnswered);
    }

    /** Whether there are tasks in a round, and members have answers to all of them. */
    static boolean isAnswered(List<PlannedCall> round) {
        List<PlannedRun> runs =
                round.stream().flatMap(call -> call.runs().stream()).toList();
        return !runs.isEmpty() && runs.stream().noneMatch(PlannedRun::isFailing);
    }

    /** What it answers who was told these results: all of them, so that any that went astray shows at the top. */
    String answer(List<String> results) {
        return task + " by " + member.id() + " came to " + results;
    }

    /** Why it has no answer. */
    String failure() {
        return task + " was too much for " + member.id();
    }

    /** Its calls of its own tools. */
    Stream<PlannedCall.Own> ownCalls() {
        return rounds.stream()
                .flatMap(List::stream)
                .filter(PlannedCall.Own.class::isInstance)
                .map(PlannedCall.Own.class::cast);
    }

    /** The calls by which it keeps its list of tasks. */
    Stream<ListCall> listCalls() {
        return rounds.stream()
                .flatMap(List::stream)
                .filter(ListCall.class::isInstance)
                .map(ListCall.class::cast);
    }

    private Stream<PlannedRun> children() {
        return rounds.stream().flatMap(List::stream).flatMap(call -> call.runs().stream());
    }

    /** It and all runs below it. */
    Stream<PlannedRun> all() {
        return Stream.concat(Stream.of(this), children().flatMap(PlannedRun::all));
    }

    /** How many levels of runs are below it. */
    int depth() {
        return children().mapToInt(run -> 1 + run.depth()).max().orElse(0);
    }

    /** The plan for people, each level further in. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text, "\n");
        return text.toString();
    }

    private void write(StringBuilder text, String lineStart) {
        text.append(lineStart).append(member).append(": ").append(task);
        for (int round = 0; round < rounds.size(); round++) {
            if (rounds.get(round).isEmpty()) {
                text.append(lineStart).append("  ").append(round).append(") answers too early");
            }
            for (PlannedCall call : rounds.get(round)) {
                text.append(lineStart).append("  ").append(round).append(") ").append(call);
                call.runs().forEach(run -> run.write(text, lineStart + "    "));
            }
        }
        if (isFailing()) {
            text.append(lineStart).append("  fails");
        }
    }
}
