package ai.kern.specs.team.trees;

import ai.kern.run.BatchMode;
import ai.kern.team.TeamMode;
import java.util.List;
import java.util.Optional;

/**
 * An agent or team of a tree. Ids repeat from team to team, and one member may be in several teams; so members are told apart by
 * which object they are.
 */
final class Member {
    private final String id;
    private final Optional<TeamMode> mode;
    private final BatchMode batch;
    private final List<Member> members;

    private Member(String id, Optional<TeamMode> mode, BatchMode batch, List<Member> members) {
        this.id = id;
        this.mode = mode;
        this.batch = batch;
        this.members = List.copyOf(members);
    }

    static Member agent(String id, BatchMode batch) {
        return new Member(id, Optional.empty(), batch, List.of());
    }

    static Member team(String id, TeamMode mode, BatchMode batch, List<Member> members) {
        return new Member(id, Optional.of(mode), batch, members);
    }

    String id() {
        return id;
    }

    /** How it leads its members; empty for an agent. */
    Optional<TeamMode> mode() {
        return mode;
    }

    boolean leads(TeamMode how) {
        return mode.filter(how::equals).isPresent();
    }

    boolean isTeam() {
        return mode.isPresent();
    }

    BatchMode batch() {
        return batch;
    }

    List<Member> members() {
        return members;
    }

    /** How many levels of members are below it. */
    int depth() {
        return members.stream().mapToInt(member -> 1 + member.depth()).max().orElse(0);
    }

    @Override
    public String toString() {
        return id + mode.map(how -> " " + how).orElse("") + (batch == BatchMode.RUN_FREE ? "" : " " + batch);
    }
}
