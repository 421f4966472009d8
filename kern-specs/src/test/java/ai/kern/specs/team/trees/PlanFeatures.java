package ai.kern.specs.team.trees;

import ai.kern.requirement.PauseType;
import ai.kern.run.BatchMode;
import ai.kern.team.TeamMode;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a plan has, whatever becomes of it. */
final class PlanFeatures {
    private final PlannedRun plan;
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);

    private PlanFeatures(PlannedRun plan) {
        this.plan = plan;
    }

    static Set<Feature> of(PlannedRun plan) {
        PlanFeatures found = new PlanFeatures(plan);
        found.size();
        plan.all().forEach(found::run);
        plan.all().flatMap(PlannedRun::ownCalls).forEach(found::call);
        found.add(isInTwoTeams(plan.member()), Feature.ONE_MEMBER_IN_TWO_TEAMS);
        return found.features;
    }

    private void add(boolean isThere, Feature feature) {
        if (isThere) {
            features.add(feature);
        }
    }

    private void size() {
        features.add(Feature.valueOf("DEPTH_" + plan.depth()));
        long runs = plan.all().count();
        add(runs <= 8, Feature.AT_MOST_8_RUNS);
        add(runs > 24, Feature.MORE_THAN_24_RUNS);
    }

    private void run(PlannedRun run) {
        Member member = run.member();
        member.mode().map(TeamMode::name).map(Feature::valueOf).ifPresent(features::add);
        add(member.batch() == BatchMode.HOLD_ALL, Feature.HOLD_ALL);
        add(member.batch() == BatchMode.STOP_AT_FIRST_PROTECTED, Feature.STOP_AT_FIRST_PROTECTED);
        add(member.members().size() == 1, Feature.TEAM_OF_1);
        add(member.members().size() >= 3, Feature.TEAM_OF_3_AND_MORE);
        add(member.members().size() == TeamGenerator.MOST_MEMBERS, Feature.TEAM_OF_8);
        add(run.isFailing(), Feature.A_MEMBER_FAILS);
        run.rounds().forEach(this::round);
        run.listCalls().forEach(this::listCall);
        again(run);
    }

    private void listCall(ListCall call) {
        if (call instanceof ListCall.Create create) {
            add(!create.dependsOn().isEmpty(), Feature.A_TASK_DEPENDS_ON_ANOTHER);
        } else if (call instanceof ListCall.Update update) {
            add(update.brings(Standing.OPEN), Feature.A_TASK_IS_OPENED_AGAIN);
            add(update.brings(Standing.DONE), Feature.A_TASK_IS_DONE_BY_HAND);
            add(update.brings(Standing.DROPPED), Feature.A_TASK_IS_DROPPED);
        } else if (call instanceof ListCall.Execute execute) {
            add(execute.isTogether() && execute.runs().size() >= 2, Feature.TASKS_ARE_EXECUTED_TOGETHER);
            add(execute.runs().isEmpty(), Feature.A_TASK_MAY_NOT_BEGIN);
        } else {
            features.add(Feature.A_LEADER_FINISHES);
        }
    }

    private void again(PlannedRun run) {
        Set<String> failed = new HashSet<>();
        run.listCalls()
                .filter(ListCall.Execute.class::isInstance)
                .map(ListCall.Execute.class::cast)
                .filter(execute -> !execute.runs().isEmpty())
                .forEach(execute -> {
                    add(execute.ids().stream().anyMatch(failed::contains), Feature.A_FAILED_TASK_IS_EXECUTED_AGAIN);
                    for (int place = 0; place < execute.ids().size(); place++) {
                        if (execute.runs().get(place).isFailing()) {
                            failed.add(execute.ids().get(place));
                        }
                    }
                });
    }

    private void round(List<PlannedCall> calls) {
        List<Member> begun = calls.stream()
                .flatMap(call -> call.runs().stream())
                .map(PlannedRun::member)
                .toList();
        add(calls.isEmpty(), Feature.A_LEADER_IS_SENT_BACK);
        add(begun.size() >= 5, Feature.FIVE_RUNS_AT_ONCE);
        add(new HashSet<>(begun).size() < begun.size(), Feature.ONE_MEMBER_TWICE_AT_ONCE);
    }

    private void call(PlannedCall.Own call) {
        OwnTool tool = call.tool();
        add(call.fate() == Fate.REJECTED, Feature.A_CALL_IS_REJECTED);
        add(call.fate() == Fate.BROKEN, Feature.A_CALL_FAILS);
        add(tool.isRecorded() && !tool.isDecided(), Feature.ASKS_AND_RECORDS);
        tool.pause().ifPresent(pause -> features.add(tool.isDecided() ? decided(pause) : asked(pause)));
    }

    private static Feature asked(PauseType pause) {
        return switch (pause) {
            case USER_INPUT -> Feature.ASKS_FOR_INPUT;
            case EXTERNAL_EXECUTION -> Feature.ASKS_FOR_EXECUTION;
            default -> Feature.ASKS_FOR_CONFIRMATION;
        };
    }

    private static Feature decided(PauseType pause) {
        return switch (pause) {
            case USER_INPUT -> Feature.HAS_DECIDED_INPUT;
            case EXTERNAL_EXECUTION -> Feature.HAS_DECIDED_EXECUTION;
            default -> Feature.HAS_DECIDED_CONFIRMATION;
        };
    }

    private static boolean isInTwoTeams(Member root) {
        return appearances(root).stream().distinct().count() < appearances(root).size();
    }

    private static List<Member> appearances(Member team) {
        return team.members().stream()
                .flatMap(member -> member.isTeam() ? appearances(member).stream() : List.of(member).stream())
                .toList();
    }
}
