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
    }

    private void round(List<PlannedCall> calls) {
        List<Member> begun = calls.stream()
                .filter(PlannedCall.Task.class::isInstance)
                .flatMap(call -> ((PlannedCall.Task) call).runs().stream())
                .map(PlannedRun::member)
                .toList();
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
