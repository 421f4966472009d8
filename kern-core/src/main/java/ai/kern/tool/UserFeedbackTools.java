package ai.kern.tool;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the model ask the person questions with options by itself: the tool {@code ask_user}. A call pauses the run; what the
 * person chooses is its result. Give it to an agent like any other tool. Immutable.
 */
public final class UserFeedbackTools {
    /** The name of the tool. */
    public static final String ASK_USER = "ask_user";

    private static final String DESCRIPTION =
            "Ask the user to choose when you cannot go on without a decision that is the user's to make: between clearly"
                    + " different ways to proceed, preferences or priorities. Ask all questions that you have in one call, each"
                    + " with two or more options that exclude or complete each other. The user may take a long time to answer;"
                    + " the result is a JSON object with the chosen option ids of each question by its id. Do not ask for"
                    + " permission to call a tool, nor for what you can find out.";

    private final ToolDefinition definition = new ToolDefinition(
            ASK_USER,
            DESCRIPTION,
            ToolSchema.of(Questions.class),
            ToolMarks.NONE.with(ToolMark.ASKED_QUESTIONS, true),
            NoBody.answered(ASK_USER),
            UserFeedbackTools.class.getSimpleName());

    /** The tool. */
    public UserFeedbackTools() {}

    ToolDefinition definition() {
        return definition;
    }

    /**
     * The arguments of a call.
     *
     * @param questions the questions; at least one, no two of one id
     */
    public record Questions(
            @Param(description = "The questions to ask.") List<Question> questions) {
        public Questions {
            questions = List.copyOf(questions);
            if (questions.isEmpty()) {
                throw new IllegalArgumentException("questions: is empty; ask at least one");
            }
            checkIds("questions", questions.stream().map(Question::id).toList());
        }
    }

    /**
     * A question.
     *
     * @param id its name in the result
     * @param text the question itself
     * @param options what there is to choose from; at least two, no two of one id
     * @param multiple whether several may be chosen
     * @param required whether one must be chosen
     */
    public record Question(String id, String text, List<Option> options, boolean multiple, boolean required) {
        public Question {
            checkText("a question's id", id);
            checkText("the text of question '" + id + "'", text);
            options = List.copyOf(options);
            if (options.size() < 2) {
                throw new IllegalArgumentException("question '" + id + "' has " + options.size()
                        + " options; give at least 2, or ask for a value with " + UserInputTools.GET_USER_INPUT
                        + " if there is such a tool");
            }
            checkIds(
                    "options of question '" + id + "'",
                    options.stream().map(Option::id).toList());
        }

        /** Reads a question as a model writes it: single choice and required unless it says otherwise. */
        @JsonCreator
        public static Question read(
                @Param(name = "id", description = "A short id in snake_case, unique in this call.") String id,
                @Param(name = "text", description = "The question, in the user's language.") String text,
                @Param(name = "options", description = "Two or more options to choose from.") List<Option> options,
                @Param(
                                name = "multiple",
                                description = "Whether the user may choose several options; false if left out.",
                                required = false)
                        @Nullable
                        Boolean multiple,
                @Param(
                                name = "required",
                                description = "Whether the user must choose; true if left out.",
                                required = false)
                        @Nullable
                        Boolean required) {
            return new Question(
                    id,
                    text,
                    options,
                    Optional.ofNullable(multiple).orElse(false),
                    Optional.ofNullable(required).orElse(true));
        }
    }

    /**
     * An option of a question.
     *
     * @param id its name in the result
     * @param label what the person reads
     * @param description more about it, if the label does not say all
     */
    public record Option(
            @Param(description = "A short id in snake_case, unique in the question.")
            String id,

            @Param(description = "What the user reads; a few words, in the user's language.")
            String label,

            @Param(description = "What choosing it means, if the label does not say it.")
            Optional<String> description) {
        public Option {
            checkText("an option's id", id);
            checkText("the label of option '" + id + "'", label);
            Objects.requireNonNull(description, "description");
        }
    }

    private static void checkText(String what, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(what + " is blank");
        }
    }

    private static void checkIds(String what, List<String> ids) {
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                throw new IllegalArgumentException(what + ": two have the id '" + id + "'; give each an id of its own");
            }
        }
    }
}
