package ai.kern.specs.approval;

import ai.kern.agent.AgentBuilder;
import ai.kern.run.Runner;
import ai.kern.specs.support.OneDoor;
import org.junit.jupiter.api.Tag;

/** What is rejected, expired or cancelled does not run for a member of a team either. */
@Tag("TEAM-6")
@OneDoor
class NotApprovedOfTeamTest extends NotApprovedTest {
    @Override
    Runner runner(AgentBuilder agent) {
        return TeamOfOne.of(agent, lab);
    }
}
