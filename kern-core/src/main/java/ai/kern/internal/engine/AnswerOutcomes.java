package ai.kern.internal.engine;

import ai.kern.internal.ToolResultText;
import ai.kern.requirement.PauseType;
import ai.kern.run.OutcomeStatus;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSet;
import java.util.Optional;

/** What calls come to by an answer alone, and how the model is told. */
final class AnswerOutcomes {
    private final ToolSet tools;

    AnswerOutcomes(ToolSet tools) {
        this.tools = tools;
    }

    /** The result that an answer gives its call by itself; none where the call is to run. */
    Optional<Documents.Outcome> of(Given given) {
        RequirementRecord requirement = given.requirement();
        Documents.Asked asked = requirement.asked();
        String note = given.text().orElse("");
        return switch (given.type()) {
            case REJECT -> Optional.of(asked.attempt() > 0 ? leftUnknown(note) : rejected(note));
            case RESULT -> Optional.of(marked(asked, OutcomeStatus.SUCCEEDED, note));
            case ERROR -> Optional.of(Documents.Outcome.of(OutcomeStatus.FAILED, "Error: " + note));
            case GIVE_UP -> Optional.of(leftUnknown(note));
            case CHOOSE ->
                Optional.of(
                        marked(asked, OutcomeStatus.SUCCEEDED, given.values().orElse("{}")));
            case PROVIDE ->
                AnswerChecks.isAskedByModel(asked)
                        ? Optional.of(marked(
                                asked, OutcomeStatus.SUCCEEDED, given.values().orElse("{}")))
                        : Optional.empty();
            case EXPIRED ->
                Optional.of(undecided(requirement, "The time for the call was over and it did not run.", note));
            case CANCELLED ->
                Optional.of(undecided(requirement, "The approval was taken back and the call did not run.", note));
            case CONFIRM, RUN_AGAIN -> Optional.empty();
            case LATE_OUTCOME, ASKED_ANEW ->
                throw new IllegalStateException(given.type() + " is no answer that somebody gives");
        };
    }

    /** A result with what the tool says about results: whether it is shown, and whether the run ends with it. */
    private Documents.Outcome marked(Documents.Asked asked, OutcomeStatus status, String text) {
        Optional<ToolDefinition> tool = tools.find(asked.toolName());
        return new Documents.Outcome(
                status,
                ToolResultText.of(text),
                tool.map(ToolDefinition::showResult).orElse(false),
                tool.map(ToolDefinition::stopAfterCall).orElse(false));
    }

    static Documents.Outcome rejected(String note) {
        return Documents.Outcome.of(
                OutcomeStatus.REJECTED, "The call was rejected by a person and did not run." + withNote(note));
    }

    /** How a call ends on which nobody decided. */
    private static Documents.Outcome undecided(RequirementRecord requirement, String text, String note) {
        return requirement.type() == PauseType.OUTCOME_UNKNOWN
                ? leftUnknown(note)
                : Documents.Outcome.of(OutcomeStatus.REJECTED, text + withNote(note));
    }

    static Documents.Outcome leftUnknown(String note) {
        return Documents.Outcome.of(
                OutcomeStatus.UNKNOWN,
                "The call was started, and it is not known whether it took effect. It was not repeated."
                        + withNote(note));
    }

    private static String withNote(String note) {
        return note.isEmpty() ? "" : " Note: " + note;
    }
}
