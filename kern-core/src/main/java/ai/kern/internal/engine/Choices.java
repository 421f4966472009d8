package ai.kern.internal.engine;

import ai.kern.internal.Identifiers;
import ai.kern.run.InvalidResolutionException;
import ai.kern.tool.UserFeedbackTools.Question;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Holds the choices of an answer to the questions that were asked. */
final class Choices {
    private Choices() {}

    /** @throws InvalidResolutionException if a question or option is not one that was asked, or an answer is missing */
    static void check(RequirementRecord requirement, List<Question> questions, JsonNode choices) {
        List<String> known = questions.stream().map(Question::id).toList();
        for (String answered : choices.propertyNames()) {
            if (!known.contains(answered)) {
                throw badChoice(requirement, answered, "was not asked; the questions are " + known);
            }
        }
        for (Question question : questions) {
            JsonNode chosen = choices.path(question.id());
            Set<String> options = new LinkedHashSet<>();
            question.options().forEach(option -> options.add(option.id()));
            Set<String> taken = new HashSet<>();
            for (JsonNode option : chosen) {
                if (!options.contains(option.asString())) {
                    throw badChoice(
                            requirement,
                            question.id(),
                            "has no option " + Identifiers.shown(option.asString()) + ", only " + options);
                }
                if (!taken.add(option.asString())) {
                    throw badChoice(
                            requirement,
                            question.id(),
                            "has option " + Identifiers.shown(option.asString()) + " chosen twice");
                }
            }
            if (taken.size() > 1 && !question.multiple()) {
                throw badChoice(requirement, question.id(), "takes one option, not " + taken.size());
            }
            if (taken.isEmpty() && question.required()) {
                throw badChoice(requirement, question.id(), "needs an answer");
            }
        }
    }

    private static InvalidResolutionException badChoice(RequirementRecord requirement, String question, String what) {
        return new InvalidResolutionException("question " + Identifiers.shown(question) + " of "
                + AnswerChecks.name(requirement) + " " + what + ". Nothing was stored");
    }
}
