package ai.kern.internal.engine;

import ai.kern.db.ExecutionPhase;
import ai.kern.db.RequirementStatus;
import ai.kern.model.ToolCallRequest;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.PauseType;
import ai.kern.run.CallKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that is stored of one tool call.
 *
 * @param key what identifies it
 * @param request what the model asked for
 * @param ordinal its place among all calls of the run, from 0
 * @param executions the facts about its attempts
 * @param requirements its requirements by ordinal
 */
record CallRecord(
        CallKey key,
        ToolCallRequest request,
        int ordinal,
        List<ExecutionRecord> executions,
        List<RequirementRecord> requirements) {

    /** How many attempts were claimed; the number of the last one. */
    int attempts() {
        return executions.stream()
                .filter(fact -> fact.is(ExecutionPhase.CLAIM))
                .mapToInt(ExecutionRecord::attempt)
                .max()
                .orElse(0);
    }

    /** What the last attempt was started with. */
    Optional<Documents.Claim> claim() {
        return last(ExecutionPhase.CLAIM).map(ExecutionRecord::claim);
    }

    /** Who works on the call, where it is executed by child runs. */
    List<Documents.Assigned> assigned() {
        return claim().map(Documents.Claim::assigned).orElse(List.of());
    }

    /** How the call ended: what its last attempt came to. */
    Optional<Documents.Outcome> outcome() {
        return last(ExecutionPhase.OUTCOME).map(ExecutionRecord::outcome);
    }

    private Optional<ExecutionRecord> last(ExecutionPhase phase) {
        return fact(attempts(), phase);
    }

    /** What is stored of an attempt. */
    Optional<ExecutionRecord> fact(int attempt, ExecutionPhase phase) {
        return executions.stream()
                .filter(fact -> fact.is(phase) && fact.attempt() == attempt)
                .findFirst();
    }

    /** The requirement that counts: the last one that was not replaced. */
    Optional<RequirementRecord> requirement() {
        return requirements.stream()
                .filter(requirement -> requirement.status() != RequirementStatus.REPLACED)
                .reduce((earlier, later) -> later);
    }

    /** What was masked of the call's arguments when it was asked about or started, as pointers. */
    Set<String> redacted() {
        Set<String> pointers = new TreeSet<>();
        requirements.stream()
                .flatMap(requirement -> requirement.asked().definition().stream())
                .forEach(definition -> pointers.addAll(definition.redacted()));
        claim().ifPresent(claim -> pointers.addAll(claim.definition().redacted()));
        return pointers;
    }

    /** The settlement by which a person changed the model's arguments, if the call was started with others. */
    Optional<Documents.Settled> edit() {
        if (attempts() == 0) {
            return Optional.empty();
        }
        return requirements.stream()
                .filter(requirement -> requirement.type() != PauseType.OUTCOME_UNKNOWN)
                .reduce((earlier, later) -> later)
                .filter(requirement -> requirement.type() == PauseType.CONFIRMATION)
                .flatMap(RequirementRecord::settled)
                .filter(settled ->
                        settled.type() == AnswerType.CONFIRM && settled.values().isPresent());
    }
}
