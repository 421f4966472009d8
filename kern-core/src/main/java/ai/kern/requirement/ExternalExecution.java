package ai.kern.requirement;

import ai.kern.internal.ToolResultText;
import java.util.Objects;

/**
 * Somebody else executes the call and brings its result.
 *
 * @param info what every requirement has
 */
public record ExternalExecution(RequirementInfo info) implements Requirement {
    public ExternalExecution {
        Objects.requireNonNull(info, "info");
    }

    /**
     * Brings the result: a string goes to the model as it is, anything else as JSON.
     *
     * @throws ai.kern.db.LimitExceededException if it has more than {@link ai.kern.db.Limits#TOOL_RESULT_BYTES}
     */
    public Resolution result(Object result) {
        return Resolution.text(this, AnswerType.RESULT, ToolResultText.of(result));
    }

    /**
     * Brings the error with which the execution ended, or the reason why there was none.
     *
     * @throws ai.kern.db.LimitExceededException if it has more than {@link ai.kern.db.Limits#ANSWER_BYTES}
     */
    public Resolution error(String message) {
        return Resolution.text(this, AnswerType.ERROR, message);
    }

    @Override
    public PauseType pauseType() {
        return PauseType.EXTERNAL_EXECUTION;
    }

    @Override
    public <R> R accept(RequirementVisitor<R> visitor) {
        return visitor.externalExecution(this);
    }
}
