package ai.kern.requirement;

import java.util.Map;
import java.util.Objects;

/**
 * A person lets the call through or rejects it.
 *
 * @param info what every requirement has
 * @param editable whether the arguments may be changed
 */
public record Confirmation(RequirementInfo info, boolean editable) implements Requirement {
    public Confirmation {
        Objects.requireNonNull(info, "info");
    }

    /** Lets the call run with exactly the arguments shown. */
    public Resolution confirm() {
        return Resolution.plain(this, AnswerType.CONFIRM);
    }

    /**
     * Lets the call run with other arguments, where its tool is editable. The change is checked against the tool's schema,
     * stored beside the original, and told to the model.
     *
     * @param arguments all arguments, those that stay included; where {@code [redacted]} stands in the place of a redacted one, as
     *     it was shown, the value stays what it was
     * @throws ai.kern.run.InvalidResolutionException if they have no JSON form
     * @throws ai.kern.db.LimitExceededException if they have more than {@link ai.kern.db.Limits#ANSWER_BYTES} as JSON
     */
    public Resolution confirm(Map<String, ?> arguments) {
        return Resolution.values(this, AnswerType.CONFIRM, arguments);
    }

    /** Does not let the call run. */
    public Resolution reject() {
        return Resolution.plain(this, AnswerType.REJECT);
    }

    /**
     * Does not let the call run, and tells the model why.
     *
     * @throws ai.kern.db.LimitExceededException if the note has more than {@link ai.kern.db.Limits#ANSWER_BYTES}
     */
    public Resolution reject(String note) {
        return Resolution.text(this, AnswerType.REJECT, note);
    }

    @Override
    public PauseType pauseType() {
        return PauseType.CONFIRMATION;
    }

    @Override
    public <R> R accept(RequirementVisitor<R> visitor) {
        return visitor.confirmation(this);
    }
}
