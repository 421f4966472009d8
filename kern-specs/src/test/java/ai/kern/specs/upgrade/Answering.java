package ai.kern.specs.upgrade;

import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.InputField;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementVisitor;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person says to each kind of requirement: yes to all, or no. */
enum Answering implements RequirementVisitor<Resolution> {
    APPROVE {
        @Override
        public Resolution confirmation(Confirmation confirmation) {
            return confirmation.editable()
                    ? confirmation.confirm(Map.of("item", "what the person wrote"))
                    : confirmation.confirm();
        }

        @Override
        public Resolution userInput(UserInput userInput) {
            return userInput.provide(
                    userInput.fields().stream().collect(Collectors.toMap(InputField::name, field -> "ann")));
        }

        @Override
        public Resolution userFeedback(UserFeedback userFeedback) {
            return userFeedback.answers().choose("city", "rome").build();
        }

        @Override
        public Resolution externalExecution(ExternalExecution externalExecution) {
            return externalExecution.result("fetched by hand");
        }

        @Override
        public Resolution outcomeUnknown(OutcomeUnknown outcomeUnknown) {
            return outcomeUnknown.runAgain();
        }
    },
    REJECT {
        @Override
        public Resolution confirmation(Confirmation confirmation) {
            return confirmation.reject(NOTE);
        }

        @Override
        public Resolution userInput(UserInput userInput) {
            return userInput.reject(NOTE);
        }

        @Override
        public Resolution userFeedback(UserFeedback userFeedback) {
            return userFeedback.reject(NOTE);
        }

        @Override
        public Resolution externalExecution(ExternalExecution externalExecution) {
            return externalExecution.error(NOTE);
        }

        @Override
        public Resolution outcomeUnknown(OutcomeUnknown outcomeUnknown) {
            return outcomeUnknown.giveUp(NOTE);
        }
    };

    /** What the model is told of a no. */
    static final String NOTE = "nein, \u6f22 \ud83d\ude00";

    Resolution to(Requirement requirement) {
        return requirement.accept(this);
    }

    @Override
    public Resolution awaitingDecision(AwaitingDecision awaitingDecision) {
        throw new AssertionError("that is for administrators to decide: " + awaitingDecision);
    }
}
