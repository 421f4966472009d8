package ai.kern.team;

import ai.kern.internal.engine.RunnerBuilder;
import ai.kern.run.Runner;
import ai.kern.run.RunnerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Collects the parts of a {@link Team}. A model and members are required; all else has a default. Not safe for use by several
 * threads.
 */
public final class TeamBuilder extends RunnerBuilder<TeamBuilder> {
    private final List<Runner> members = new ArrayList<>();
    private TeamMode mode = TeamMode.COORDINATE;

    TeamBuilder() {
        super(RunnerKind.TEAM);
    }

    @Override
    protected TeamBuilder self() {
        return this;
    }

    /** Sets how the leader works with the members; it coordinates them by default. */
    public TeamBuilder mode(TeamMode mode) {
        this.mode = Objects.requireNonNull(mode, "mode");
        return this;
    }

    /** Adds members: agents and teams. They need no database, since their runs live in the team's. */
    public TeamBuilder members(Runner... members) {
        for (Runner member : members) {
            this.members.add(Objects.requireNonNull(member, "a member is null; leave it out"));
        }
        return this;
    }

    /**
     * Builds the team.
     *
     * @throws IllegalStateException if something is missing, or the gate before a tool, a member's too, lacks what it needs of
     *     the database
     * @throws IllegalArgumentException if tools or members are wrong: the message names what and the cure
     */
    public Team build() {
        if (members.isEmpty()) {
            throw new IllegalStateException("a team needs members: call members(…)");
        }
        MemberList list = new MemberList(members);
        return new Team(settings(list.instructions(mode), List.of(list.tool(mode))), isMemberOnly());
    }
}
