package ai.kern.specs.faults;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Approvals;
import ai.kern.approval.Decision;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementVisitor;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.Actor;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.specs.support.Lab;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who brings a run to its end, as a person would: answers what is open, by looking at the calls alone, and at the ledger where
 * kern does not know what happened.
 */
final class Person implements RequirementVisitor<Optional<Resolution>> {
    static final String NOTE = "that is no good";
    static final String SEEN = "I looked, it took effect";

    private static final Actor ADMIN = Actor.of("admin");
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
    RunOutput bringToTheEnd(Runner runner, String runId) {
        RunOutput run = lab.find(runner, runId);
        for (int step = 0; step < MOST_STEPS && !run.status().isEnded(); step++) {
            if (run.status() == RunStatus.PAUSED) {
                run = lab.continueRun(runner, runId, answers(run));
            } else {
                lab.expireLeases();
                run = lab.recover(runner, runId);
            }
        }
        return run;
    }

    /** Answers what is open, as far as a caller can. */
    Resolution[] answers(RunOutput run) {
        List<Requirement> open = run.activeRequirements();
        return open.stream()
                .limit(oneByOne ? 1 : open.size())
                .flatMap(requirement -> requirement.accept(this).stream())
                .toArray(Resolution[]::new);
    }

    private static String item(Requirement requirement) {
        return requirement.toolCall().argument("item").orElseThrow().toString();
    }

    @Override
    public Optional<Resolution> confirmation(Confirmation confirmation) {
        String item = item(confirmation);
        if (item.startsWith("bad")) {
            return Optional.of(confirmation.reject(NOTE));
        }
        return Optional.of(
                confirmation.editable()
                        ? confirmation.confirm(Map.of("item", item + " as edited"))
                        : confirmation.confirm());
    }

    @Override
    public Optional<Resolution> userInput(UserInput userInput) {
        return Optional.of(userInput.provide(Map.of("to", "ann")));
    }

    @Override
    public Optional<Resolution> externalExecution(ExternalExecution externalExecution) {
        return Optional.of(externalExecution.result(Shop.resultOf("fetch", item(externalExecution))));
    }

    @Override
    public Optional<Resolution> outcomeUnknown(OutcomeUnknown unknown) {
        return Optional.of(tookEffect(unknown) ? unknown.result(SEEN) : unknown.runAgain());
    }

    private boolean tookEffect(Requirement unknown) {
        return !shop.effects(unknown.toolCall().key().idempotencyKey()).isEmpty();
    }

    @Override
    public Optional<Resolution> userFeedback(UserFeedback userFeedback) {
        throw new AssertionError("no scenario asks questions: " + userFeedback);
    }

    @Override
    public Optional<Resolution> awaitingDecision(AwaitingDecision awaiting) {
        Approvals approvals = ((ApprovalDb) lab.db()).approvals();
        ApprovalRecord record = approvals.get(awaiting.recordId()).orElseThrow();
        if (record.isPending()) {
            approvals.approve(record.id(), decision(awaiting));
        }
        return Optional.empty();
    }

    private Decision decision(AwaitingDecision awaiting) {
        if (awaiting.pauseType() != PauseType.OUTCOME_UNKNOWN) {
            return Decision.by(ADMIN);
        }
        return tookEffect(awaiting)
                ? Decision.by(ADMIN).result(SEEN)
                : Decision.by(ADMIN).runAgain();
    }
}
