package ai.kern.internal.engine;

import ai.kern.internal.Excerpt;
import ai.kern.internal.Identifiers;
import ai.kern.internal.Json;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.InputField;
import ai.kern.requirement.PauseType;
import ai.kern.requirement.Resolution;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.ToolDefinitionChangedException;
import ai.kern.tool.InvalidArgumentsException;
import ai.kern.tool.Protection;
import ai.kern.tool.ToolDefinition;
import ai.kern.tool.ToolSchema;
import ai.kern.tool.ToolSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds what is brought to a paused run against what was asked. Changes nothing. */
final class AnswerChecks {
    /** How a gate settles a requirement of any kind. */
    private static final Set<AnswerType> GATES_OWN =
            Set.of(AnswerType.REJECT, AnswerType.EXPIRED, AnswerType.CANCELLED);

    private final RunBook book;
    private final ToolSet tools;

    AnswerChecks(RunBook book, ToolSet tools) {
        this.book = book;
        this.tools = tools;
    }

    /** A requirement as errors name it. */
    static String name(RequirementRecord requirement) {
        return "requirement " + requirement.id() + " of tool "
                + requirement.asked().toolName();
    }

    /** Adds a requirement to those that a request names. */
    void checkNamedOnce(Set<String> named, String id) {
        if (!named.add(id)) {
            throw new InvalidResolutionException(
                    name(stored(id)) + " is named twice; answer each requirement once. Nothing was stored");
        }
    }

    /** A requirement of the run. */
    RequirementRecord stored(String id) {
        return book.requirement(id)
                .orElseThrow(() -> new InvalidResolutionException(
                        "run " + book.run().id() + " has no requirement " + Identifiers.shown(id)
                                + "; take the requirements from the run that you continue. Nothing was stored"));
    }

    private RequirementRecord open(String id) {
        RequirementRecord requirement = stored(id);
        if (!requirement.isOpen()) {
            throw new InvalidResolutionException(name(requirement) + " is " + requirement.status()
                    + " already; read the run again and answer its active requirements. Nothing was stored");
        }
        return requirement;
    }

    /** A requirement whose call has no result yet: it is open, or it was settled and the call could not run. */
    RequirementRecord unfinished(String id) {
        RequirementRecord requirement = stored(id);
        CallRecord call = book.callOf(requirement);
        boolean counts = call.requirement().map(one -> one.id().equals(id)).orElse(false);
        if (!counts || call.outcome().isPresent() || isStartedUnder(call, requirement)) {
            throw new InvalidResolutionException(name(requirement) + ", about call " + call.key() + ", is "
                    + requirement.status()
                    + " and cannot be taken back: its call was started, has its result, or waits for"
                    + " another requirement. Nothing was stored");
        }
        return requirement;
    }

    private static boolean isStartedUnder(CallRecord call, RequirementRecord requirement) {
        return call.attempts() > requirement.asked().attempt();
    }

    /** An open requirement that a caller's answer fits; nobody but a gate answers what the gate decides. */
    RequirementRecord answered(Resolution resolution) {
        RequirementRecord requirement = open(resolution.requirementId());
        if (!resolution.runId().equals(book.run().id())) {
            throw new InvalidResolutionException("the answer to " + name(requirement) + " belongs to run "
                    + resolution.runId() + ", not to run " + book.run().id() + ". Nothing was stored");
        }
        Documents.Asked asked = requirement.asked();
        if (asked.isDecidedByGate()) {
            throw new InvalidResolutionException(name(requirement)
                    + " is decided on its record and has no answer that a caller could give. Have the record decided,"
                    + " then continue the run without an answer to it. Nothing was stored");
        }
        return requirement;
    }

    /** Checks that an answer fits what was asked, and that what it lets run is what was shown. */
    void check(Given given) {
        RequirementRecord requirement = given.requirement();
        Documents.Asked asked = requirement.asked();
        checkKind(requirement, asked, given.type());
        if (!letsRun(asked, given.type())) {
            checkValues(asked, given);
            return;
        }
        Optional<ToolDefinition> tool = tools.find(asked.toolName());
        Optional<String> difference = Definitions.difference(asked, tool);
        if (difference.isPresent()) {
            throw changed(requirement, difference.get());
        }
        checkValues(asked, given);
        given.values()
                .ifPresent(values -> checkFits(
                        requirement, tool.orElseThrow().parameters(), argumentsOf(asked, given.type(), values)));
    }

    private static String argumentsOf(Documents.Asked asked, AnswerType type, String values) {
        return type == AnswerType.PROVIDE
                ? Asking.withProvided(asked.arguments(), values).json()
                : values;
    }

    /** The refusal of a call that is not what was shown any more; says what can be done about it as it stands. */
    ToolDefinitionChangedException changed(RequirementRecord requirement, String difference) {
        return new ToolDefinitionChangedException("call " + requirement.call() + " of run "
                + book.run().id() + " does not run, since " + difference + ". " + wayOut(requirement)
                + (mayBeAskedAnew(requirement) ? ", ask it anew (ContinueRequest.askAnew)" : "")
                + ", or cancel the run. It is about "
                + name(requirement));
    }

    private static String wayOut(RequirementRecord requirement) {
        Documents.Asked asked = requirement.asked();
        if (!requirement.isOpen() || asked.isDecidedByGate()) {
            return "Drop it (ContinueRequest.drop)";
        }
        return requirement.type() == PauseType.OUTCOME_UNKNOWN
                ? "Bring its result, give it up"
                : "Reject it, drop it (ContinueRequest.drop)";
    }

    private boolean mayBeAskedAnew(RequirementRecord requirement) {
        try {
            checkAskAnew(requirement.id());
            return true;
        } catch (InvalidResolutionException impossible) {
            return false;
        }
    }

