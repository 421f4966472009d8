package ai.kern.specs.approval;

import ai.kern.agent.AgentBuilder;
import ai.kern.run.Runner;
import ai.kern.specs.support.Lab;
import ai.kern.team.Team;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;

/** A team that gives all that it has to do to one member. */
final class TeamOfOne {
    private TeamOfOne() {}

    /** A team of an agent whose id is {@code files}. */
    static Runner of(AgentBuilder agent, Lab lab) {
        return Team.builder()
                .name("Crew")
                .model(ScriptedModel.of(
                        ScriptedAnswer.calls(ScriptedAnswer.call(
                                "delegate_task_to_member", "{\"member_id\":\"files\",\"task\":\"go\"}")),
                        ScriptedAnswer.text("all is done")))
                .members(agent.build())
                .db(lab.db())
                .build();
    }
}
