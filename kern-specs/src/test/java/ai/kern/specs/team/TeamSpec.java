package ai.kern.specs.team;

import ai.kern.agent.Agent;
import ai.kern.model.Model;
import ai.kern.requirement.Requirement;
import ai.kern.run.Runner;
import ai.kern.specs.support.EngineSpec;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import java.util.List;

/** A specification of teams, on every store and behind every door. */
abstract class TeamSpec extends EngineSpec {
    /** A call by which a leader gives a task to a member. */
    static ScriptedCall give(String member, String task) {
        return ScriptedAnswer.call(
                "delegate_task_to_member", "{\"member_id\":\"" + member + "\",\"task\":\"" + task + "\"}");
    }

    static Agent member(String name, Model model, Object... tools) {
        return Agent.builder().name(name).model(model).tools(tools).build();
    }

    Team team(TeamMode mode, Model leader, Runner... members) {
        return Team.builder()
                .name("Crew")
                .mode(mode)
                .model(leader)
                .members(members)
                .db(lab.db())
                .build();
    }

    static List<String> owners(List<Requirement> requirements) {
        return requirements.stream()
                .map(requirement -> String.join("/", requirement.path()))
                .toList();
    }
}
