package ai.kern.specs.approval;

import ai.kern.agent.AgentBuilder;
import ai.kern.run.Runner;
import ai.kern.specs.support.OneDoor;
import org.junit.jupiter.api.Tag;

/** The engine of a team stops at each place of its member's call, which runs once at most, and not before it was let through. */
@Tag("TEAM-6")
@OneDoor
class StoppedEngineOfTeamTest extends StoppedEngineTest {
    @Override
    Runner runner(AgentBuilder agent) {
        return TeamOfOne.of(agent, lab);
    }
}
