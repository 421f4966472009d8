package ai.kern.internal.engine;

import ai.kern.db.Attempt;
import ai.kern.db.Execution;
import ai.kern.db.ExecutionPhase;
import ai.kern.db.RequirementStatus;
import ai.kern.db.Settlement;
import ai.kern.db.StoredRequirement;
import ai.kern.internal.Json;
import ai.kern.internal.ToolResultText;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.InputField;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.tool.InvalidArgumentsException;
import ai.kern.tool.Protection;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSchema;
import ai.kern.tool.ToolSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the answers of a continue into a run's book. All are checked before the first is taken, so that a set with one bad
 * answer changes nothing.
 */
final class Answers {
    private final RunBook book;
    private final ToolSet tools;
    private final Optional<Actor> by;

    Answers(RunBook book, ToolSet tools, Optional<Actor> by) {
        this.book = book;
        this.tools = tools;
        this.by = by;
    }

    /**
     * Checks and takes everything that a request brings.
     *
     * @throws InvalidResolutionException if any part does not fit; the book is as it was
     * @throws ToolDefinitionChangedException if an answer would let run what is not what was shown; the book is as it was
     */
    void take(ContinueRequest request) {
        Set<String> named = new HashSet<>();
        request.resolutions().forEach(resolution -> checkNamedOnce(named, resolution.requirementId()));
        request.askAnew().forEach(id -> checkNamedOnce(named, id));
        request.drops().keySet().forEach(id -> checkNamedOnce(named, id));

        request.resolutions().forEach(this::check);
        request.askAnew().forEach(this::checkAskAnew);
        request.drops().keySet().forEach(this::unfinished);

        request.resolutions().forEach(this::take);
        request.askAnew().forEach(this::askAnew);
        request.drops().forEach(this::drop);
    }

    private static void checkNamedOnce(Set<String> named, String id) {
        if (!named.add(id)) {
            throw new InvalidResolutionException(
                    "requirement " + id + " is named twice; answer each requirement once. Nothing was stored");
        }
    }

    private StoredRequirement stored(String id) {
        return book.requirement(id)
                .orElseThrow(
                        () -> new InvalidResolutionException("run " + book.run().id() + " has no requirement " + id
                                + "; take the requirements from the run that you continue. Nothing was stored"));
    }

    private StoredRequirement open(String id) {
        StoredRequirement requirement = stored(id);
        if (!requirement.isOpen()) {
            throw new InvalidResolutionException("requirement " + id + " is " + requirement.status()
                    + " already; read the run again and answer its active requirements. Nothing was stored");
        }
        return requirement;
    }

    /** A requirement whose call has no result yet: it is open, or it was settled and the call could not run. */
    private StoredRequirement unfinished(String id) {
        StoredRequirement requirement = stored(id);
        CallRecord call = book.callOf(requirement);
        boolean counts = call.requirement().map(one -> one.id().equals(id)).orElse(false);
        if (!counts || call.outcome().isPresent() || isStartedUnder(call, requirement)) {
            throw new InvalidResolutionException("requirement " + id + " of call " + call.key() + " is "
                    + requirement.status()
                    + " and cannot be taken back: its call was started, has its result, or waits for"
                    + " another requirement. Nothing was stored");
        }
        return requirement;
    }

    private static boolean isStartedUnder(CallRecord call, StoredRequirement requirement) {
        return call.attempts() > CallRecord.asked(requirement).attempt();
    }

    private void check(Resolution resolution) {
        StoredRequirement requirement = open(resolution.requirementId());
        if (!resolution.runId().equals(book.run().id())) {
            throw new InvalidResolutionException("the answer to requirement " + requirement.id() + " belongs to run "
                    + resolution.runId() + ", not to run " + book.run().id() + ". Nothing was stored");
        }
        Documents.Asked asked = CallRecord.asked(requirement);
        checkKind(requirement, resolution.type());
        if (!letsRun(asked, resolution.type())) {
            checkValues(requirement, asked, resolution);
            return;
        }
        Optional<ToolDefinition> tool = tools.find(asked.toolName());
        Optional<String> difference = Definitions.difference(asked, tool);
        if (difference.isPresent()) {
            throw changed(book, requirement, difference.get());
        }
        checkValues(requirement, asked, resolution);
        resolution
                .values()
                .ifPresent(values -> checkFits(
                        requirement, tool.orElseThrow().parameters(), argumentsOf(asked, resolution.type(), values)));
    }

