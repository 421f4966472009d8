package ai.kern.specs.team.trees;

import ai.kern.team.TeamMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Plans a tree by chance: 1 to 5 levels of members below the root, 1 to 8 members in a team, at most 64 runs. Most trees are small.
 * Used once.
 */
final class TreeGenerator {
    static final int DEEPEST = 5;
    static final int MOST_RUNS = 64;
    static final int MOST_AT_ONCE = 8;

    private final Chance chance;
    private int spare;
    private int tasks;
    private int items;

    TreeGenerator(Chance chance) {
        this.chance = chance;
    }

    /** The plan of the root's run. */
    PlannedRun tree() {
        Member root = new TeamGenerator(chance).team(depth());
        spare = Math.max(0, size() - needed(root));
        return run(root, "start", true);
    }

    private int depth() {
        return chance.oneOf(List.of(1, 1, 1, 2, 2, 2, 3, 3, 4, DEEPEST));
    }

    private int size() {
        int dice = chance.between(1, 200);
        return dice <= 160
                ? chance.between(2, 5)
                : dice <= 190 ? chance.between(6, 14) : dice <= 195 ? chance.between(15, 40) : MOST_RUNS;
    }

    /** How many runs it takes to get to the deepest member. */
    private static int needed(Member member) {
        if (!member.isTeam()) {
            return 1;
        }
        int beside = member.leads(TeamMode.BROADCAST) ? member.members().size() - 1 : 0;
        return 1 + beside + needed(deepest(member));
    }

    private static Member deepest(Member team) {
        return team.members().stream()
                .max(Comparator.comparingInt(Member::depth))
                .orElseThrow();
    }

    /** @param isOnTheWay whether the deepest member is to be reached by it */
    PlannedRun run(Member member, String task, boolean isOnTheWay) {
        boolean isFailing = !task.equals("start") && chance.percent(8);
        boolean isToReach = isOnTheWay && member.isTeam();
        boolean isIdle = !isToReach && chance.percent(15);
        List<List<PlannedCall>> rounds = isIdle
                ? List.of()
                : member.leads(TeamMode.TASKS) && (isToReach || spare > 0)
                        ? listRounds(member, isToReach, isFailing)
                        : rounds(member, isToReach);
        return new PlannedRun(member, task, rounds, isFailing);
    }

    private List<List<PlannedCall>> listRounds(Member team, boolean isToReach, boolean isFailing) {
        ListGenerator list = new ListGenerator(this, chance, team);
        return (isToReach ? list.reaching(deepest(team)) : list).rounds(isFailing);
    }

    private List<List<PlannedCall>> rounds(Member member, boolean isToReach) {
        List<List<PlannedCall>> rounds = new ArrayList<>();
        int count = rounds();
        boolean isOver = false;
        for (int round = 0; round < count && !isOver; round++) {
            List<PlannedCall> calls = round(member, isToReach && round == 0);
            isOver = member.leads(TeamMode.ROUTE) && PlannedRun.isAnswered(calls);
            rounds.add(calls);
        }
        return rounds;
    }

    /** Mostly one. */
    private int rounds() {
        return chance.percent(65) ? 1 : chance.nearer(1, 4);
    }

    private List<PlannedCall> round(Member member, boolean isToReach) {
        List<PlannedCall> calls = new ArrayList<>();
        if (member.isTeam()) {
            calls.addAll(member.leads(TeamMode.BROADCAST) ? forAll(member, isToReach) : forSome(member, isToReach));
        }
        if (calls.isEmpty() || chance.percent(50)) {
            mixOwn(calls);
        }
        return calls;
    }

    /** Adds calls of tools of the member's own, at any places. */
    void mixOwn(List<PlannedCall> calls) {
        int own = calls.isEmpty() ? chance.nearer(1, 4) : chance.nearer(0, 3);
        for (int place = 0; place < own; place++) {
            calls.add(chance.between(0, calls.size()), ownCall());
        }
    }

    /** Takes a run of those that the tree may have; whether there was one. */
    boolean spend() {
        boolean isThere = spare > 0;
        spare -= isThere ? 1 : 0;
        return isThere;
    }

    private List<PlannedCall> forAll(Member team, boolean isToReach) {
        int cost = team.members().size();
        if (!isToReach) {
            if (spare < cost || chance.percent(25)) {
                return List.of();
            }
            spare -= cost;
        }
        String task = nextTask();
        Member onTheWay = isToReach ? deepest(team) : null;
        List<PlannedRun> runs = team.members().stream()
                .map(member -> run(member, task, member == onTheWay))
                .toList();
        return List.of(new PlannedCall.Task(task, runs, true));
    }

    private List<PlannedCall> forSome(Member team, boolean isToReach) {
        int more = Math.min(spare, chance.percent(15) ? MOST_AT_ONCE - 1 : chance.nearer(0, MOST_AT_ONCE - 1));
        spare -= more;
        List<PlannedCall> calls = new ArrayList<>();
        for (int place = 0; place < more; place++) {
            calls.add(taskFor(chance.oneOf(team.members()), false));
        }
        if (isToReach) {
            calls.add(chance.between(0, calls.size()), taskFor(deepest(team), true));
        }
        return calls;
    }

    private PlannedCall.Task taskFor(Member member, boolean isOnTheWay) {
        String task = nextTask();
        return new PlannedCall.Task(task, List.of(run(member, task, isOnTheWay)), false);
    }

    /** A name that nothing else in the tree has. */
    String nextTask() {
        tasks++;
        return "task-" + tasks;
    }

    private PlannedCall.Own ownCall() {
        OwnTool tool = chance.percent(25) ? OwnTool.LOOK : chance.oneOf(List.of(OwnTool.values()));
        int dice = chance.between(1, 100);
        Fate fate = dice <= 70 || (tool.isFree() && dice <= 90)
                ? Fate.DONE
                : dice <= 88 && !tool.isFree() ? Fate.REJECTED : Fate.BROKEN;
        items++;
        return PlannedCall.Own.of(tool, items, fate);
    }
}
