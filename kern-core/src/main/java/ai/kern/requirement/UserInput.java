package ai.kern.requirement;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A person gives values: arguments that the model must not choose, with which the tool then runs, or values for which the
 * model asked, which are then the call's result.
 *
 * @param info what every requirement has
 * @param fields the values that are asked for
 */
public record UserInput(RequirementInfo info, List<InputField> fields) implements Requirement {
    public UserInput {
        Objects.requireNonNull(info, "info");
        fields = List.copyOf(fields);
    }

    /**
     * Gives the values by the names of their fields. They are checked when the run is continued: an unknown field, a missing
     * required one or a wrong type is an error that names it, and the run stays PAUSED.
     *
     * @throws ai.kern.run.InvalidResolutionException if they have no JSON form
     * @throws ai.kern.db.LimitExceededException if they have more than {@link ai.kern.db.Limits#ANSWER_BYTES} as JSON
     */
    public Resolution provide(Map<String, ?> values) {
        return Resolution.values(this, AnswerType.PROVIDE, values);
    }

    /**
     * Gives no values; the call does not run, and the model is told why.
     *
     * @throws ai.kern.db.LimitExceededException if the note has more than {@link ai.kern.db.Limits#ANSWER_BYTES}
     */
    public Resolution reject(String note) {
        return Resolution.text(this, AnswerType.REJECT, note);
    }

    @Override
    public PauseType pauseType() {
        return PauseType.USER_INPUT;
    }

    @Override
    public <R> R accept(RequirementVisitor<R> visitor) {
        return visitor.userInput(this);
    }
}