    private static String argumentsOf(Documents.Asked asked, AnswerType type, String values) {
        return type == AnswerType.PROVIDE
                ? Asking.withProvided(asked.arguments(), values).json()
                : values;
    }

    /** The refusal of a call that is not what was shown any more. */
    static ToolDefinitionChangedException changed(RunBook book, StoredRequirement requirement, String difference) {
        return new ToolDefinitionChangedException(
                "call " + requirement.call() + " of run " + book.run().id()
                        + " does not run, since " + difference + ". Reject it, drop it or ask it anew (requirement "
                        + requirement.id() + "), or cancel the run");
    }

    private static boolean letsRun(Documents.Asked asked, AnswerType type) {
        return type == AnswerType.CONFIRM
                || type == AnswerType.RUN_AGAIN
                || (type == AnswerType.PROVIDE && !isAskedByModel(asked));
    }

    private static boolean isAskedByModel(Documents.Asked asked) {
        return asked.definition()
                .map(definition -> definition.protection() == Protection.ASKED_INPUT)
                .orElse(false);
    }

    private static void checkKind(StoredRequirement requirement, AnswerType type) {
        Set<AnswerType> fitting = switch (requirement.type()) {
            case CONFIRMATION -> Set.of(AnswerType.CONFIRM, AnswerType.REJECT);
            case USER_INPUT -> Set.of(AnswerType.PROVIDE, AnswerType.REJECT);
            case USER_FEEDBACK -> Set.of(AnswerType.CHOOSE, AnswerType.REJECT);
            case EXTERNAL_EXECUTION -> Set.of(AnswerType.RESULT, AnswerType.ERROR);
            case OUTCOME_UNKNOWN -> Set.of(AnswerType.RUN_AGAIN, AnswerType.RESULT, AnswerType.GIVE_UP);
        };
        if (!fitting.contains(type)) {
            throw new InvalidResolutionException("requirement " + requirement.id() + " asks for " + requirement.type()
                    + " and cannot be answered by " + type + ". Nothing was stored");
        }
    }

    private static void checkValues(StoredRequirement requirement, Documents.Asked asked, Resolution resolution) {
        if (resolution.values().isEmpty()) {
            return;
        }
        String values = resolution.values().get();
        switch (resolution.type()) {
            case CHOOSE -> Choices.check(requirement, asked.questions(), Json.read(values));
            case PROVIDE -> {
                checkAskedFor(requirement, asked, values);
                checkFits(requirement, ToolSchema.of(asked.schema().orElseThrow()), values);
            }
            default -> {
                if (!asked.editable()) {
                    throw new InvalidResolutionException("the arguments of tool " + asked.toolName()
                            + " cannot be changed: it is not editable. Confirm requirement " + requirement.id()
                            + " as it is, or reject it. Nothing was stored");
                }
            }
        }
    }

    /** Holds provided values to the fields, since a schema may allow more: no value may replace what the model chose. */
    private static void checkAskedFor(StoredRequirement requirement, Documents.Asked asked, String values) {
        List<String> fields = asked.fields().stream().map(InputField::name).toList();
        for (String name : Json.read(values).propertyNames()) {
            if (!fields.contains(name)) {
                throw new InvalidResolutionException("requirement " + requirement.id() + " of tool " + asked.toolName()
                        + " does not ask for '" + name + "', only for " + String.join(", ", fields)
                        + ". Nothing was stored");
            }
        }
    }

    private static void checkFits(StoredRequirement requirement, ToolSchema schema, String values) {
        try {
            schema.check(values);
        } catch (InvalidArgumentsException invalid) {
            throw new InvalidResolutionException(
                    "the values for requirement " + requirement.id() + " do not fit: "
                            + String.join("; ", invalid.violations()) + ". Nothing was stored",
                    invalid);
        }
    }

