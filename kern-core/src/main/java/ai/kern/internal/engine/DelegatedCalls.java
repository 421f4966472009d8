package ai.kern.internal.engine;

import ai.kern.run.CallKey;
import ai.kern.run.Delegation;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.run.ToolExecution;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The calls of a run that were made of tools that delegate, as those tools are told of them. What they are told decides what
 * comes next, so it is read from what is stored, without the masks that others see.
 *
 * @param tools the runner's tools
 */
record DelegatedCalls(ToolSet tools) {

    /** The delegations among the tools, in the order of the tools. */
    Stream<Delegation> delegations() {
        return tools.all().stream().flatMap(tool -> tool.delegation().stream());
    }

    /** How often the model of a run that is started now is sent back to work that is left; empty where nothing delegates. */
    Optional<Integer> openWorkRounds() {
        return delegations().map(Delegation::openWorkRounds).max(Comparator.naturalOrder());
    }

    /** The calls whose keys stand before another, in their order. */
    List<ToolExecution> before(RunBook book, CallKey key) {
        return book.turns().stream()
                .map(book::calls)
                .flatMap(batch -> batch.stream()
                        .filter(call -> call.key().compareTo(key) < 0 && isDelegated(call))
                        .map(call -> Outputs.execution(
                                call, call.request().arguments(), endsRun(call, batch), text -> text)))
                .toList();
    }

    /**
     * Whether the run ends with what a call came to. With the answer of members it does not where others, to whom a call of the
     * same message was to be given, have none: the model is told, and may choose again.
     *
     * @param batch the calls of the message
     */
    boolean endsRun(CallRecord call, List<CallRecord> batch) {
        boolean ends = call.outcome().map(Documents.Outcome::endsRun).orElse(false);
        return ends && (call.assigned().isEmpty() || batch.stream().noneMatch(this::isWithoutAnswer));
    }

    private boolean isWithoutAnswer(CallRecord call) {
        boolean isForMembers = !call.assigned().isEmpty() || isDelegated(call);
        return isForMembers
                && call.outcome()
                        .filter(outcome -> outcome.status() != OutcomeStatus.SUCCEEDED)
                        .isPresent();
    }

    /** Whether a call is one of them. */
    boolean isDelegated(CallRecord call) {
        return tools.find(call.request().toolName())
                .flatMap(ToolDefinition::delegation)
                .isPresent();
    }

    /**
     * Checks that the result of a call that members work on can be taken when they have it.
     *
     * @throws ToolDefinitionChangedException if its tool gives nothing to members any more
     */
    void requireDelegated(CallRecord call) {
        if (!isDelegated(call)) {
            throw new ToolDefinitionChangedException(
                    "members work on call " + call.key() + ", which was given to them by "
                            + call.request().toolName()
                            + ", and that is no delegation any more. Nothing was stored and nothing was started; bring it back (a"
                            + " team's mode says which delegations it has), or cancel the team's run");
        }
    }
}
