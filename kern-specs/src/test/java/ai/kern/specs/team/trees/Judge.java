package ai.kern.specs.team.trees;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.ApprovalStatus;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.Run;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.RunnerKind;
import ai.kern.run.ToolExecution;
import ai.kern.specs.support.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares how a tree stands with how it has to stand. Used for one tree. */
final class Judge {
    private final Forecast forecast;
    private final Cast cast;
    private final Ledger ledger;

    /** The runs that owned something that waited, by what they are to do and who they are. */
    private final Map<String, String> owners = new HashMap<>();

    Judge(Forecast forecast, Cast cast, Ledger ledger) {
        this.forecast = forecast;
        this.cast = cast;
        this.ledger = ledger;
    }

    /** Compares what a door gave back. */
    void judge(RunOutput output, ApprovalDb db) {
        assertThat(output.status()).as("the root's status").isEqualTo(statusOf(forecast.root()));
        assertThat(output.activeRequirements())
                .extracting(Judge::shown)
                .as("what waits")
                .containsExactlyInAnyOrderElementsOf(
                        forecast.open().stream().map(Judge::shown).toList());
        assertThat(ledger.effects()).as("effects").containsExactlyInAnyOrderElementsOf(forecast.effects());
        assertThat(cast.questions())
                .as("what models were asked")
                .containsExactlyInAnyOrderElementsOf(forecast.questions());
        assertThat(output.toolExecutions().stream()
                        .flatMap(call -> call.result().stream())
                        .map(Told::result))
                .as("results of the root's calls")
                .containsExactlyElementsOf(forecast.root().results());
        forecast.open().forEach(open -> judgeOwner(open, requirement(output, open)));
        judgeRecords(output, db);
        if (forecast.isOver()) {
            judgeEnd(output);
        }
    }

    private static RunStatus statusOf(RunForecast run) {
        return run.isFailed() ? RunStatus.ERROR : run.isOver() ? RunStatus.COMPLETED : RunStatus.PAUSED;
    }

    private static String shown(Requirement requirement) {
        boolean isDecided = requirement instanceof AwaitingDecision;
        return shown(
                requirement.path(),
                requirement.toolCall().toolName(),
                requirement.toolCall().arguments().json(),
                requirement.pauseType(),
                isDecided);
    }

    private static String shown(Forecast.Open open) {
        OwnTool tool = open.call().tool();
        return shown(
                open.run().path(),
                tool.toolName(),
                argumentsOf(open.call()),
                tool.pause().orElseThrow(),
                tool.isDecided());
    }

    private static String shown(List<String> path, String tool, String arguments, PauseType type, boolean isDecided) {
        return String.join("/", path) + ": " + tool + arguments + " waits for " + type
                + (isDecided ? " by record" : "");
    }

    private static String argumentsOf(PlannedCall.Own call) {
        return "{\"item\":\"" + call.item() + "\"}";
    }

