package ai.kern.team;

import ai.kern.internal.engine.EngineRunner;
import ai.kern.internal.engine.EngineSettings;

/**
 * A leader with members, each an agent or a team. A task for a member is a tool call of the leader that is executed by a run of
 * the member: with a transcript of its own, in the team's session, for its user, in its database. Where a member's protected tool
 * waits for somebody, the team's run is PAUSED once nothing else can go on; its requirements are those of all its members, each
 * with the path to its owner, and continuing the team's run takes each answer there. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * Team team = Team.builder()
 *         .name("DevOps")
 *         .mode(TeamMode.COORDINATE)
 *         .members(deployer, writer)
 *         .model(OpenAiChat.of("gpt-4o-mini"))
 *         .db(db)
 *         .build();
 * RunOutput run = team.run("Deploy version 7 and write the release note");
 * }</pre>
 */
public final class Team extends EngineRunner {
    Team(EngineSettings settings, boolean memberOnly) {
        super(settings, memberOnly);
    }

    /** Starts a team. */
    public static TeamBuilder builder() {
        return new TeamBuilder();
    }
}
