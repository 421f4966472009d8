package ai.kern.requirement;

import ai.kern.internal.ToolResultText;
import java.util.Objects;

/**
 * The call was started, and nobody knows whether it took effect: its process died, or its time ran out. Only somebody who has
 * looked can say what to do. A late outcome settles it by itself.
 *
 * @param info what every requirement has
 * @param attempt the attempt that is in doubt
 */
public record OutcomeUnknown(RequirementInfo info, int attempt) implements Requirement {
    public OutcomeUnknown {
        Objects.requireNonNull(info, "info");
    }

    /**
     * Lets the call run once more, with the same arguments and idempotency key. Refused while the attempt in doubt may still
     * be at work.
     */
    public Resolution runAgain() {
        return Resolution.plain(this, AnswerType.RUN_AGAIN);
    }

    /**
     * Takes this as the call's result: a string as it is, anything else as JSON.
     *
     * @throws ai.kern.db.LimitExceededException if it has more than {@link ai.kern.db.Limits#TOOL_RESULT_BYTES}
     */
    public Resolution result(Object result) {
        return Resolution.text(this, AnswerType.RESULT, ToolResultText.of(result));
    }

    /**
     * Leaves it at that; the model is told that the outcome is not known, with the note.
     *
     * @throws ai.kern.db.LimitExceededException if the note has more than {@link ai.kern.db.Limits#ANSWER_BYTES}
     */
    public Resolution giveUp(String note) {
        return Resolution.text(this, AnswerType.GIVE_UP, note);
    }

    @Override
    public PauseType pauseType() {
        return PauseType.OUTCOME_UNKNOWN;
    }

    @Override
    public <R> R accept(RequirementVisitor<R> visitor) {
        return visitor.outcomeUnknown(this);
    }
}
