package ai.kern.team;

import ai.kern.internal.engine.Leading;
import ai.kern.internal.engine.RunnerBuilder;
import ai.kern.run.Runner;
import ai.kern.run.RunnerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of a {@link Team}. A model and members are required; all else has a default. Not safe for use by several
 * threads.
 */
public final class TeamBuilder extends RunnerBuilder<TeamBuilder> {
    private static final int TASK_ROUNDS = 10;

    private final List<Runner> members = new ArrayList<>();
    private TeamMode mode = TeamMode.COORDINATE;
    private @Nullable Integer taskRounds;
    private boolean sharedSessionState;
    private int historyForMembers;
    private @Nullable Integer totalToolCallLimit;
    private int depthLimit = Leading.DEPTH;

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

    /**
     * Sets how often the leader of {@link TeamMode#TASKS} is sent back to its list that answers while tasks are left: from 0, and
     * 10 times by default. The next such answer ends the run as ERROR; each retry sends the leader back once more. A run is held
     * to what its team said when it was started.
     *
     * @throws IllegalArgumentException if it is less than 0
     */
    public TeamBuilder taskRounds(int rounds) {
        if (rounds < 0) {
            throw new IllegalArgumentException("a leader is sent back 0 times or more, not " + rounds + " times");
        }
        this.taskRounds = rounds;
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
     * Lets the members' tools see and change the session state that the team's own tools see. By default each member has a
     * state of its own in the team's session, which it finds again in later runs.
     */
    public TeamBuilder sharedSessionState() {
        this.sharedSessionState = true;
        return this;
    }

    /**
     * Tells each member of the session's last completed runs, of none by default: of what the user asked and what was
     * answered, before its task. In a team that is a member itself, these are the runs that the user started, too.
     *
     * @param runs 0 to {@link ai.kern.db.Page#MOST}
     */
    public TeamBuilder historyForMembers(int runs) {
        this.historyForMembers = runs;
        return this;
    }

    /**
     * Limits the tool calls of a run of this team together with those of its members, and of theirs, over all pauses; there is
     * no limit where none is given. Delegations and refused calls count. Whoever makes a call beyond it gets an error in its
     * place, and each model is asked once more, without tools.
     *
     * @param limit 0 or more
     */
    public TeamBuilder totalToolCallLimit(int limit) {
        this.totalToolCallLimit = limit;
        return this;
    }

    /**
     * Limits on how many levels members may stand below this team: 1 if none of them is a team. 8 by
     * default.
     *
     * @param levels 1 or more
     */
    public TeamBuilder depthLimit(int levels) {
        this.depthLimit = levels;
        return this;
    }

    /**
     * Builds the team.
     *
     * @throws IllegalStateException if something is missing, is set that the mode does not have, or the gate before a tool, a
     *     member's too, lacks what it needs of the database
     * @throws IllegalArgumentException if tools or members are wrong, a limit is out of its bounds, or members stand on
     *     more levels than allowed: the message names what and the cure
     */
    public Team build() {
        if (members.isEmpty()) {
            throw new IllegalStateException("a team needs members: call members(…)");
        }
        if (taskRounds != null && mode != TeamMode.TASKS) {
            throw new IllegalStateException(
                    "taskRounds(…) is for TeamMode.TASKS, and this team's mode is " + mode + "; leave it out");
        }
        MemberList list = new MemberList(members);
        int rounds = taskRounds != null ? taskRounds : TASK_ROUNDS;
        Leading leading =
                new Leading(sharedSessionState, historyForMembers, Optional.ofNullable(totalToolCallLimit), depthLimit);
        return new Team(settings(list.instructions(mode), list.tools(mode, rounds), leading), isMemberOnly());
    }
}
