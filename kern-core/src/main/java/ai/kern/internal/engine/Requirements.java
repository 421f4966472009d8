package ai.kern.internal.engine;

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
    static Requirement of(RequirementRecord record, Run owner, List<String> path, Set<String> redacted) {
        Documents.Asked asked = record.asked();
        RequirementInfo info = new RequirementInfo(
                record.id(),
                owner.id(),
                path,
                new ToolCall(
                        record.call(),
                        asked.toolName(),
                        ToolArguments.of(asked.arguments()).redacting(redacted)),
                record.stored().createdAt(),
                answerOf(record, asked, redacted));
        if (asked.isDecidedByGate()) {
            return new AwaitingDecision(info, record.type(), record.id());
        }
        return switch (record.type()) {
            case CONFIRMATION -> new Confirmation(info, asked.editable());
            case USER_INPUT -> new UserInput(info, asked.fields());
            case USER_FEEDBACK -> new UserFeedback(info, asked.questions());
            case EXTERNAL_EXECUTION -> new ExternalExecution(info);
            case OUTCOME_UNKNOWN -> new OutcomeUnknown(info, asked.attempt());
        };
    }

    private static Optional<Answer> answerOf(RequirementRecord record, Documents.Asked asked, Set<String> redacted) {
        return record.settled()
                .map(settled -> new Answer(
                        settled.type(),
                        settled.by(),
                        record.stored().settlement().orElseThrow().at(),
                        settled.text().map(text -> Redaction.maskIn(text, List.of(asked.arguments()), redacted)),
                        Redaction.mask(settled.values(), redacted)));
    }
}