    private void checkAskAnew(String id) {
        StoredRequirement requirement = unfinished(id);
        CallRecord call = book.callOf(requirement);
        ToolDefinition tool = tools.find(call.request().toolName())
                .orElseThrow(() -> new InvalidResolutionException("requirement " + id
                        + " cannot be asked anew: the tool " + call.request().toolName()
                        + " is not among the agent's tools. Drop it, or continue with an agent that has the tool"));
        if (requirement.type() == PauseType.OUTCOME_UNKNOWN) {
            checkMayRunAgain(id, tool, CallRecord.asked(requirement).arguments());
            return;
        }
        if (tool.protection().pauseType().isEmpty()) {
            throw new InvalidResolutionException(
                    "requirement " + id + " cannot be asked anew: the tool " + tool.name()
                            + " is not protected any more, and kern does not run by itself what was once shown to a person. Drop it");
        }
        try {
            Asking.of(tool, tool.modelParameters().check(call.request().arguments()));
        } catch (InvalidArgumentsException invalid) {
            throw new InvalidResolutionException(
                    "requirement " + id
                            + " cannot be asked anew: the call's arguments do not fit the tool as it is today: "
                            + String.join("; ", invalid.violations()) + ". Drop it",
                    invalid);
        }
    }

    /** A call in doubt may be asked anew only where kern itself could run it with the tool as it is today. */
    private static void checkMayRunAgain(String id, ToolDefinition tool, String arguments) {
        boolean runsHere = switch (tool.protection()) {
            case NONE, CONFIRMATION, USER_INPUT -> true;
            case EXTERNAL_EXECUTION, ASKED_INPUT, ASKED_QUESTIONS -> false;
        };
        if (!runsHere) {
            throw new InvalidResolutionException("requirement " + id + " cannot be asked anew: the tool " + tool.name()
                    + " does not run here any more. Bring the call's result, or give it up");
        }
        try {
            tool.parameters().check(arguments);
        } catch (InvalidArgumentsException invalid) {
            throw new InvalidResolutionException(
                    "requirement " + id
                            + " cannot be asked anew: the call's arguments do not fit the tool as it is today: "
                            + String.join("; ", invalid.violations()) + ". Bring the call's result, or give it up",
                    invalid);
        }
    }

    private void take(Resolution resolution) {
        StoredRequirement requirement = stored(resolution.requirementId());
        settle(requirement, new Documents.Settled(resolution.type(), by, resolution.text(), resolution.values()));
        int attempt = CallRecord.asked(requirement).attempt();
        if (resolution.type() == AnswerType.RUN_AGAIN) {
            book.expectEnded(new Attempt(requirement.call(), attempt));
            book.expectNoOutcome(new Attempt(requirement.call(), attempt));
        }
        outcomeOf(requirement, resolution)
                .ifPresent(outcome -> book.add(new Execution(
                        requirement.call(), attempt, ExecutionPhase.OUTCOME, book.now(), Documents.write(outcome))));
    }

    private Optional<Documents.Outcome> outcomeOf(StoredRequirement requirement, Resolution resolution) {
        Documents.Asked asked = CallRecord.asked(requirement);
        String note = resolution.text().orElse("");
        return switch (resolution.type()) {
            case REJECT -> Optional.of(rejected(note));
            case RESULT -> Optional.of(marked(asked, OutcomeStatus.SUCCEEDED, note));
            case ERROR -> Optional.of(Documents.Outcome.of(OutcomeStatus.FAILED, "Error: " + note));
            case GIVE_UP -> Optional.of(leftUnknown(note));
            case CHOOSE ->
                Optional.of(marked(
                        asked, OutcomeStatus.SUCCEEDED, resolution.values().orElse("{}")));
            case PROVIDE ->
                isAskedByModel(asked)
                        ? Optional.of(marked(
                                asked,
                                OutcomeStatus.SUCCEEDED,
                                resolution.values().orElse("{}")))
                        : Optional.empty();
            case EXPIRED ->
                Optional.of(undecided(requirement, "The call was not approved in time and did not run.", note));
            case CANCELLED ->
                Optional.of(undecided(requirement, "The approval was taken back and the call did not run.", note));
            case CONFIRM, RUN_AGAIN -> Optional.empty();
            case LATE_OUTCOME, ASKED_ANEW ->
                throw new IllegalStateException(resolution.type() + " is no answer that somebody gives");
        };
    }

