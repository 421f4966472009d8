package ai.kern.specs.approval;

import ai.kern.agent.Agent;
import ai.kern.model.Model;
import ai.kern.run.Runner;
import ai.kern.team.Team;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import org.junit.jupiter.api.Tag;

/** The same of a call that a member of a team makes: its run is not PAUSED without a record, nor the team's. */
@Tag("TEAM-6")
class FailingApprovalStoreOfTeamTest extends FailingApprovalStoreTest {
    private final ScriptedModel leader = ScriptedModel.of(
            ScriptedAnswer.calls(
                    ScriptedAnswer.call("delegate_task_to_member", "{\"member_id\":\"payer\",\"task\":\"pay 1\"}")),
            ScriptedAnswer.text("all is done"));

    @Override
    Runner runner(Model model) {
        return Team.builder()
                .name("Crew")
                .model(leader)
                .members(Agent.builder()
                        .name("Payer")
                        .model(model)
                        .tools(gated("pay"))
                        .memberOnly()
                        .build())
                .db(lab.db())
                .build();
    }

    @Override
    String caller() {
        return "payer";
    }
}