    private static boolean letsRun(Documents.Asked asked, AnswerType type) {
        return type == AnswerType.CONFIRM
                || type == AnswerType.RUN_AGAIN
                || (type == AnswerType.PROVIDE && !isAskedByModel(asked));
    }

    static boolean isAskedByModel(Documents.Asked asked) {
        return asked.definition()
                .map(definition -> definition.protection() == Protection.ASKED_INPUT)
                .orElse(false);
    }

    private static void checkKind(RequirementRecord requirement, Documents.Asked asked, AnswerType type) {
        Set<AnswerType> fitting = switch (requirement.type()) {
            case CONFIRMATION -> Set.of(AnswerType.CONFIRM, AnswerType.REJECT);
            case USER_INPUT -> Set.of(AnswerType.PROVIDE, AnswerType.REJECT);
            case USER_FEEDBACK -> Set.of(AnswerType.CHOOSE, AnswerType.REJECT);
            case EXTERNAL_EXECUTION -> Set.of(AnswerType.RESULT, AnswerType.ERROR);
            case OUTCOME_UNKNOWN -> Set.of(AnswerType.RUN_AGAIN, AnswerType.RESULT, AnswerType.GIVE_UP);
        };
        if (!fitting.contains(type) && !(asked.isDecidedByGate() && GATES_OWN.contains(type))) {
            throw new InvalidResolutionException(name(requirement) + " asks for " + requirement.type()
                    + " and cannot be answered by " + type + ". Nothing was stored");
        }
    }

    private static void checkValues(Documents.Asked asked, Given given) {
        RequirementRecord requirement = given.requirement();
        if (given.values().isEmpty()) {
            return;
        }
        String values = given.values().get();
        switch (given.type()) {
            case CHOOSE -> Choices.check(requirement, asked.questions(), Json.read(values));
            case PROVIDE -> {
                checkAskedFor(requirement, asked, values);
                checkFits(requirement, ToolSchema.of(asked.schema().orElseThrow()), values);
            }
            default -> {
                if (!asked.editable()) {
                    throw new InvalidResolutionException("the arguments of " + name(requirement)
                            + " cannot be changed: the tool is not editable. Confirm them as they are, or reject the"
                            + " call. Nothing was stored");
                }
            }
        }
    }

    /** Holds provided values to the fields, since a schema may allow more: no value may replace what the model chose. */
    private static void checkAskedFor(RequirementRecord requirement, Documents.Asked asked, String values) {
        List<String> fields = asked.fields().stream().map(InputField::name).toList();
        for (String name : Json.read(values).propertyNames()) {
            if (!fields.contains(name)) {
                throw new InvalidResolutionException(name(requirement) + " does not ask for '"
                        + Identifiers.shown(name) + "', only for " + String.join(", ", fields)
                        + ". Nothing was stored");
            }
        }
    }

    private static void checkFits(RequirementRecord requirement, ToolSchema schema, String values) {
        try {
            schema.check(values);
        } catch (InvalidArgumentsException invalid) {
            // As a cause it would quote the values.
            throw new InvalidResolutionException("the values for " + name(requirement) + " do not fit: "
                    + Excerpt.of(String.join("; ", invalid.violationsWithoutValues()), Excerpt.OF_MESSAGE)
                    + ". Nothing was stored");
        }
    }

    void checkAskAnew(String id) {
        RequirementRecord requirement = unfinished(id);
        CallRecord call = book.callOf(requirement);
        ToolDefinition tool = tools.find(call.request().toolName())
                .orElseThrow(() -> new InvalidResolutionException(name(requirement)
                        + " cannot be asked anew: the tool is not among the agent's tools. Drop it, or continue with an agent"
                        + " that has the tool"));
        if (requirement.type() == PauseType.OUTCOME_UNKNOWN) {
            checkMayRunAgain(requirement, tool);
            return;
        }
        if (tool.protection().pauseType().isEmpty()) {
            throw new InvalidResolutionException(name(requirement)
                    + " cannot be asked anew: the tool is not protected any more, and kern does not run by itself what was"
                    + " once shown to a person. Drop it");
        }
        try {
            Asking.of(tool, tool.modelParameters().check(call.request().arguments()));
        } catch (InvalidArgumentsException invalid) {
            throw unfit(requirement, invalid, "Drop it");
        }
    }

    /** A call in doubt may be asked anew only where kern itself could run it with the tool as it is today. */
    private static void checkMayRunAgain(RequirementRecord requirement, ToolDefinition tool) {
        boolean runsHere = switch (tool.protection()) {
            case NONE, CONFIRMATION, USER_INPUT -> true;
            case EXTERNAL_EXECUTION, ASKED_INPUT, ASKED_QUESTIONS -> false;
        };
        if (!runsHere) {
            throw new InvalidResolutionException(
                    name(requirement)
                            + " cannot be asked anew: the tool does not run here any more. Bring the call's result, or give it up");
        }
        try {
            tool.parameters().check(requirement.asked().arguments());
        } catch (InvalidArgumentsException invalid) {
            throw unfit(requirement, invalid, "Bring the call's result, or give it up");
        }
    }

    private static InvalidResolutionException unfit(
            RequirementRecord requirement, InvalidArgumentsException invalid, String advice) {
        // As a cause it would quote the arguments.
        return new InvalidResolutionException(name(requirement)
                + " cannot be asked anew: the call's arguments do not fit the tool as it is today: "
                + Excerpt.of(String.join("; ", invalid.violationsWithoutValues()), Excerpt.OF_MESSAGE) + ". " + advice);
    }
}
