package ai.kern.internal.engine;

import ai.kern.db.StoredRequirement;
import ai.kern.internal.Redaction;
import ai.kern.requirement.Answer;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementInfo;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.Run;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the requirements that callers see from the stored ones. */
final class Requirements {
    private Requirements() {}

    /**
     * A requirement.
     *
     * @param path the ids of the runners from the root's to the owner's, both included
     * @param redacted what is masked of the call's arguments, as pointers
     */
    static Requirement of(StoredRequirement stored, Run owner, List<String> path, Set<String> redacted) {
        Documents.Asked asked = CallRecord.asked(stored);
        RequirementInfo info = new RequirementInfo(
                stored.id(),
                owner.id(),
                path,
                new ToolCall(
                        stored.call(),
                        asked.toolName(),
                        ToolArguments.of(asked.arguments()).redacting(redacted)),
                stored.createdAt(),
                answerOf(stored, asked, redacted));
        if (asked.isDecidedByGate()) {
            return new AwaitingDecision(info, stored.type(), stored.id());
        }
        return switch (stored.type()) {
            case CONFIRMATION -> new Confirmation(info, asked.editable());
            case USER_INPUT -> new UserInput(info, asked.fields());
            case USER_FEEDBACK -> new UserFeedback(info, asked.questions());
            case EXTERNAL_EXECUTION -> new ExternalExecution(info);
            case OUTCOME_UNKNOWN -> new OutcomeUnknown(info, asked.attempt());
        };
    }

    private static Optional<Answer> answerOf(StoredRequirement stored, Documents.Asked asked, Set<String> redacted) {
        return CallRecord.settled(stored)
                .map(settled -> new Answer(
                        settled.type(),
                        settled.by(),
                        stored.settlement().orElseThrow().at(),
                        settled.text().map(text -> Redaction.maskIn(text, List.of(asked.arguments()), redacted)),
                        Redaction.mask(settled.values(), redacted)));
    }
}
