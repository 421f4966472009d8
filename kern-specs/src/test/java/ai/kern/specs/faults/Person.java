package ai.kern.specs.faults;

import ai.kern.agent.Agent;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementVisitor;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.specs.support.Lab;
import java.util.List;
import java.util.Map;

/**
 * Who brings a run to its end, as a person would: answers what is open, by looking at the calls alone, and at the ledger where
 * kern does not know what happened.
 */
final class Person implements RequirementVisitor<Resolution> {
    static final String NOTE = "that is no good";
    static final String SEEN = "I looked, it took effect";

    private static final int MOST_STEPS = 20;

    private final Lab lab;
    private final Shop shop;
    private final boolean oneByOne;

    Person(Lab lab, boolean oneByOne) {
        this.lab = lab;
        this.shop = new Shop(lab.ledger());
        this.oneByOne = oneByOne;
    }

    /** Takes a run over from whoever left it, and goes on until it has ended. */
    RunOutput bringToTheEnd(Agent agent, String runId) {
        RunOutput run = lab.find(agent, runId);
        for (int step = 0; step < MOST_STEPS && !run.status().isEnded(); step++) {
            if (run.status() == RunStatus.PAUSED) {
                run = lab.continueRun(agent, runId, answers(run));
            } else {
                lab.expireLeases();
                run = lab.recover(agent, runId);
            }
        }
        return run;
    }

    private Resolution[] answers(RunOutput run) {
        List<Requirement> open = run.activeRequirements();
        return open.stream()
                .limit(oneByOne ? 1 : open.size())
                .map(requirement -> requirement.accept(this))
                .toArray(Resolution[]::new);
    }

    private static String item(Requirement requirement) {
        return requirement.toolCall().argument("item").orElseThrow().toString();
    }

    @Override
    public Resolution confirmation(Confirmation confirmation) {
        String item = item(confirmation);
        if (item.startsWith("bad")) {
            return confirmation.reject(NOTE);
        }
        return confirmation.editable()
                ? confirmation.confirm(Map.of("item", item + " as edited"))
                : confirmation.confirm();
    }

    @Override
    public Resolution userInput(UserInput userInput) {
        return userInput.provide(Map.of("to", "ann"));
    }

    @Override
    public Resolution externalExecution(ExternalExecution externalExecution) {
        return externalExecution.result(Shop.resultOf("fetch", item(externalExecution)));
    }

    @Override
    public Resolution outcomeUnknown(OutcomeUnknown unknown) {
        boolean tookEffect =
                !shop.effects(unknown.toolCall().key().idempotencyKey()).isEmpty();
        return tookEffect ? unknown.result(SEEN) : unknown.runAgain();
    }

    @Override
    public Resolution userFeedback(UserFeedback userFeedback) {
        throw new AssertionError("no scenario asks questions: " + userFeedback);
    }

    @Override
    public Resolution awaitingDecision(AwaitingDecision awaitingDecision) {
        throw new AssertionError("no scenario has a gate: " + awaitingDecision);
    }
}