    /** A result with what the tool says about results: whether it is shown, and whether the run ends with it. */
    private Documents.Outcome marked(Documents.Asked asked, OutcomeStatus status, String text) {
        Optional<ToolDefinition> tool = tools.find(asked.toolName());
        return new Documents.Outcome(
                status,
                ToolResultText.of(text),
                tool.map(ToolDefinition::showResult).orElse(false),
                tool.map(ToolDefinition::stopAfterCall).orElse(false));
    }

    private void askAnew(String id) {
        StoredRequirement requirement = stored(id);
        CallRecord call = book.callOf(requirement);
        ToolDefinition tool = tools.find(call.request().toolName()).orElseThrow();
        Documents.Asked old = CallRecord.asked(requirement);
        boolean inDoubt = requirement.type() == PauseType.OUTCOME_UNKNOWN;
        Documents.Asked asked = inDoubt
                ? Asking.outcomeOf(old.toolName(), old.arguments(), old.attempt(), Definitions.of(tool))
                : Asking.of(tool, tool.modelParameters().check(call.request().arguments()));
        PauseType type = inDoubt
                ? PauseType.OUTCOME_UNKNOWN
                : tool.protection().pauseType().orElseThrow();
        if (requirement.isOpen()) {
            Documents.Settled settled =
                    new Documents.Settled(AnswerType.ASKED_ANEW, by, Optional.empty(), Optional.empty());
            book.settle(requirement, settlement(requirement, RequirementStatus.REPLACED, settled));
        }
        book.ask(call, type, asked);
    }

    private void drop(String id, String note) {
        StoredRequirement requirement = stored(id);
        int attempt = CallRecord.asked(requirement).attempt();
        boolean inDoubt = requirement.type() == PauseType.OUTCOME_UNKNOWN;
        if (requirement.isOpen()) {
            AnswerType type = inDoubt ? AnswerType.GIVE_UP : AnswerType.REJECT;
            settle(requirement, new Documents.Settled(type, by, Optional.of(note), Optional.empty()));
        }
        Documents.Outcome outcome = inDoubt ? leftUnknown(note) : rejected(note);
        book.add(new Execution(
                requirement.call(), attempt, ExecutionPhase.OUTCOME, book.now(), Documents.write(outcome)));
    }

    private void settle(StoredRequirement requirement, Documents.Settled settled) {
        book.settle(requirement, settlement(requirement, RequirementStatus.SETTLED, settled));
    }

    private Settlement settlement(StoredRequirement requirement, RequirementStatus status, Documents.Settled settled) {
        return new Settlement(requirement.id(), book.run().id(), status, book.now(), Documents.write(settled));
    }

    private static Documents.Outcome rejected(String note) {
        return Documents.Outcome.of(
                OutcomeStatus.REJECTED, "The call was rejected by a person and did not run." + withNote(note));
    }

    /** How a call ends on which nobody decided. */
    private static Documents.Outcome undecided(StoredRequirement requirement, String text, String note) {
        return requirement.type() == PauseType.OUTCOME_UNKNOWN
                ? leftUnknown(note)
                : Documents.Outcome.of(OutcomeStatus.REJECTED, text + withNote(note));
    }

    private static Documents.Outcome leftUnknown(String note) {
        return Documents.Outcome.of(
                OutcomeStatus.UNKNOWN,
                "The call was started, and it is not known whether it took effect. It was not repeated."
                        + withNote(note));
    }

    private static String withNote(String note) {
        return note.isEmpty() ? "" : " Note: " + note;
    }
}
