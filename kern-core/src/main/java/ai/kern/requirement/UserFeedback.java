package ai.kern.requirement;

import ai.kern.tool.UserFeedbackTools;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A person answers questions by choosing among options; the answers are the call's result.
 *
 * @param info what every requirement has
 * @param questions the questions
 */
public record UserFeedback(RequirementInfo info, List<UserFeedbackTools.Question> questions) implements Requirement {
    public UserFeedback {
        Objects.requireNonNull(info, "info");
        questions = List.copyOf(questions);
    }

    /** Starts the answers. */
    public Answers answers() {
        return new Answers(this);
    }

    /**
     * Answers nothing; the model is told why.
     *
     * @throws ai.kern.db.LimitExceededException if the note has more than {@link ai.kern.db.Limits#ANSWER_BYTES}
     */
    public Resolution reject(String note) {
        return Resolution.text(this, AnswerType.REJECT, note);
    }

    @Override
    public PauseType pauseType() {
        return PauseType.USER_FEEDBACK;
    }

    @Override
    public <R> R accept(RequirementVisitor<R> visitor) {
        return visitor.userFeedback(this);
    }

    /**
     * Collects the answers. They are checked when the run is continued: an unknown question or option, one option too many or
     * a missing answer is an error that names it. Not safe for use by several threads.
     */
    public static final class Answers {
        private final UserFeedback feedback;
        private final Map<String, List<String>> chosen = new LinkedHashMap<>();

        private Answers(UserFeedback feedback) {
            this.feedback = feedback;
        }

        /** Chooses options of a question by their ids, in place of what was chosen for it before. */
        public Answers choose(String questionId, String... optionIds) {
            chosen.put(questionId, List.of(optionIds));
            return this;
        }

        /** The answers as a resolution. */
        public Resolution build() {
            return Resolution.values(feedback, AnswerType.CHOOSE, chosen);
        }
    }
}
