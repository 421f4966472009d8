package ai.kern.requirement;

/** One method for each kind of requirement, so that the compiler tells when one is forgotten. */
public interface RequirementVisitor<R> {
    R confirmation(Confirmation confirmation);

    R userInput(UserInput userInput);

    R userFeedback(UserFeedback userFeedback);

    R externalExecution(ExternalExecution externalExecution);

    R outcomeUnknown(OutcomeUnknown outcomeUnknown);

    R awaitingDecision(AwaitingDecision awaitingDecision);
}