    /** The requirement of a call that waits. */
    static Requirement requirement(RunOutput output, Forecast.Open open) {
        return output.activeRequirements().stream()
                .filter(one -> one.toolCall()
                        .argument("item")
                        .equals(Optional.of(open.call().item())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(open.call() + " does not wait"));
    }

    /** What one run owns, no other owns. */
    private void judgeOwner(Forecast.Open open, Requirement requirement) {
        PlannedRun plan = open.run().plan();
        String owner = owners.computeIfAbsent(
                plan.task() + " of " + String.join("/", open.run().path()), run -> requirement.runId());
        assertThat(requirement.runId()).as("the run that owns %s", open.call()).isEqualTo(owner);
        assertThat(owners.values()).as("runs that own something").doesNotHaveDuplicates();
    }

    private void judgeRecords(RunOutput output, ApprovalDb db) {
        List<ApprovalRecord> records = db.approvals().ofRun(output.runId());
        Map<String, ApprovalRecord> byArguments =
                records.stream().collect(Collectors.toMap(ApprovalRecord::toolArgs, record -> record));
        List<Forecast.Open> recorded = forecast.recorded();
        assertThat(byArguments.keySet())
                .as("calls that have a record")
                .containsExactlyInAnyOrderElementsOf(
                        recorded.stream().map(one -> argumentsOf(one.call())).toList());
        recorded.forEach(one -> judgeRecord(one, byArguments.get(argumentsOf(one.call())), output));
    }

    private void judgeRecord(Forecast.Open one, ApprovalRecord record, RunOutput output) {
        PlannedCall.Own call = one.call();
        boolean isOfRoot = one.run() == forecast.root();
        Member owner = one.run().plan().member();
        assertThat(record.toolName()).isEqualTo(call.tool().toolName());
        assertThat(record.pauseType()).isEqualTo(call.tool().pause().orElseThrow());
        assertThat(record.runId()).isEqualTo(output.runId());
        assertThat(record.sessionId()).isEqualTo(output.sessionId());
        assertThat(record.sourceType()).isEqualTo(RunnerKind.TEAM);
        assertThat(record.teamId()).contains(forecast.root().plan().member().id());
        assertThat(record.agentId()).isEqualTo(isOfRoot ? Optional.empty() : Optional.of(owner.id()));
        assertThat(record.memberRunId().isPresent()).isEqualTo(!isOfRoot);
        assertThat(record.context()).isEqualTo(one.run().told());
        assertThat(record.runStatus())
                .as("the root's status in the record of %s", call)
                .isEqualTo(output.status());
        assertThat(record.status()).as("the record of %s", call).isEqualTo(decisionOn(one));
        if (forecast.isOver()) {
            judgeUse(call, record);
        }
    }

    private static ApprovalStatus decisionOn(Forecast.Open one) {
        if (!one.run().isSettled(one.call())) {
            return ApprovalStatus.PENDING;
        }
        return one.call().fate() == Fate.REJECTED ? ApprovalStatus.REJECTED : ApprovalStatus.APPROVED;
    }

    private static void judgeUse(PlannedCall.Own call, ApprovalRecord record) {
        boolean isLetThrough = call.fate() != Fate.REJECTED;
        assertThat(record.use().isPresent()).as("%s was started", call).isEqualTo(isLetThrough);
        if (isLetThrough) {
            assertThat(record.outcome().orElseThrow().status())
                    .as("how %s ended", call)
                    .isEqualTo(call.fate() == Fate.DONE ? OutcomeStatus.SUCCEEDED : OutcomeStatus.FAILED);
        }
    }

    private void judgeEnd(RunOutput output) {
        assertThat(output.content()).as("what the tree comes to").isEqualTo(forecast.content());
        assertThat(output.requirements()).as("what was asked").allMatch(one -> !one.isOpen());
        assertThat(output.requirements())
                .extracting(requirement -> requirement.toolCall().arguments().json())
                .as("what was asked of the whole tree")
                .containsExactlyInAnyOrderElementsOf(forecast.runs().stream()
                        .flatMap(RunForecast::begunCalls)
                        .filter(call -> !call.tool().isFree())
                        .map(Judge::argumentsOf)
                        .toList());
        assertThat(output.toolExecutions()).extracting(ToolExecution::outcome).allMatch(Optional::isPresent);
    }

    /** Compares the runs of a tree that is over with those that there have to be. */
    void judgeRuns(List<Run> runs) {
        Map<String, Run> byId = runs.stream().collect(Collectors.toMap(Run::id, run -> run));
        assertThat(runs)
                .extracting(run -> String.join("/", pathOf(run, byId)) + " is " + run.status())
                .as("the runs of the tree")
                .containsExactlyInAnyOrderElementsOf(forecast.runs().stream()
                        .map(run -> String.join("/", run.path()) + " is " + statusOf(run))
                        .toList());
    }

    private static List<String> pathOf(Run run, Map<String, Run> byId) {
        List<String> path = new ArrayList<>(run.parentCall()
                .map(call -> pathOf(byId.get(call.runId()), byId))
                .orElse(List.of()));
        path.add(run.runnerId());
        return path;
    }
}
