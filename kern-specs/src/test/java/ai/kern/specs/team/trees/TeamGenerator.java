package ai.kern.specs.team.trees;

import ai.kern.run.BatchMode;
import ai.kern.team.TeamMode;
import java.util.ArrayList;
import java.util.List;

/** Makes teams of teams by chance, of a depth that is given. Used once. */
final class TeamGenerator {
    /** How many members a team has at most. */
    static final int MOST_MEMBERS = 8;

    /** How many members a tree has at most, beyond those that its depth takes. */
    private static final int MOST = 48;

    private final Chance chance;
    private final List<Member> agents = new ArrayList<>();
    private int made;

    TeamGenerator(Chance chance) {
        this.chance = chance;
    }

    /** A team with so many levels below it. */
    Member team(int depth) {
        return team("crew", depth);
    }

    private Member team(String id, int depth) {
        int width = made >= MOST ? 1 : chance.percent(8) ? MOST_MEMBERS : chance.nearer(1, MOST_MEMBERS);
        made += width;
        int deepest = chance.between(1, width);
        List<Member> members = new ArrayList<>();
        for (int place = 1; place <= width; place++) {
            members.add(member("m" + depth + "-" + place, place == deepest ? depth - 1 : shallower(depth - 1)));
        }
        return Member.team(id, chance.oneOf(List.of(TeamMode.values())), batch(), members);
    }

    private int shallower(int depth) {
        return depth > 0 && made < MOST && chance.percent(25) ? chance.between(1, depth) : 0;
    }

    private Member member(String id, int depth) {
        return depth == 0 ? agent(id) : team(id, depth);
    }

    /** A new agent, or one that another team has, too. */
    private Member agent(String id) {
        List<Member> namesakes =
                agents.stream().filter(agent -> agent.id().equals(id)).toList();
        if (!namesakes.isEmpty() && chance.percent(30)) {
            return chance.oneOf(namesakes);
        }
        Member agent = Member.agent(id, batch());
        agents.add(agent);
        return agent;
    }

    private BatchMode batch() {
        return chance.percent(70) ? BatchMode.RUN_FREE : chance.oneOf(List.of(BatchMode.values()));
    }
}
