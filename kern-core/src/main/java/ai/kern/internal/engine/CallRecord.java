package ai.kern.internal.engine;

import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RequirementStatus;
import ai.kern.db.StoredRequirement;
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
        List<Execution> executions,
        List<StoredRequirement> requirements) {

    /** How many attempts were claimed; the number of the last one. */
    int attempts() {
        return executions.stream()
                .filter(execution -> execution.phase() == ExecutionPhase.CLAIM)
                .mapToInt(Execution::attempt)
                .max()
                .orElse(0);
    }

    /** What the last attempt was started with. */
    Optional<Documents.Claim> claim() {
        return fact(ExecutionPhase.CLAIM).map(CallRecord::claim);
    }

    /** Who works on the call, where it is executed by child runs. */
    List<Documents.Assigned> assigned() {
        return claim().map(Documents.Claim::assigned).orElse(List.of());
    }

    /** How the call ended: what its last attempt came to. */
    Optional<Documents.Outcome> outcome() {
        return fact(ExecutionPhase.OUTCOME).map(CallRecord::outcome);
    }

    private Optional<Execution> fact(ExecutionPhase phase) {
        int attempt = attempts();
        return executions.stream()
                .filter(execution -> execution.phase() == phase && execution.attempt() == attempt)
                .findFirst();
    }

    /** The requirement that counts: the last one that was not replaced. */
    Optional<StoredRequirement> requirement() {
        return requirements.stream()
                .filter(requirement -> requirement.status() != RequirementStatus.REPLACED)
                .reduce((earlier, later) -> later);
    }

    static Documents.Claim claim(Execution fact) {
        return Documents.read(fact.document(), Documents.Claim.class, "the claim of call " + fact.call());
    }

    static Documents.Outcome outcome(Execution fact) {
        return Documents.read(fact.document(), Documents.Outcome.class, "the outcome of call " + fact.call());
    }

    static Documents.Asked asked(StoredRequirement requirement) {
        return Documents.read(requirement.document(), Documents.Asked.class, "requirement " + requirement.id());
    }

    static Optional<Documents.Settled> settled(StoredRequirement requirement) {
        return requirement
                .settlement()
                .map(settlement -> Documents.read(
                        settlement.document(),
                        Documents.Settled.class,
                        "the settlement of requirement " + requirement.id()));
    }

    /** What was masked of the call's arguments when it was asked about or started, as pointers. */
    Set<String> redacted() {
        Set<String> pointers = new TreeSet<>();
        requirements.stream()
                .flatMap(requirement -> asked(requirement).definition().stream())
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
                .flatMap(CallRecord::settled)
                .filter(settled ->
                        settled.type() == AnswerType.CONFIRM && settled.values().isPresent());
    }
}
