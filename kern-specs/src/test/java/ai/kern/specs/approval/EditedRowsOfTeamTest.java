package ai.kern.specs.approval;

import static ai.kern.specs.support.LedgerTools.call;

import ai.kern.agent.Agent;
import ai.kern.approval.Decision;
import ai.kern.db.RunState;
import ai.kern.run.RunOutput;
import ai.kern.run.Runner;
import ai.kern.specs.approval.RowEditor.Cell;
import ai.kern.specs.support.OneDoor;
import ai.kern.team.Team;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cells of a member's call, of its run and of the team's are changed by plain SQL: the call does not run. */
@Tag("APPR-19")
@Tag("TEAM-6")
@OneDoor
class EditedRowsOfTeamTest extends EditedRowsSpec {
    /** What the leader was told, said and delegated, and for whom: who decides about a member's call is shown the member's. */
    private static final Set<String> NOT_SHOWN_OF_THE_TEAM =
            Set.of("run_entries", "executions", "runs.session_id", "runs.user_id");

    /** Where in the tree the member's run stands, how far it is, and what is beside the member's id. */
    private static final Set<String> NOT_SHOWN_OF_THE_MEMBER =
            Set.of("runs.parent_run_id", "runs.status", "runs.lease_token", "runs.runner_name", "runs.runner_kind");

    /** The team goes to its members with what was decided before a member's call is looked at. */
    @Override
    boolean isAsItWas(RunState before, String edited) {
        return lab.db().load(before.run().id()).equals(Optional.of(before));
    }

    private Runner team() {
        ScriptedModel leader = ScriptedModel.of(
                ScriptedAnswer.calls(
                        ScriptedAnswer.call("delegate_task_to_member", "{\"member_id\":\"payer\",\"task\":\"pay 1\"}")),
                ScriptedAnswer.text("all is done"));
        return Team.builder()
                .name("Crew")
                .model(leader)
                .members(Agent.builder()
                        .name("Payer")
                        .model(calling(call("pay", "1")))
                        .tools(
                                gated("pay", STRICT).editable(),
                                gated("wipe", STRICT).editable())
                        .memberOnly()
                        .build())
                .db(lab.db())
                .build();
    }

    @Test
    void ofACallThatSomebodyApprovedWithOtherArguments() {
        Runner team = team();
        Set<String> teamRuns = new HashSet<>();
        Predicate<Cell> isShown = cell -> !cell.name().equals("run_entries.sequence")
                && (teamRuns.contains(cell.runId()) ? NOT_SHOWN_OF_THE_TEAM : NOT_SHOWN_OF_THE_MEMBER)
                        .stream().noneMatch(cell.name()::startsWith);

        attack(team, "pay 2", isShown, () -> {
            RunOutput run = start(team);
            teamRuns.add(run.runId());
            approvals()
                    .approvals()
                    .approve(awaited(run).recordId(), Decision.by(ANN).argumentsJson("{\"item\":\"2\"}"));
            return run;
        });
    }
}
