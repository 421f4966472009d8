package ai.kern.specs.faults;

import ai.kern.agent.Agent;
import ai.kern.model.Model;
import ai.kern.run.Runner;
import ai.kern.specs.support.Lab;
import ai.kern.team.Team;
import ai.kern.team.TeamBuilder;
import ai.kern.testkit.FaultPlan;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.ToolHook;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who play a scenario, with the models that they ask. Safe for use by many threads. */
final class Players {
    private final Role cast;
    private final List<ScriptedModel> models = new CopyOnWriteArrayList<>();

    Players(Role cast) {
        this.cast = cast;
    }

    /** The agent or team that is run, newly built on the database of a lab. */
    Runner runner(Lab lab) {
        return runner(lab, Optional.empty());
    }

    /** The same in a process that a plan stands for. Members work one after the other, so that their places have one order. */
    Runner runner(Lab lab, FaultPlan plan) {
        return runner(lab, Optional.of(plan));
    }

    private Runner runner(Lab lab, Optional<FaultPlan> plan) {
        return cast.isTeam()
                ? team(cast, lab, plan).db(lab.db()).build()
                : lab.builder(model(cast, plan), tools(lab))
                        .name(cast.name())
                        .toolHooks(hooks(plan))
                        .build();
    }

    private Runner member(Role role, Lab lab, Optional<FaultPlan> plan) {
        return role.isTeam()
                ? team(role, lab, plan).memberOnly().build()
                : Agent.builder()
                        .name(role.name())
                        .model(model(role, plan))
                        .tools(tools(lab))
                        .toolHooks(hooks(plan))
                        .memberOnly()
                        .build();
    }

    private TeamBuilder team(Role role, Lab lab, Optional<FaultPlan> plan) {
        TeamBuilder team = Team.builder()
                .name(role.name())
                .model(model(role, plan))
                .members(role.members().stream()
                        .map(member -> member(member, lab, plan))
                        .toArray(Runner[]::new))
                .tools(tools(lab))
                .toolHooks(hooks(plan));
        return plan.isPresent() ? team.contextPropagator(new OneAfterTheOther()) : team;
    }

    private Model model(Role role, Optional<FaultPlan> plan) {
        ScriptedModel model = role.model();
        models.add(model);
        return plan.map(planned -> planned.model(model)).orElse(model);
    }

    private static Object[] tools(Lab lab) {
        return new Shop(lab.ledger()).tools();
    }

    private static ToolHook[] hooks(Optional<FaultPlan> plan) {
        return plan.stream().map(FaultPlan::toolHook).toArray(ToolHook[]::new);
    }

    /** Repeats the first mistake that one of the models found. */
    void verify() {
        models.forEach(ScriptedModel::verify);
    }
}
