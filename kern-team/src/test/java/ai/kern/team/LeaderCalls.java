package ai.kern.team;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Model;
import ai.kern.model.ModelRequest;
import ai.kern.model.ModelResponse;
import ai.kern.run.CallKey;
import ai.kern.run.Delegation;
import ai.kern.run.Delegation.MemberResult;
import ai.kern.run.Delegation.OpenWork;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunFailure;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.run.ToolExecution;
import ai.kern.tool.InvalidArgumentsException;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls of a leader with the members {@code finder} and {@code payer}, as an engine would make them, without one. */
final class LeaderCalls {
    static final int ROUNDS = 3;

    private final MemberList team = new MemberList(List.of(member("Finder"), member("Payer")));
    private final List<ToolExecution> calls = new ArrayList<>();

    private static Runner member(String name) {
        return Agent.builder().name(name).model(new MuteModel()).build();
    }

    /** Members are only named here. */
    private static final class MuteModel implements Model {
        @Override
        public String id() {
            return "mute";
        }

        @Override
        public ModelResponse respond(ModelRequest request) {
            throw new AssertionError("nobody works in these tests");
        }
    }

    private ToolDefinition definition(TaskTool tool) {
        return tool.of(team, ROUNDS).definition();
    }

    private Delegation delegation(TaskTool tool) {
        return definition(tool).delegation().orElseThrow();
    }

    /** Makes a call; a refusal is thrown, and the call has no effect. */
    Delegation.Plan make(TaskTool tool, String arguments) {
        CallKey key = new CallKey("run", 1, calls.size());
        try {
            ToolArguments checked = definition(tool).modelParameters().check(arguments);
            Delegation.Plan plan = delegation(tool).plan(checked, List.copyOf(calls));
            if (plan instanceof Delegation.Result result) {
                keep(key, tool, arguments, 0, Optional.of(result));
            } else {
                keep(key, tool, arguments, 1, Optional.empty());
            }
            return plan;
        } catch (IllegalArgumentException | InvalidArgumentsException refused) {
            keep(key, tool, arguments, 0, Optional.of(new Delegation.Result(OutcomeStatus.REFUSED, "refused", false)));
            throw refused;
        }
    }

    private void keep(CallKey key, TaskTool tool, String arguments, int attempts, Optional<Delegation.Result> result) {
        calls.add(new ToolExecution(
                key,
                tool.toolName(),
                arguments,
                attempts,
                result.map(Delegation.Result::status),
                result.map(Delegation.Result::text),
                result.map(Delegation.Result::endsRun).orElse(false),
                List.of()));
    }

    /** Makes a call that has its result at once. */
    String tell(TaskTool tool, String arguments) {
        Delegation.Plan plan = make(tool, arguments);
        assertThat(plan).isInstanceOf(Delegation.Result.class);
        return ((Delegation.Result) plan).text();
    }

    /** Makes a call on which members begin to work. */
    List<Delegation.Assignment> begin(TaskTool tool, String arguments) {
        Delegation.Plan plan = make(tool, arguments);
        assertThat(plan).isInstanceOf(Delegation.Assignments.class);
        return ((Delegation.Assignments) plan).all();
    }

    /** Ends the last call that members work on: with these answers, of which an empty one stands for a member's failure. */
    String end(String... answers) {
        int place = calls.size() - 1;
        while (calls.get(place).outcome().isPresent()) {
            place--;
        }
        ToolExecution begun = calls.get(place);
        TaskTool tool = TaskTool.named(begun.toolName()).orElseThrow();
        List<MemberResult> results = Stream.of(answers).map(LeaderCalls::result).toList();
        Delegation.Result result = delegation(tool).result(ToolArguments.of(begun.arguments()), results);
        endWith(place, result.status(), result.text());
        return result.text();
    }

    /** Ends the last call with an error that its members know nothing of. */
    void endWithError(String message) {
        endWith(calls.size() - 1, OutcomeStatus.FAILED, message);
    }

    private void endWith(int place, OutcomeStatus status, String text) {
        ToolExecution begun = calls.get(place);
        calls.set(
                place,
                new ToolExecution(
                        begun.key(),
                        begun.toolName(),
                        begun.arguments(),
                        1,
                        Optional.of(status),
                        Optional.of(text),
                        false,
                        List.of()));
    }

    private static MemberResult result(String answer) {
        return answer.isEmpty()
                ? new MemberResult(
                        "payer", "child", RunStatus.ERROR, "", Optional.of(new RunFailure("Some", "no credit")))
                : new MemberResult("payer", "child", RunStatus.COMPLETED, answer, Optional.empty());
    }

    /** What is left to do; empty if nothing is. */
    String left() {
        return delegation(TaskTool.FINISH).openWork(calls).map(OpenWork::what).orElse("");
    }
}
