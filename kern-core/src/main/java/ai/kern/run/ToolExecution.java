package ai.kern.run;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A tool call of a run and what became of it.
 *
 * @param key what identifies the call
 * @param toolName the tool that the model asked for
 * @param arguments the arguments as the model wrote them; redacted ones are masked
 * @param attempts how often it was started
 * @param outcome how it ended; empty while it waits or runs
 * @param result what the model is told, once it ended, with masks where it quotes a redacted argument of the call
 * @param endsRun whether the run ends with the result, and the model is not asked again
 * @param memberRuns the ids of the members' runs to which the call was given, in their order; none of a call that a tool
 *     executes itself
 */
public record ToolExecution(
        CallKey key,
        String toolName,
        String arguments,
        int attempts,
        Optional<OutcomeStatus> outcome,
        Optional<String> result,
        boolean endsRun,
        List<String> memberRuns) {
    public ToolExecution {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(toolName, "toolName");
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(result, "result");
        memberRuns = List.copyOf(memberRuns);
    }
}
