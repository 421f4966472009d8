package ai.kern.internal.engine;

import ai.kern.db.Attempt;
import ai.kern.db.RequirementStatus;
import ai.kern.db.Settlement;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.PauseType;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the answers of a continue into a run's book, and what gates have decided by now. All are checked before the first is
 * taken, so that a set with one bad answer changes nothing.
 */
final class Answers {
    private final RunBook book;
    private final ToolSet tools;
    private final Gates gates;
    private final Optional<Actor> by;
    private final AnswerChecks checks;
    private final AnswerOutcomes outcomes;

    Answers(RunBook book, ToolSet tools, Gates gates, Optional<Actor> by) {
        this.book = book;
        this.tools = tools;
        this.gates = gates;
        this.by = by;
        this.checks = new AnswerChecks(book, tools);
        this.outcomes = new AnswerOutcomes(tools);
    }

    /**
     * Checks and takes everything that a request brings.
     *
     * @throws InvalidResolutionException if any part does not fit; the book is as it was
     * @throws ToolDefinitionChangedException if an answer would let run what is not what was shown; the book is as it was
     * @throws ai.kern.run.KernException if a gate cannot say whether it has decided; the book is as it was
     * @return whether there was anything, from the caller or a gate
     */
    boolean take(ContinueRequest request) {
        Set<String> named = new HashSet<>();
        request.resolutions().forEach(resolution -> checks.checkNamedOnce(named, resolution.requirementId()));
        request.askAnew().forEach(id -> checks.checkNamedOnce(named, id));
        request.drops().keySet().forEach(id -> checks.checkNamedOnce(named, id));

        List<Given> given = new ArrayList<>();
        request.resolutions().forEach(resolution -> given.add(Given.of(checks.answered(resolution), resolution, by)));
        request.askAnew().forEach(checks::checkAskAnew);
        request.drops().keySet().forEach(checks::unfinished);
        given.addAll(gates.decided(book, named));
        given.forEach(checks::check);

        given.forEach(this::take);
        request.askAnew().forEach(this::askAnew);
        request.drops().forEach(this::drop);
        return !given.isEmpty() || !request.isEmpty();
    }

    private void take(Given given) {
        RequirementRecord requirement = given.requirement();
        settle(given, RequirementStatus.SETTLED);
        int attempt = requirement.asked().attempt();
        if (given.type() == AnswerType.RUN_AGAIN) {
            book.expectEnded(new Attempt(requirement.call(), attempt));
            book.expectNoOutcome(new Attempt(requirement.call(), attempt));
        }
        outcomes.of(given).ifPresent(outcome -> add(requirement, outcome));
    }

    private void askAnew(String id) {
        RequirementRecord requirement = checks.stored(id);
        CallRecord call = book.callOf(requirement);
        ToolDefinition tool = tools.find(call.request().toolName()).orElseThrow();
        Documents.Asked old = requirement.asked();
        boolean inDoubt = requirement.type() == PauseType.OUTCOME_UNKNOWN;
        Documents.Asked asked = inDoubt
                ? Asking.outcomeOf(old.toolName(), old.arguments(), old.attempt(), Definitions.of(tool))
                : Asking.of(tool, tool.modelParameters().check(call.request().arguments()));
        PauseType type = inDoubt
                ? PauseType.OUTCOME_UNKNOWN
                : tool.protection().pauseType().orElseThrow();
        Given replaced = new Given(requirement, AnswerType.ASKED_ANEW, by, Optional.empty(), Optional.empty());
        settle(replaced, RequirementStatus.REPLACED);
        gates.ask(book, new Step.Ask(call, type, asked), id).ifPresent(outcome -> add(requirement, outcome));
    }

    private void drop(String id, String note) {
        RequirementRecord requirement = checks.stored(id);
        boolean inDoubt = requirement.type() == PauseType.OUTCOME_UNKNOWN;
        AnswerType type = inDoubt ? AnswerType.GIVE_UP : AnswerType.REJECT;
        settle(new Given(requirement, type, by, Optional.of(note), Optional.empty()), RequirementStatus.SETTLED);
        add(requirement, inDoubt ? AnswerOutcomes.leftUnknown(note) : AnswerOutcomes.rejected(note));
    }

    private void add(RequirementRecord requirement, Documents.Outcome outcome) {
        book.addOutcome(requirement.call(), requirement.asked().attempt(), outcome);
    }

    /** Settles a requirement that is open, and tells its gate of it in any case. */
    private void settle(Given given, RequirementStatus status) {
        RequirementRecord requirement = given.requirement();
        book.contribute(gates.settling(book, given));
        if (requirement.isOpen()) {
            book.settle(
                    requirement,
                    new Settlement(
                            requirement.id(), book.run().id(), status, book.now(), Documents.write(given.document())));
        }
    }
}
